import { statSync } from 'node:fs';
import type { Input } from '../replay/input.js';
import { identityOf, type OutputFile, planOutput } from '../replay/output.js';
import { ExitCode, Failure } from './exit-code.js';
import type { OutputArguments } from './output-arguments.js';

/** Where outputs go; null: to standard output, or nowhere. */
export interface Outputs {
  readonly out: OutputFile | null;
  readonly participants: OutputFile | null;
  readonly anomalies: OutputFile | null;
  readonly stats: OutputFile | null;
}

/**
 * Finds where outputs go, before anything is read.
 * @throws Failure if one would overwrite an input or another output; UnwritableOutput
 */
export function planOutputs(
  args: OutputArguments,
  rules: string | undefined,
  inputs: readonly Input[],
): Outputs {
  const plan = (path: string | undefined) => {
    if (path === '') throw new Failure('an output needs a name; got an empty one', ExitCode.usage);
    return path === undefined ? null : planOutput(path);
  };
  const outputs = {
    out: plan(args.out === '-' ? undefined : args.out),
    participants: plan(args.participants),
    anomalies: plan(args.anomalies),
    stats: plan(args.stats),
  };
  const taken = new Map(inputs.map(({ identity, name }) => [identity, `the input ${name}`]));
  if (rules !== undefined) taken.set(identityOf(statSync(rules)), `the rules ${rules}`);
  const places = new Set<string>();
  for (const [option, file] of Object.entries(outputs)) {
    if (file === null || !file.isReplaceable) continue;
    const input = file.identity === null ? undefined : taken.get(file.identity);
    if (input !== undefined) throw new Failure(`--${option}: would overwrite ${input}`, ExitCode.usage);
    if (places.has(file.path))
      throw new Failure(`--${option}: ${file.name} is asked for twice`, ExitCode.usage);
    places.add(file.path);
  }
  return outputs;
}
