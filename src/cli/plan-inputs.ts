import { readFileSync } from 'node:fs';
import { hasNativeLine } from '../replay/head-lines.js';
import type { Input } from '../replay/input.js';
import { type InputHead, readHead } from '../replay/input-head.js';
import type { SourcePlan } from '../replay/plan-source.js';
import type { SourceReplayOptions } from '../replay/source-options.js';
import { reasonOf } from '../replay/system-error.js';
import type { Source } from '../sources/source.js';
import { describePlan } from './describe-plan.js';
import { ExitCode, Failure } from './exit-code.js';
import { FLAGS, mappingOf, type SourceArguments } from './source-arguments.js';
import { HALF_OF_ALL } from './stream-arguments.js';
import { tableOptionsOf } from './table-arguments.js';

/** The inputs as they are to be read. */
export interface PlannedInputs {
  /** as if nothing had been read of them */
  readonly inputs: readonly Input[];
  /** null: all are lines of native events, and nothing but events is asked for */
  readonly plans: readonly SourcePlan[] | null;
}

/**
 * Finds out whose records the inputs have. What sources need is loaded only where there is something else than lines of native events.
 * @param hidesContent whether no message may quote what the inputs have, nor events tell who it is
 * @throws Failure for what the command line says wrongly; UnreadableInput where nobody recognises an input
 */
export async function planInputs(
  opened: readonly Input[],
  args: SourceArguments,
  timeUnit: string,
  always: boolean,
  say: (line: string) => void,
  hidesContent = false,
): Promise<PlannedInputs> {
  const given = await givenSource(args, timeUnit);
  const tables = tableOptionsOf(args);
  const { header, columns, delimiter } = tables;
  const isTable = header !== null || columns !== null || delimiter !== null;
  const isNativeHead = (bytes: Buffer, isWhole: boolean) =>
    !isTable && (given === null || given === 'native') && hasNativeLine(bytes, isWhole);
  const isWatched = always || hidesContent || args.maxOpen !== undefined || args.maxJump !== undefined;
  const heads: Planned[] = [];
  for (const input of opened) {
    // Of what is asked for as native nothing is read ahead that comes only once: more may never come.
    if (given === 'native' && !isTable && !input.isRepeatable) {
      heads.push({
        head: { input, bytes: Buffer.alloc(0), isWhole: false, isParquet: false },
        isNative: true,
      });
      continue;
    }
    const isJson = (bytes: Buffer) => given === 'native' && !isTable && beginsAsJson(bytes);
    const head = await readHead(input, (bytes) => isNativeHead(bytes, false) || isJson(bytes));
    const { bytes, isWhole, isParquet } = head;
    const isNothing = bytes.length === 0 && !isParquet && (given === null || given === 'native');
    heads.push({ head, isNative: isNothing || isNativeHead(bytes, isWhole) || isJson(bytes) });
  }
  if (!isWatched && heads.every(({ isNative }) => isNative)) {
    return { inputs: heads.map(({ head }) => head.input), plans: null };
  }
  const [{ isNativeLines, planSource }, { native }] = await Promise.all([
    import('../replay/plan-source.js'),
    import('../sources/native.js'),
  ]);
  const plans: SourcePlan[] = [];
  let told = 0;
  for (const { head, isNative } of heads) {
    const { input } = head;
    if (isNative) {
      plans.push({
        ...{ input, source: native, form: 'lines', read: null, detection: null },
        note: given === null && head.bytes.length === 0 ? 'as there is nothing in it' : null,
        isGiven: given === 'native',
      });
      continue;
    }
    const plan = await planSource(head, given === 'native' ? native : given, tables, hidesContent);
    plans.push(plan);
    const isTold = plan.detection !== null || plan.note !== null;
    if (isTold && !isNativeLines(plan) && !always && ++told <= TOLD) say(`reconvene: ${describePlan(plan)}`);
  }
  if (told > TOLD) say(`reconvene: and ${told - TOLD} more files that are not lines of native events`);
  const lines = isWatched ? null : await nativeLines(plans, isNativeLines);
  return lines === null ? { inputs: plans.map(({ input }) => input), plans } : { inputs: lines, plans: null };
}

/** The inputs if all of them are lines of native events, or can be made such; else null. */
async function nativeLines(
  plans: readonly SourcePlan[],
  isNativeLines: (plan: SourcePlan) => boolean,
): Promise<Input[] | null> {
  if (!plans.every((plan) => isNativeLines(plan) || plan.asLines !== undefined)) return null;
  const inputs: Input[] = [];
  for (const plan of plans) {
    const input = plan.asLines === undefined ? plan.input : await plan.asLines();
    if (input === null) {
      for (const [i, made] of inputs.entries()) if (made !== plans[i]!.input) await made.close();
      return null;
    }
    inputs.push(input);
  }
  return inputs;
}

/** Of so many files it is told whose records they have; of the others, how many there are. */
const TOLD = 20;

interface Planned {
  readonly head: InputHead;
  /** lines of native events, as one of them tells */
  readonly isNative: boolean;
}

function beginsAsJson(bytes: Buffer): boolean {
  return /^\ufeff?\s*\{/.test(bytes.toString('utf8', 0, 1024));
}

/**
 * How to read and to repair.
 * @param memory how many bytes all may take together
 */
export function sourceOptionsOf(
  args: SourceArguments,
  memory = HALF_OF_ALL,
): Pick<SourceReplayOptions, 'reading' | 'timezone' | 'repeatedHour' | 'repair' | 'maxJump' | 'factMemory'> {
  const { roomBy, breakouts, bots, roomValue, timezone, repeatedHour, repair, maxOpen, maxJump } = args;
  return {
    reading: {
      roomBy,
      breakouts: breakouts === 'ignore' ? null : breakouts,
      bots: bots === true,
      room: roomValue ?? null,
    },
    timezone: timezone ?? null,
    repeatedHour,
    repair: {
      off: new Set(repair === true ? [] : repair),
      maxOpen: maxOpen === undefined ? null : Math.round(maxOpen * 1000),
    },
    maxJump: maxJump === undefined ? null : Math.round(maxJump * 1000),
    factMemory: memory / 4,
  };
}

/** The source that a command line asks for; null: whichever it is. */
async function givenSource(args: SourceArguments, timeUnit: string): Promise<Source | 'native' | null> {
  const flags = mappingOf(args, timeUnit);
  const asked = [
    args.source !== 'auto' && '--source',
    args.mapping !== undefined && '--mapping',
    flags !== null && 'a mapping in flags',
  ].filter((name) => name !== false);
  if (asked.length > 1) {
    throw new Failure(`${asked.join(' and ')}: expected only one of them`, ExitCode.usage);
  }
  if (args.mapping !== undefined) return readMapping(args.mapping);
  if (flags !== null) {
    return compile(flags, inFlags);
  }
  if (args.source === 'native') return 'native';
  if (args.source === 'auto') return null;
  const { sources } = await import('../sources/all-sources.js');
  const source = sources.find(({ name }) => name === args.source);
  if (source !== undefined) return source;
  const names = sources.map(({ name }) => name).join(', ');
  throw new Failure(
    `--source ${args.source}: no such source; expected auto or one of ${names}`,
    ExitCode.usage,
  );
}

async function readMapping(file: string): Promise<Source> {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new Failure(`--mapping ${file}: ${reasonOf(error)}`, ExitCode.io);
  }
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (error) {
    throw new Failure(`--mapping ${file}: is not JSON: ${(error as Error).message}`, ExitCode.usage);
  }
  return compile(value, (problem) => `--mapping ${file}: ${problem}`);
}

/** The keys that a message about a missing one names. */
const KEYS = /^\w+(?=:)|\b[a-z]+_[a-z_]+\b|(?<=without |values of )type\b/g;

/** Keys of a mapping as they are called on the command line. Other problems than of keys may quote what the user wrote. */
function inFlags(problem: string): string {
  const keys = /^\w+: (?:is missing|has no meaning)/.test(problem) ? KEYS : /^\w+(?=:)/;
  return problem
    .replace(keys, (key) => FLAGS[key as keyof typeof FLAGS] ?? key)
    .replace('{"value": "…"}', '--room-value');
}

async function compile(mapping: unknown, place: (problem: string) => string): Promise<Source> {
  const { compileMapping } = await import('../sources/mapping/compile-mapping.js');
  try {
    return compileMapping(mapping as Parameters<typeof compileMapping>[0]);
  } catch (error) {
    throw new Failure(place((error as Error).message), ExitCode.usage);
  }
}
