import { readFileSync } from 'node:fs';
import { conform } from '../oracle/conform.js';
import {
  InvalidKnownFailing,
  type KnownFailing,
  readKnownFailing,
  strayEntries,
  writeKnownFailing,
} from '../oracle/known-failing.js';
import { type Report, reportOf } from '../oracle/reports/report.js';
import { writeJunit } from '../oracle/reports/write-junit.js';
import { writeNdjson } from '../oracle/reports/write-ndjson.js';
import { writePretty } from '../oracle/reports/write-pretty.js';
import { writeTap } from '../oracle/reports/write-tap.js';
import { writeAll, writeFileWhole } from '../replay/byte-output.js';
import { planOutput } from '../replay/output.js';
import { reasonOf } from '../replay/system-error.js';
import type { ConformArguments } from './conform-command.js';
import { ExitCode, Failure } from './exit-code.js';
import { keepApart } from './keep-apart.js';
import { selectAmong } from './select-vectors.js';

const writers = { pretty: writePretty, ndjson: writeNdjson, tap: writeTap, junit: writeJunit } as const;

/** Runs vectors against an implementation, writes the report, and gives the exit code. */
export async function runConform(command: readonly string[], args: ConformArguments): Promise<number> {
  if (!command[0]) {
    throw new Failure(
      'conform: expected a program after --, such as: conform -- python3 harness.py',
      ExitCode.usage,
    );
  }
  const known = args.knownFailing === undefined ? null : readKnown(args.knownFailing);
  const { all, selected: vectors } = selectAmong(args);
  if (vectors.length === 0) throw new Failure('conform: no vector is selected', ExitCode.nothing);
  const plan = (path: string | undefined) => (path === undefined ? null : planOutput(path));
  const [out, list] = [plan(args.out), plan(args.writeKnownFailing)];
  if (known !== null) tellStrays(strayEntries(known, all));
  keepApart({ out, 'write-known-failing': list }, [], {});
  // The list of known failures may be brought up to date in its place.
  keepApart({ out }, [], { 'known failures': args.knownFailing });
  const { timeout, startTimeout, window, restarts, oneShot = false } = args;
  const conformance = await conform(command, vectors, { timeout, startTimeout, window, restarts, oneShot });
  const report = reportOf(conformance, command, known);
  const text = writers[args.format](report);
  if (out === null) await writeAll(process.stdout, text);
  else await writeFileWhole(out, text);
  if (list !== null) await writeFileWhole(list, [writeKnownFailing(conformance.results)]);
  return exitCodeOf(report);
}

function exitCodeOf({ fault, blocks, stale, counts, implementation }: Report): number {
  // With --one-shot the implementation is known before it is started: its name is the command.
  if (fault !== null && (implementation === null || fault.verdict === 'not-started')) return ExitCode.io;
  if (fault !== null || blocks.length > 0 || stale.length > 0 || counts.unasked !== undefined)
    return ExitCode.differences;
  const asked = Object.entries(counts).some(([verdict]) => verdict !== 'skip' && verdict !== 'unsupported');
  return asked ? ExitCode.ok : ExitCode.nothing;
}

/** So many of them are told one by one. */
const TOLD = 5;

function tellStrays(strays: readonly string[]): void {
  for (const stray of strays.slice(0, TOLD)) process.stderr.write(`reconvene: ${stray}\n`);
  if (strays.length > TOLD)
    process.stderr.write(`reconvene: and ${strays.length - TOLD} more such entries\n`);
}

function readKnown(file: string): KnownFailing {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new Failure(`--known-failing ${file}: ${reasonOf(error)}`, ExitCode.io);
  }
  try {
    return readKnownFailing(text, file);
  } catch (error) {
    if (error instanceof InvalidKnownFailing) throw new Failure(error.message, ExitCode.usage);
    throw error;
  }
}
