import type { EpochMs } from '../model/time.js';
import {
  type ByteReplayOptions,
  type MeetingOutput,
  replayBytes,
  type StartRun,
  startRun,
} from '../replay/bytes/byte-replay.js';
import { inThreads } from '../replay/bytes/sharded-replay.js';
import type { Input } from '../replay/input.js';
import { keepInputs } from '../replay/keep-inputs.js';
import type { OddTime, ReplayWatcher } from '../replay/log-account.js';
import type { SourcePlan } from '../replay/plan-source.js';
import type { SourceWatcher } from '../replay/read-sources.js';
import { isInWindow, type Replay, type ReplayOptions } from '../replay/replay.js';
import type { SourceReplayOptions } from '../replay/source-options.js';
import type { SourceSetup } from '../replay/together/source-work.js';
import { badLineReporter } from './bad-line-reporter.js';
import { ExitCode, Failure } from './exit-code.js';
import { isMadeAtEnd, type Listing } from './listing.js';
import { type ListingPlaces, openListing } from './open-listing.js';
import type { Progress } from './progress.js';
import { tellOnce } from './tell-once.js';
import { keepV8Small } from './v8-memory.js';
import { watchReplay } from './watch-replay.js';

/** What is left to tell once the meetings are written. */
export type Outcome = Pick<Replay, 'anomalies' | 'statistics'>;

/** How to replay to bytes, beyond how to replay. */
export interface BytesOptions {
  readonly threads: number;
  readonly isGrouped: boolean;
  /** in bytes */
  readonly memory: number;
  readonly listing: Listing;
}

/** So much of the events is sorted at once at most: more than fits into the caches gains nothing. */
const MOST_SORTED = 128 * 1024 ** 2;

/** Replays lines of native events from bytes to bytes. */
export async function replayAsBytes(
  inputs: readonly Input[],
  options: ReplayOptions,
  bytes: BytesOptions,
  progress: Progress,
  places: ListingPlaces,
): Promise<Outcome> {
  keepV8Small();
  return replayInOrder(inputs, true, options, bytes, progress, places, (kept, run, start) => {
    return (watch, meetings) => replayBytes(kept, { ...options, ...run }, watch, meetings, start);
  });
}

/**
 * Replays logs of any source to bytes.
 * @throws Failure where a log that has to be repaired is said to be grouped
 */
export async function replaySourcesAsBytes(
  plans: readonly SourcePlan[],
  options: SourceReplayOptions,
  bytes: BytesOptions,
  onOddTime: SourceWatcher['onOddTime'],
  progress: Progress,
  places: ListingPlaces,
): Promise<Outcome> {
  const { threads } = bytes;
  const [{ replaySourceBytes }, { isPlain }, crews] = await Promise.all([
    import('../replay/source-bytes.js'),
    import('../replay/repair-facts.js'),
    threads === 1 ? null : import('../replay/together/source-crew.js'),
  ]);
  const gather = crews && ((setup: SourceSetup) => crews.createSourceCrew(setup, threads));
  const isAsItComes = isPlain(plans, options);
  if (bytes.isGrouped && !isAsItComes) {
    throw new Failure(
      '--grouped: expected native events, and neither --max-open nor --max-jump',
      ExitCode.usage,
    );
  }
  const inputs = plans.map(({ input }) => input);
  return replayInOrder(inputs, isAsItComes, options, bytes, progress, places, (kept, run, start) => {
    const keptPlans = plans.map((plan, i) => ({ ...plan, input: kept[i]! }));
    return async (watch, meetings) => {
      const oddTimes: OddTime[] = [];
      const note = (odd: OddTime) => void oddTimes.push(odd);
      const watcher = { ...watch, onOddTime: note };
      const result = await replaySourceBytes(keptPlans, { ...options, ...run }, watcher, meetings, {
        gather,
        start,
      });
      // Of what is read again each is told once.
      if (result !== null) oddTimes.forEach(onOddTime);
      return result;
    };
  });
}

/** Of a log in groups, or one that comes as a stream, all rooms are run in this thread. */
function startFor(threads: number, arrival: ByteReplayOptions['arrival'], isRepeatable: boolean): StartRun {
  return threads > 1 && arrival !== 'grouped' && isRepeatable ? inThreads(threads) : startRun;
}

/** How a log is run this time. */
type ThisRun = Pick<ByteReplayOptions, 'arrival' | 'memory' | 'holdsMeetings'>;

/**
 * Replays a log in the order that is said of it. One of which nothing is said is taken to be in time order: if it proves not to be, it is read
 * again, and sorted.
 * @param isAsItComes whether events are run as they come; what is repaired is put in order first, and so comes some rooms after the others
 */
async function replayInOrder(
  opened: readonly Input[],
  isAsItComes: boolean,
  options: ReplayOptions,
  bytes: BytesOptions,
  progress: Progress,
  places: ListingPlaces,
  replayThem: (inputs: readonly Input[], run: ThisRun, start: StartRun) => ReplayThem,
): Promise<Outcome> {
  const memory = Math.min(bytes.memory / 4, MOST_SORTED);
  const isHopeful = isAsItComes && mayHope(options, bytes, places);
  const { inputs, discard } = isHopeful
    ? keepInputs(opened, memory)
    : { inputs: opened, discard: async () => {} };
  const isRepeatable = isAsItComes && inputs.every((input) => input.isRepeatable);
  const telling = tellOnce(progress.say);

  function replayAs(arrival: ByteReplayOptions['arrival'], holdsMeetings: boolean): Promise<Outcome | null> {
    const start = startFor(bytes.threads, arrival, isRepeatable);
    const replayIt = replayThem(inputs, { arrival, memory, holdsMeetings }, start);
    return writeMeetings(replayIt, options, bytes, telling(), progress, places);
  }

  try {
    if (bytes.isGrouped) return (await replayAs('grouped', false))!;
    if (options.lateness !== null) return (await replayAs('time', false))!;
    const inOrder = isHopeful ? await replayAs('time', isStreamed(bytes, places)) : null;
    return inOrder ?? (await replayAs('any', false))!;
  } finally {
    await discard();
  }
}

/** Whether a log may be run as if it were in time order: nothing is said of its order, and what comes of it could be taken back. */
function mayHope({ lateness, order }: ReplayOptions, bytes: BytesOptions, places: ListingPlaces): boolean {
  const isSaid = bytes.isGrouped || lateness !== null;
  return !isSaid && !(order === 'closed' && isStreamed(bytes, places));
}

/** Whether meetings go out as they come: what has gone out cannot be taken back, unless to a file that is not in its place yet. */
function isStreamed({ listing }: BytesOptions, places: ListingPlaces): boolean {
  const goesOut = places.out?.isReplaceable !== true || places.participants?.isReplaceable === false;
  return goesOut && !isMadeAtEnd(listing);
}

/** Null if the log was hoped to be in time order, and is not. */
type ReplayThem = (watch: ReplayWatcher, meetings: MeetingOutput) => Promise<Outcome | null>;

/** Null if the log was hoped to be in time order, and is not: then nothing has been written. */
async function writeMeetings(
  replayThem: ReplayThem,
  { window, keepAnomalies }: ReplayOptions,
  { listing }: BytesOptions,
  say: (line: string) => void,
  progress: Progress,
  places: ListingPlaces,
): Promise<Outcome | null> {
  const badLines = badLineReporter(say);
  const output = await openListing(listing, places);
  let notListed = 0;
  const isListed = (start: EpochMs) => {
    const isIn = isInWindow(start, window ?? { since: null, until: null });
    if (!isIn) notListed++;
    return isIn;
  };
  let result: Outcome | null = null;
  try {
    const meetings: MeetingOutput = {
      take({ start }, source, from, to) {
        if (isListed(start)) output.write(source, from, to, start);
      },
      flush: output.flush,
    };
    result = await replayThem(watchReplay(badLines, say, progress), meetings);
  } finally {
    if (result === null) await output.discard();
  }
  if (result === null) return null;
  result.statistics.not_listed = notListed;
  progress.stop();
  badLines.sayRest(keepAnomalies, progress.say);
  await output.finish(result.statistics.as_of);
  return result;
}
