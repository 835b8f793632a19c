import type { ByteReplay, MeetingOutput, StartRun } from '../replay/bytes/byte-replay.js';
import type { OddTime, ReplayWatcher } from '../replay/log-account.js';
import type { SourcePlan } from '../replay/plan-source.js';
import type { SourceWatcher } from '../replay/read-sources.js';
import { isPlain } from '../replay/repair-facts.js';
import { replaySourceBytes } from '../replay/source-bytes.js';
import type { SourceReplayOptions } from '../replay/source-options.js';
import type { SourceSetup } from '../replay/together/source-work.js';
import { type OrderOptions, replayInOrder, type ThisRun } from './replay-in-order.js';

/** Replays the log once, begun by `start`; null if it was hoped to be in time order, and is not. */
export type ReplaySources = (
  watch: ReplayWatcher,
  meetings: MeetingOutput,
  start: StartRun,
) => Promise<ByteReplay | null>;

/** Replays logs of any source in the order that is said of them; `once` has a log replayed, and does with the meetings what is to be done. */
export async function replaySourcesInOrder(
  plans: readonly SourcePlan[],
  options: SourceReplayOptions,
  order: Omit<OrderOptions, 'isAsItComes'>,
  onOddTime: SourceWatcher['onOddTime'],
  say: (line: string) => void,
  once: (replayThem: ReplaySources, run: ThisRun) => Promise<ByteReplay | null>,
): Promise<ByteReplay> {
  const { threads } = order;
  const crews = threads === 1 ? null : await import('../replay/together/source-crew.js');
  const gather = crews && ((setup: SourceSetup) => crews.createSourceCrew(setup, threads));
  const inputs = plans.map(({ input }) => input);
  const isAsItComes = isPlain(plans, options);
  return replayInOrder(inputs, { ...order, isAsItComes }, say, (kept, run) => {
    const keptPlans = plans.map((plan, i) => ({ ...plan, input: kept[i]! }));
    const replayThem: ReplaySources = async (watch, meetings, start) => {
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
    return once(replayThem, run);
  });
}
