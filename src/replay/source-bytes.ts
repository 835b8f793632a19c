import {
  areLarge,
  type ByteReplay,
  type ByteReplayOptions,
  closeReplay,
  type MeetingOutput,
  type ReadLog,
  runLog,
  startRun,
} from './bytes/byte-replay.js';
import { feedClock } from './event-feed.js';
import { createLogAccount } from './log-account.js';
import type { SourcePlan } from './plan-source.js';
import { readSources, type SourceWatcher } from './read-sources.js';
import type { SourceReplayOptions } from './source-options.js';

/**
 * Replays inputs of any source as one log, in bounded memory: the same meetings, anomalies and account as `replaySources` gives, as NDJSON.
 * @returns null if events were to come in time order, with no lateness, and one goes back in time: then the output is of no use
 * @throws UnreadableInput, UnwritableOutput
 */
export async function replaySourceBytes(
  plans: readonly SourcePlan[],
  options: SourceReplayOptions & ByteReplayOptions,
  watcher: SourceWatcher,
  output: MeetingOutput,
): Promise<ByteReplay | null> {
  const account = createLogAccount(options, watcher);
  const isLarge = areLarge(plans.map(({ input }) => input));
  const { clock, flush, finish, discard, result } = startRun(account, options, isLarge, output);
  const read: ReadLog = (pause) => readSources(plans, account, options, watcher, feedClock(clock), pause);
  try {
    if (!(await runLog(clock, read, flush))) return null;
    await finish();
  } finally {
    discard();
  }
  return closeReplay(account, [result()]);
}
