import type { ConformOptions } from '../conform.js';
import { limitsOf } from '../conform.js';
import type { Fault } from '../harness/greet.js';
import { openSession, type Session } from '../harness/session.js';
import { type Feature, features, type Implementation } from '../protocol.js';
import { type Checks, checksFor, drawProbes, ROUND } from './draw-probes.js';
import type { Find } from './find.js';
import { fuzzRound, readyOf, type Tally } from './fuzz-round.js';
import { settleFind } from './settle-find.js';

/** How to fuzz; lengths in seconds. */
export interface FuzzOptions extends Omit<ConformOptions, 'oneShot'> {
  /** A whole number of 32 bits; drawn if it is left out. The same seed and runs draw the same cases. */
  readonly seed?: number;
  /** How many cases are drawn; 10,000 by default, and without end where `duration` is given. */
  readonly runs?: number;
  /** For how long cases are drawn; what is found by then is shrunk afterwards. */
  readonly duration?: number;
  /** Draws no more once something is found; the round in which it is found is finished. */
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
  fault: Fault | null;
}

/**
 * Draws cases and puts them to one or several implementations, each in a persistent process with its pipe kept full.
 * Failures are kept apart by signature, asked again in fresh processes, and made small.
 *
 * @param commands programs with their arguments
 */
export async function fuzz(
  commands: readonly (readonly string[])[],
  options: FuzzOptions = {},
): Promise<FuzzRun> {
  const { seed = drawSeed(), duration, checks = 'all', shrinkTime = 20, onSignature } = options;
  const runs = options.runs ?? (duration === undefined ? 10_000 : Number.POSITIVE_INFINITY);
  const stop = options.stop ?? new AbortController().signal;
  const limits = limitsOf(options);
  const deadline = performance.now() + (duration ?? Number.POSITIVE_INFINITY) * 1000;
  const isOver = () => stop.aborted || performance.now() > deadline;
  const subjects: Subject[] = commands.map((command) => ({
    command,
    session: openSession(command, limits, stop),
    tally: { counts: new Map(), buckets: new Map() },
    fault: null,
  }));

  const inTurn = async (subject: Subject, ask: () => Promise<Fault | null>) => {
    subject.fault = (await ask()) ?? subject.fault;
  };
  // Nothing is asked yet: hellos are exchanged, which say what may be drawn.
  await Promise.all(
    subjects.map((subject) =>
      inTurn(subject, () =>
        subject.session.ask(
          () => null,
          () => {},
        ),
      ),
    ),
  );
  const supported = supportedBy(subjects);
  let cases = 0;
  const isEnough = () => options.untilFound === true && subjects.some(({ tally }) => tally.buckets.size > 0);
  for (let round = 0; cases < runs && !isOver() && !isEnough() && subjects.some(isAsked); round++) {
    const count = Math.min(ROUND, runs - cases);
    const probes = drawProbes(seed, round, count, supported, checks).map(readyOf);
    cases += count;
    await Promise.all(
      subjects.filter(isAsked).map(async (subject) => {
        const known = new Set(subject.tally.buckets.keys());
        await inTurn(subject, () => fuzzRound(subject.session, probes, subject.tally, isOver));
        for (const signature of subject.tally.buckets.keys())
          if (!known.has(signature)) onSignature?.(subject.command, signature, cases);
      }),
    );
  }
  await Promise.all(subjects.map(({ session }) => session.close()));

  const implementations: FuzzedImplementation[] = [];
  for (const { command, session, tally, fault } of subjects) {
    const finds: Find[] = [];
    const settling = { command, limits, supported, budgetMs: shrinkTime * 1000, stop };
    const buckets = [...tally.buckets.values()].sort(
      (a, b) => b.count - a.count || a.probe.index - b.probe.index,
    );
    for (const bucket of buckets) finds.push(await settleFind(bucket, settling));
    const implementation = session.hello()?.implementation ?? null;
    implementations.push({ command, implementation, counts: countsOf(tally), finds, fault });
  }
  return { seed, cases, checks: checksFor(checks, supported), isStopped: stop.aborted, implementations };
}

/** A seed of chance. */
export function drawSeed(): number {
  return Math.floor(Math.random() * 0x7fffffff);
}

function isAsked({ session }: Subject): boolean {
  return !session.isGivenUp();
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
