import type { Input } from '../replay/input.js';
import { type OutputFile, planOutput } from '../replay/output.js';
import { type FilesRead, keepApart } from './keep-apart.js';
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
 * @throws Failure if one would overwrite what is read, or another output; UnwritableOutput
 */
export function planOutputs(args: OutputArguments, inputs: readonly Input[], read: FilesRead): Outputs {
  const plan = (path: string | undefined) => (path === undefined ? null : planOutput(path));
  const outputs = {
    out: plan(args.out === '-' ? undefined : args.out),
    participants: plan(args.participants),
    anomalies: plan(args.anomalies),
    stats: plan(args.stats),
  };
  keepApart(outputs, inputs, read);
  return outputs;
}
