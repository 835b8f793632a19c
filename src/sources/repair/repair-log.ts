import { checkIterable } from '../../engine/check-options.js';
import { wholeMs } from '../../model/parse-time.js';
import { showValue } from '../../model/show-value.js';
import type { EpochMs } from '../../model/time.js';
import { checkInstant, checkRepair } from './check-repair.js';
import { createRepair, type Repair } from './create-repair.js';
import { compareFacts, type LogFact } from './log-fact.js';
import { orderStays } from './order-stays.js';
import {
  DRIFT,
  endOfFact,
  type PresenceFact,
  type RepairKind,
  type RepairOptions,
  timeOfFact,
} from './repair.js';

/**
 * Repairs a whole log: its facts in the order of time, whatever the order they came in. What becomes of each is handed on, and last what
 * the end of the log decides (with null).
 * @param last the time of the latest event that counts; by default of all
 * @throws TypeError or RangeError for what is not allowed, before anything is handed on
 */
export function repairLog<Item extends LogFact>(
  items: Iterable<Item>,
  options: RepairOptions,
  take: (repair: Repair, item: Item | null) => void,
  last: EpochMs | null = null,
): void {
  checkRepair('repairLog', options);
  checkIterable('repairLog', 'items', 'facts', items);
  if (typeof take !== 'function')
    throw new TypeError(`repairLog: ${showValue(take)} cannot take what is repaired; expected a function`);
  if (last !== null) checkInstant('last', last);
  const { kept, dropped } = orderStays(items);
  for (const item of dropped) take(saidBefore(item.fact, options), item);
  const sorted: (Item | null)[] = kept.sort(compareFacts);
  const stage = createRepair(options);
  const moved = new WeakSet<PresenceFact>();
  let end = last;
  let released = 0;
  for (let i = 0; i < sorted.length; i++) {
    const item = sorted[i]!;
    // Nobody looks back further than an instant: what is repaired need not be kept until all is.
    while (timeOfFact(sorted[released]!.fact) < timeOfFact(item.fact)) sorted[released++] = null;
    if (item.fact.kind === 'clear' && !item.plain && !options.off.has('drift') && !moved.has(item.fact)) {
      const to = lastLeaveAfter(sorted, i);
      if (to !== null) {
        // The room's end is put after the leaves that lie a moment behind it.
        const fact = { ...item.fact, at: timeOfFact(sorted[to]!.fact) };
        moved.add(fact);
        sorted.copyWithin(i, i + 1, to + 1);
        sorted[to] = { ...item, fact };
        i--;
        continue;
      }
    }
    take(stage.take(item.fact, item.plain), item);
    const at = endOfFact(item.fact);
    if (last === null && (end === null || at > end)) end = at;
  }
  if (end !== null) take(stage.finish(end), null);
}

/**
 * The last leave within a moment after a clear, if nobody joins from the clear on until then. The clear may be told again in between.
 */
function lastLeaveAfter(sorted: readonly (LogFact | null)[], clear: number): number | null {
  const { fact } = sorted[clear]!;
  const at = timeOfFact(fact);
  const session = fact.kind === 'clear' ? fact.session : null;
  let found: number | null = null;
  for (let i = clear - 1; i >= 0; i--) {
    const before = sorted[i]?.fact;
    if (before === undefined || timeOfFact(before) < at) break;
    if (before.room === fact.room && isComing(before)) return null;
  }
  for (let i = clear + 1; i < sorted.length; i++) {
    const next = sorted[i]!.fact;
    if (timeOfFact(next) > at + DRIFT) break;
    if (next.room !== fact.room) continue;
    if (isComing(next)) break;
    if (next.kind !== 'leave') continue;
    const isOwn = session === null || next.session === null || next.session === session;
    if (isOwn && timeOfFact(next) > at) found = i;
  }
  return found;
}

function isComing({ kind }: PresenceFact): boolean {
  return kind === 'join' || kind === 'stay';
}

function saidBefore(fact: PresenceFact, { off }: RepairOptions): Repair {
  const kind: RepairKind = 'redelivery';
  if (fact.kind !== 'join' && fact.kind !== 'leave')
    return { events: [], notices: [], dropped: 1, ignored: 0 };
  const { room, participant_id } = fact;
  const notice = {
    code: 'repaired',
    kind,
    type: fact.kind,
    room,
    participant_id,
    at: wholeMs(fact.at),
  } as const;
  return { events: [], notices: off.has(kind) ? [] : [notice], dropped: 1, ignored: 0 };
}
