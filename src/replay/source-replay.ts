import { appendEvent, createColumns } from '../engine/event-columns.js';
import type { ValidEvent } from '../model/event.js';
import { closeAccount } from './accounting.js';
import { createLogAccount } from './log-account.js';
import type { SourcePlan } from './plan-source.js';
import { readSources, type SourceWatcher } from './read-sources.js';
import { type Replay, runLog } from './replay.js';
import type { SourceReplayOptions } from './source-options.js';

/** Replays inputs of any source as one log, whose events and meetings are held in memory. */
export async function replaySources(
  plans: readonly SourcePlan[],
  options: SourceReplayOptions,
  watcher: SourceWatcher,
  onEvent: (event: ValidEvent) => void = () => {},
): Promise<Replay> {
  const account = createLogAccount(options, watcher);
  const columns = createColumns();
  await readSources(plans, account, options, watcher, {
    take(event) {
      appendEvent(columns, event);
      onEvent(event);
    },
    moveOn() {},
  });
  const meetings = await runLog(columns, options, account);
  closeAccount(account.statistics);
  return { meetings, anomalies: account.anomalies, statistics: account.statistics };
}
