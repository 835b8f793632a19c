import { accessSync, constants, existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import {
  type Counterexample,
  counterexampleFile,
  InvalidCounterexample,
  readCounterexample,
} from '../oracle/fuzz/counterexample.js';
import type { Find } from '../oracle/fuzz/find.js';
import { drawSeed, type FuzzOptions, type FuzzRun, fuzz } from '../oracle/fuzz/fuzz.js';
import { replayFinds } from '../oracle/fuzz/replay-finds.js';
import { fuzzReportOf } from '../oracle/fuzz/report/fuzz-report.js';
import { writeFuzzJunit, writeFuzzTap } from '../oracle/fuzz/report/test-points.js';
import { writeFuzzNdjson } from '../oracle/fuzz/report/write-fuzz-ndjson.js';
import { writeFuzzPretty } from '../oracle/fuzz/report/write-fuzz-pretty.js';
import { writeAll, writeFileWhole } from '../replay/byte-output.js';
import { makeFolder } from '../replay/make-folder.js';
import { planOutput, unwritable } from '../replay/output.js';
import { reasonOf } from '../replay/system-error.js';
import { ExitCode, Failure } from './exit-code.js';
import type { FuzzArguments } from './fuzz-command.js';
import { planVectors } from './save-vectors.js';
import { onFirstSignal } from './signals.js';

const writers = {
  pretty: writeFuzzPretty,
  ndjson: writeFuzzNdjson,
  tap: writeFuzzTap,
  junit: writeFuzzJunit,
} as const;

/** Fuzzes, or replays counterexamples, writes the report and the files, and gives the exit code. */
export async function runFuzz(command: readonly string[], args: FuzzArguments): Promise<number> {
  if (!command[0]) {
    throw new Failure(
      'fuzz: expected a program after --, such as: fuzz -- python3 harness.py',
      ExitCode.usage,
    );
  }
  const commands = [command, ...args.with.map(commandOf)];
  const examples = args.replay.map(readExample);
  const folder = examples.length > 0 || args.finds === false ? null : args.finds;
  if (folder !== null) mayBeMade(folder);
  const out = args.out === undefined ? null : planOutput(args.out);
  const saveVectors = args.saveVectors === undefined ? null : planVectors(args.saveVectors);
  const stop = new AbortController();
  const signalled = onFirstSignal((code) => {
    process.stderr.write('stopped; telling what was found so far\n');
    stop.abort(code);
  });
  const { runs, for: duration, checks, shrinkTime, timeout, startTimeout, window, restarts } = args;
  const seed = args.seed ?? drawSeed();
  const options: FuzzOptions = {
    ...{ seed, checks, shrinkTime, timeout, startTimeout, window, restarts, stop: stop.signal },
    untilFound: args.untilFound === true,
    ...(runs === undefined ? {} : { runs }),
    ...(duration === undefined ? {} : { duration }),
    onSignature(who, signature, cases) {
      const whose = commands.length > 1 ? `${who.join(' ')}: ` : '';
      process.stderr.write(`${whose}found ${signature} within ${cases} cases\n`);
    },
  };
  if (examples.length === 0) process.stderr.write(`seed ${seed}\n`);
  const run = await (examples.length === 0
    ? fuzz(commands, options)
    : replayFinds(commands, examples, options));
  const files = new Map<Find, string>();
  const unkept =
    folder === null ? null : await keepFinds(run, folder, files).catch((error: unknown) => error);
  const text = writers[args.format](fuzzReportOf(run, (find) => files.get(find) ?? null));
  if (out === null) await writeAll(process.stdout, text);
  else await writeFileWhole(out, text);
  if (saveVectors !== null) await saveVectors(run.implementations.flatMap(({ finds }) => finds));
  signalled.forget();
  if (unkept != null) throw unkept;
  return stop.signal.aborted ? (stop.signal.reason as number) : exitCodeOf(run);
}

function exitCodeOf({ implementations }: FuzzRun): number {
  const faults = implementations.filter(({ fault }) => fault !== null);
  if (faults.some(({ implementation }) => implementation === null)) return ExitCode.io;
  if (faults.length > 0 || implementations.some(({ finds }) => finds.length > 0)) return ExitCode.differences;
  const isAsked = implementations.every(({ counts }) => counts.pass + counts.fail > 0);
  return isAsked ? ExitCode.ok : ExitCode.nothing;
}

/**
 * Whether a folder is there and can be written to, or can be made: better known before a long run than after it.
 * @throws Failure that names it
 */
function mayBeMade(folder: string): void {
  let there = resolve(folder);
  while (!existsSync(there)) there = dirname(there);
  try {
    if (!statSync(there).isDirectory())
      throw new Failure(`--finds ${folder}: is a file; expected a folder`, ExitCode.io);
    accessSync(there, constants.W_OK);
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure(`--finds ${folder}: ${reasonOf(error)}; --no-finds keeps none`, ExitCode.io);
  }
}

/** Writes counterexamples to a folder, which is made if there are any, and notes where each is. */
async function keepFinds(
  { implementations }: FuzzRun,
  folder: string,
  files: Map<Find, string>,
): Promise<void> {
  for (const { finds, implementation } of implementations) {
    const name =
      implementations.length === 1 ? '' : `${(implementation?.name ?? '').replace(/[^\w.-]+/g, '-')}-`;
    for (const find of finds) {
      const file = counterexampleFile(find);
      const path = join(folder, `${name}${file.name}`);
      makeFindsFolder(folder);
      await writeFileWhole(planOutput(path), [file.text]);
      files.set(find, path);
    }
  }
}

function makeFindsFolder(folder: string): void {
  try {
    makeFolder(folder);
  } catch (error) {
    throw unwritable(`--finds ${folder}`, error);
  }
}

function readExample(file: string): Counterexample {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new Failure(`--replay ${file}: ${reasonOf(error)}`, ExitCode.io);
  }
  try {
    return readCounterexample(text, file);
  } catch (error) {
    if (error instanceof InvalidCounterexample) throw new Failure(error.message, ExitCode.usage);
    throw error;
  }
}

/** A command that is one argument: a JSON array as it is, else words. What a shell would make of it is not guessed. */
function commandOf(text: string): string[] {
  const expected = 'expected words without quotes, or a JSON array such as ["node", "my harness.mjs"]';
  const wrong = () => new Failure(`--with ${text}: ${expected}`, ExitCode.usage);
  if (text.trimStart().startsWith('[')) {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      throw wrong();
    }
    if (!Array.isArray(value) || !value[0] || !value.every((word) => typeof word === 'string')) throw wrong();
    return value;
  }
  const words = text.split(/\s+/).filter(Boolean);
  if (words.length === 0 || /["'\\$`|&;<>*?]/.test(text)) throw wrong();
  return words;
}
