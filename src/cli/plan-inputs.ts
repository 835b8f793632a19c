import { readFileSync } from 'node:fs';
import { hasNativeLine } from '../replay/head-lines.js';
import type { Input } from '../replay/input.js';
import { readHead } from '../replay/input-head.js';
import type { SourcePlan } from '../replay/plan-source.js';
import type { SourceReplayOptions } from '../replay/source-options.js';
import { reasonOf } from '../replay/system-error.js';
import type { Source } from '../sources/source.js';
import { describePlan } from './describe-plan.js';
import { ExitCode, Failure } from './exit-code.js';
import { FLAGS, mappingOf, type SourceArguments } from './source-arguments.js';

/** The inputs as they are to be read. */
export interface PlannedInputs {
  /** as if nothing had been read of them */
  readonly inputs: readonly Input[];
  /** null: all are lines of native events, and nothing but events is asked for */
  readonly plans: readonly SourcePlan[] | null;
}

/**
 * Finds out whose records the inputs have. What sources need is loaded only where there is something else than lines of native events.
 * @throws Failure for what the command line says wrongly; UnreadableInput where nobody recognises an input
 */
export async function planInputs(
  opened: readonly Input[],
  args: SourceArguments,
  timeUnit: string,
  always: boolean,
  say: (line: string) => void,
): Promise<PlannedInputs> {
  const given = await givenSource(args, timeUnit);
  const isWatched = always || args.maxOpen !== undefined || args.maxJump !== undefined;
  if (given === 'native' && !isWatched) return { inputs: opened, plans: null };
  const heads: Planned[] = [];
  for (const input of opened) {
    if (given === 'native') heads.push({ input, isNative: true, head: null });
    else {
      const head = await readHead(input, (bytes) => given === null && hasNativeLine(bytes, false));
      const isNative = given === null && (head.bytes.length === 0 || hasNativeLine(head.bytes, head.isWhole));
      heads.push({ input: head.input, isNative, head });
    }
  }
  if (!isWatched && heads.every(({ isNative }) => isNative)) {
    return { inputs: heads.map(({ input }) => input), plans: null };
  }
  const [{ planSource }, { native }] = await Promise.all([
    import('../replay/plan-source.js'),
    import('../sources/native.js'),
  ]);
  const plans: SourcePlan[] = [];
  for (const { input, isNative, head } of heads) {
    if (isNative || head === null) {
      plans.push({
        ...{ input, source: native, form: 'lines', records: null, detection: null },
        isGiven: given === 'native',
      });
      continue;
    }
    const plan = await planSource(head, given === 'native' ? native : given);
    plans.push(plan);
    const isPlain = plan.source === native && plan.form === 'lines' && plan.detection?.envelopes.length === 0;
    if (plan.detection !== null && !isPlain && !always) say(`reconvene: ${describePlan(plan)}`);
  }
  const inputs = plans.map(({ input }) => input);
  const isAllPlain = plans.every(
    ({ source, form, detection }) =>
      source === native && form === 'lines' && (detection?.envelopes.length ?? 0) === 0,
  );
  return { inputs, plans: isAllPlain && !isWatched ? null : plans };
}

interface Planned {
  readonly input: Input;
  readonly isNative: boolean;
  readonly head: Awaited<ReturnType<typeof readHead>> | null;
}

/** How to read and to repair. */
export function sourceOptionsOf(
  args: SourceArguments,
): Pick<SourceReplayOptions, 'reading' | 'timezone' | 'repeatedHour' | 'repair' | 'maxJump'> {
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
    return compile(flags, (problem) =>
      problem.replace(/^\w+(?=:)/, (key) => FLAGS[key as keyof typeof FLAGS] ?? key),
    );
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

async function compile(mapping: unknown, place: (problem: string) => string): Promise<Source> {
  const { compileMapping } = await import('../sources/mapping/compile-mapping.js');
  try {
    return compileMapping(mapping as Parameters<typeof compileMapping>[0]);
  } catch (error) {
    throw new Failure(place((error as Error).message), ExitCode.usage);
  }
}
