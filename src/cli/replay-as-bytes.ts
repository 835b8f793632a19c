import type { EpochMs } from '../model/time.js';
import { type ByteReplay, type MeetingOutput, replayBytes } from '../replay/bytes/byte-replay.js';
import type { Input } from '../replay/input.js';
import type { ReplayWatcher } from '../replay/log-account.js';
import type { SourcePlan } from '../replay/plan-source.js';
import type { SourceWatcher } from '../replay/read-sources.js';
import { isInWindow, type ReplayOptions } from '../replay/replay-options.js';
import type { SourceReplayOptions } from '../replay/source-options.js';
import { badLineReporter } from './bad-line-reporter.js';
import { ExitCode, Failure } from './exit-code.js';
import { isMadeAtEnd, type Listing } from './listing.js';
import { type ListingPlaces, openListing } from './open-listing.js';
import type { Progress } from './progress.js';
import { type OrderOptions, replayInOrder, type ThisRun } from './replay-in-order.js';
import { keepV8Small } from './v8-memory.js';
import { watchReplay } from './watch-replay.js';

/** How to replay to bytes, beyond how to replay. */
export interface BytesOptions {
  readonly threads: number;
  readonly isGrouped: boolean;
  /** in bytes */
  readonly memory: number;
  readonly listing: Listing;
}

/** Replays lines of native events from bytes to bytes. */
export async function replayAsBytes(
  inputs: readonly Input[],
  options: ReplayOptions,
  bytes: BytesOptions,
  progress: Progress,
  places: ListingPlaces,
): Promise<ByteReplay> {
  keepV8Small();
  const order = { ...orderOptionsOf(options, bytes, places), isAsItComes: true };
  return replayInOrder(inputs, order, progress.say, (kept, run) => {
    const replayThem: ReplayThem = (watch, meetings) =>
      replayBytes(kept, { ...options, ...run }, watch, meetings, run.start);
    return writeMeetings(replayThem, options, bytes, run, progress, places);
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
): Promise<ByteReplay> {
  const [{ replaySourcesInOrder }, { isPlain }] = await Promise.all([
    import('./replay-sources-in-order.js'),
    import('../replay/repair-facts.js'),
  ]);
  if (bytes.isGrouped && !isPlain(plans, options)) {
    throw new Failure(
      '--grouped: expected native events, and neither --max-open nor --max-jump',
      ExitCode.usage,
    );
  }
  const order = orderOptionsOf(options, bytes, places);
  return replaySourcesInOrder(plans, options, order, onOddTime, progress.say, (replaySources, run) => {
    const replayThem: ReplayThem = (watch, meetings) => replaySources(watch, meetings, run.start);
    return writeMeetings(replayThem, options, bytes, run, progress, places);
  });
}

function orderOptionsOf(
  { lateness, order }: ReplayOptions,
  bytes: BytesOptions,
  places: ListingPlaces,
): Omit<OrderOptions, 'isAsItComes'> {
  const goesOut = isStreamed(bytes, places);
  return { mayHope: !(order === 'closed' && goesOut), goesOut, lateness, ...bytes };
}

/** Whether meetings go out as they come: what has gone out cannot be taken back, unless to a file that is not in its place yet. */
function isStreamed({ listing }: BytesOptions, places: ListingPlaces): boolean {
  const goesOut = places.out?.isReplaceable !== true || places.participants?.isReplaceable === false;
  return goesOut && !isMadeAtEnd(listing);
}

/** Null if the log was hoped to be in time order, and is not. */
type ReplayThem = (watch: ReplayWatcher, meetings: MeetingOutput) => Promise<ByteReplay | null>;

/** Null if the log was hoped to be in time order, and is not: then nothing has been written. */
async function writeMeetings(
  replayThem: ReplayThem,
  { window, keepAnomalies }: ReplayOptions,
  { listing }: BytesOptions,
  { say, isLive }: ThisRun,
  progress: Progress,
  places: ListingPlaces,
): Promise<ByteReplay | null> {
  const badLines = badLineReporter(say);
  const output = await openListing(listing, places, isLive);
  let notListed = 0;
  const isListed = (start: EpochMs) => {
    const isIn = isInWindow(start, window ?? { since: null, until: null });
    if (!isIn) notListed++;
    return isIn;
  };
  let result: ByteReplay | null = null;
  try {
    const meetings: MeetingOutput = {
      take({ start }, source, from, to) {
        if (isListed(start)) output.write(source, from, to, start);
      },
      flush: output.flush,
    };
    result = await replayThem(watchReplay(badLines, say, progress.add), meetings);
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
