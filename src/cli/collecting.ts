import { Option } from 'commander';

/** An option that may be repeated and gives all its values. */
export function collecting(flags: string, description: string): Option {
  return new Option(flags, description)
    .default([], 'none')
    .argParser((value: string, previous: string[]) => [...previous, value]);
}
