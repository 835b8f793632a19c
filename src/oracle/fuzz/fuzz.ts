import type { CaseInput } from '../case.js';
import type { ConformOptions } from '../conform.js';
import { LONGEST_TIMER, limitsOf } from '../conform.js';
import { type Fault, GRACE_MS } from '../harness/greet.js';
import { openSession, type Session } from '../harness/session.js';
import { type Feature, features, type Implementation } from '../protocol.js';
import type { Bucket } from './buckets.js';
import { checkFuzz } from './check-fuzz-options.js';
import { type Checks, checksFor, drawProbes, ROUND } from './draw-probes.js';
import type { Find } from './find.js';
import { fuzzRound, type Ready, readyOf, type Tally } from './fuzz-round.js';
import { settleFind } from './settle-find.js';

/** How to fuzz; lengths in seconds. */
export interface FuzzOptions extends Omit<ConformOptions, 'oneShot'> {
  /** A whole number of 32 bits; drawn if it is left out. The same seed and runs draw the same cases. */
  readonly seed?: number;
  /** How many cases are drawn, `Infinity` for no end; 10,000 by default, and without end where `duration` is given. */
  readonly runs?: number;
  /** For how long cases are drawn; what is found by then is shrunk afterwards. */
  readonly duration?: number;
  /** Draws no more once something is found; the few that are asked together are finished. */
  readonly untilFound?: boolean;
  /** What is checked: the reference's answers (`reference`), relations that need no right answer (`laws`), or `all`. */
  readonly checks?: Checks;
  /** How long one find may be shrunk; 20 by default. */
  readonly shrinkTime?: number;
  /** Ends the run; what was found so far is given back, unshrunk where that was not done. */
  readonly stop?: AbortSignal;
  /** Is told of each new signature as it comes, with the number of cases drawn by then. */
  readonly onSignature?: (command: readonly string[], signature: string, cases: number) => void;
}

/** What became of a run. */
export interface FuzzRun {
  /** null where files were replayed */
  readonly seed: number | null;
  /** how many cases were drawn or replayed */
  readonly cases: number;
  /** `reference` and the laws that cases were held to */
  readonly checks: readonly string[];
  readonly isStopped: boolean;
  readonly implementations: readonly FuzzedImplementation[];
}

/** What became of it for one of those that were asked. */
export interface FuzzedImplementation {
  readonly command: readonly string[];
  readonly implementation: Implementation | null;
  /** Checks by outcome. A case may be checked in more than one way. */
  readonly counts: Readonly<Record<'pass' | 'fail' | 'skip' | 'unsupported', number>>;
  /** Of those that passed, how many were of each of the `checks` of the run; of what is not there, none. */
  readonly passed: Readonly<Record<string, number>>;
  /** The most frequent first. */
  readonly finds: readonly Find[];
  /** What was wrong with it as a whole, so that not all was asked; null for nothing. */
  readonly fault: Fault | null;
}

/** Somebody who is being asked. */
interface Subject {
  readonly command: readonly string[];
  readonly session: Session;
  readonly tally: Tally;
  /** what it has been asked in this round */
  asked: CaseInput[];
  fault: Fault | null;
}

/**
 * Draws cases and puts them to one or several implementations, each in a persistent process with its pipe kept full.
 * Failures are kept apart by signature, asked again in fresh processes, and made small.
 *
 * @param commands programs with their arguments
 * @throws TypeError for commands that are none, or an unknown option; RangeError for an option that is not allowed
 */
export async function fuzz(
  commands: readonly (readonly string[])[],
  options: FuzzOptions = {},
): Promise<FuzzRun> {
  checkFuzz('fuzz', commands, options);
  const { seed = drawSeed(), duration, checks = 'all', shrinkTime = 20 } = options;
  const stop = options.stop ?? new AbortController().signal;
  const limits = limitsOf(options);
  const cut = new AbortController();
  const subjects: Subject[] = commands.map((command) => ({
    command,
    session: openSession(command, limits, AbortSignal.any([stop, cut.signal])),
    tally: { counts: new Map(), passed: new Map(), buckets: new Map() },
    asked: [],
    fault: null,
  }));
  // Nothing is asked yet: hellos are exchanged, which say what may be drawn.
  await Promise.all(
    subjects.map((subject) => inTurn(subject, ({ session }) => session.ask(nothing, () => {}))),
  );
  const supported = supportedBy(subjects);
  // Who hangs when the time is over is waited for once more, not for every case that waits.
  const patience = Math.min((duration ?? 0) + (limits.timeoutMs + 2 * GRACE_MS) / 1000, LONGEST_TIMER) * 1000;
  const timer = duration === undefined ? undefined : setTimeout(() => cut.abort(), patience);
  const cases = await drawRounds(subjects, { ...options, seed, checks, stop }, supported);
  clearTimeout(timer);
  await Promise.all(subjects.map(({ session }) => session.close()));

  const implementations: FuzzedImplementation[] = [];
  for (const { command, session, tally, fault } of subjects) {
    const settling = { command, limits, supported, budgetMs: shrinkTime * 1000, stop };
    const finds: Find[] = [];
    for (const bucket of byCount(tally)) finds.push(await settleFind(bucket, settling));
    const implementation = session.hello()?.implementation ?? null;
    const passed = Object.fromEntries(tally.passed);
    implementations.push({ command, implementation, counts: countsOf(tally), passed, finds, fault });
  }
  return { seed, cases, checks: checksFor(checks, supported), isStopped: stop.aborted, implementations };
}

type Drawing = FuzzOptions & Required<Pick<FuzzOptions, 'seed' | 'checks' | 'stop'>>;

/** So many cases are asked together until something is found: an implementation may take its time for each. */
const FEW = 20;

/** Draws round after round and puts each to all who have not been given up; how many cases there were. */
async function drawRounds(
  subjects: readonly Subject[],
  { seed, checks, stop, duration, untilFound = false, onSignature, ...options }: Drawing,
  supported: ReadonlySet<Feature>,
): Promise<number> {
  const runs = options.runs ?? (duration === undefined ? 10_000 : Number.POSITIVE_INFINITY);
  const deadline = performance.now() + (duration ?? Number.POSITIVE_INFINITY) * 1000;
  const isOver = () => stop.aborted || performance.now() > deadline;
  const isEnough = () => untilFound && subjects.some(({ tally }) => tally.buckets.size > 0);
  const isLeft = () => subjects.some(({ session }) => !session.isGivenUp());
  const draw = (round: number, count: number) =>
    drawProbes(seed, round, count, supported, checks).map(readyOf);
  let cases = 0;
  const parts = partsOf(runs, untilFound ? FEW : ROUND, draw, () => isOver() || isEnough() || !isLeft());
  for (const { count, readies, isFirst } of parts) {
    cases += count;
    const putTo = async (subject: Subject) => {
      const { command, session, tally } = subject;
      const known = new Set(tally.buckets.keys());
      if (isFirst) subject.asked = [];
      await inTurn(subject, () => fuzzRound(session, readies, tally, subject.asked, isOver));
      for (const signature of tally.buckets.keys())
        if (!known.has(signature)) onSignature?.(command, signature, cases);
    };
    await Promise.all(subjects.filter(({ session }) => !session.isGivenUp()).map(putTo));
  }
  return cases;
}

/** Some cases of a round that are asked together. */
interface RoundPart {
  readonly count: number;
  readonly readies: readonly Ready[];
  /** whether a round begins with it */
  readonly isFirst: boolean;
}

/** The cases of a run in parts. Rounds are drawn as a whole, however small the parts, so that a seed draws the same. */
function* partsOf(
  runs: number,
  size: number,
  draw: (round: number, count: number) => readonly Ready[],
  isDone: () => boolean,
): Generator<RoundPart> {
  for (let round = 0; round * ROUND < runs && !isDone(); round++) {
    const count = Math.min(ROUND, runs - round * ROUND);
    const drawn = draw(round, count);
    for (let from = 0; from < count && !isDone(); from += size) {
      const end = Math.min(from + size, count);
      const readies = drawn.filter(({ path }) => path >= from && path < end);
      yield { count: end - from, readies, isFirst: from === 0 };
    }
  }
}

/** Keeps what was wrong with somebody as a whole. */
async function inTurn(subject: Subject, ask: (subject: Subject) => Promise<Fault | null>): Promise<void> {
  subject.fault = (await ask(subject)) ?? subject.fault;
}

function nothing(): null {
  return null;
}

function byCount({ buckets }: Tally): Bucket[] {
  return [...buckets.values()].sort((a, b) => b.count - a.count || a.probe.index - b.probe.index);
}

/** A seed of chance. */
export function drawSeed(): number {
  return Math.floor(Math.random() * 0x7fffffff);
}

/** What at least one of them has. */
function supportedBy(subjects: readonly Subject[]): ReadonlySet<Feature> {
  const hellos = subjects.flatMap(({ session }) => session.hello() ?? []);
  return new Set(features.filter((feature) => hellos.some(({ unsupported }) => !unsupported.has(feature))));
}

function countsOf({ counts }: Tally): FuzzedImplementation['counts'] {
  const of = (outcome: 'pass' | 'fail' | 'skip' | 'unsupported') => counts.get(outcome) ?? 0;
  return { pass: of('pass'), fail: of('fail'), skip: of('skip'), unsupported: of('unsupported') };
}
