import { InvalidArgumentError, Option } from 'commander';

/** The forms of a report. */
export const reportFormats = ['pretty', 'ndjson', 'tap', 'junit'] as const;

/** What a command line says of how a program is asked, and how is told what came of it. */
export interface HarnessArguments {
  /** in seconds */
  readonly timeout: number;
  /** in seconds */
  readonly startTimeout: number;
  readonly window: number;
  readonly restarts: number;
  readonly format: (typeof reportFormats)[number];
  readonly out?: string;
}

/** The options that say so; `whole` makes one that is a whole number, from a least one on. */
export function harnessOptions(
  whole: (flags: string, description: string, least: number) => Option,
): Option[] {
  return [
    seconds('--timeout <seconds>', 'how long a reply may take', 5),
    seconds('--start-timeout <seconds>', 'how long the first one may take', 15),
    whole('--window <n>', 'how many requests may wait for replies at a time', 1).default(32),
    whole('--restarts <n>', 'how many crashes and hangs are borne', 0).default(20),
    new Option('--format <format>', 'what to write').choices(reportFormats).default('pretty'),
    new Option('--out <file>', 'write the report to a file'),
  ];
}

/** An option that is a length of time. */
export function seconds(flags: string, description: string, fallback: number): Option {
  return new Option(flags, description).default(fallback).argParser((text: string) => {
    const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
    if (value >= 0.01 && value <= 1e6) return value;
    throw new InvalidArgumentError('Expected a number from 0.01 to 1000000.');
  });
}
