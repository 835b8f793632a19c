import {
  areLarge,
  type ByteReplay,
  type ByteReplayOptions,
  closeReplay,
  type LogRun,
  type MeetingOutput,
  startRun,
} from './bytes/byte-replay.js';
import { feedClock } from './event-feed.js';
import { StopReading } from './input.js';
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
  let run = null as LogRun | null;

  // Only then is it known as of when: that may be found out from all times of the log.
  function runNow(): LogRun {
    run ??= startRun(account, { ...options, asOf: account.asOf() }, isLarge, output);
    return run;
  }

  try {
    const target = feedClock(() => runNow().clock);
    await readSources(plans, account, options, watcher, target, async () => {
      if (run?.clock.isDisordered()) throw new StopReading();
      await run?.flush();
    });
    const { clock, flush, finish, result } = runNow();
    if (clock.isDisordered()) return null;
    for (const _ of clock.finish()) await flush();
    await finish();
    return closeReplay(account, { asOf: account.asOf() }, [result()]);
  } catch (error) {
    if (error instanceof StopReading) return null;
    throw error;
  } finally {
    run?.discard();
  }
}
