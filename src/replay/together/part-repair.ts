import type { EpochMs } from '../../model/time.js';
import type { LogFact } from '../../sources/repair/log-fact.js';
import { ignoredBy, type RepairNotice, type RepairOptions } from '../../sources/repair/repair.js';
import { repairLog } from '../../sources/repair/repair-log.js';
import { createEventEncoder } from '../bytes/encode-event.js';
import { createEventStore, type EventStore, storeEvent } from '../bytes/event-store.js';
import { createScannedLine } from '../bytes/scan-line.js';
import { readBlocks } from '../fact-block.js';

/** What came of the facts of some rooms that were repaired apart from the account of their log. */
export interface RepairedPart {
  readonly events: EventStore;
  readonly notices: readonly RepairNotice[];
  readonly dropped: number;
  /** by type */
  readonly ignored: ReadonlyMap<string, number>;
}

/**
 * Repairs all facts of some rooms, which are in blocks.
 * @param last the time of the latest event of the log that counts
 */
export function repairPart(
  blocks: Uint8Array<ArrayBuffer>,
  options: RepairOptions,
  last: EpochMs | null,
): RepairedPart {
  const events = createEventStore();
  const notices: RepairNotice[] = [];
  const ignored = new Map<string, number>();
  let dropped = 0;
  const encoder = createEventEncoder();
  const line = createScannedLine();
  const take: Parameters<typeof repairLog>[2] = (repair, item) => {
    for (const event of repair.events) {
      encoder.clear();
      encoder.encode(event, line);
      storeEvent(events, encoder.view(), line);
    }
    for (const notice of repair.notices) notices.push(notice);
    dropped += repair.dropped;
    if (repair.ignored === 0) return;
    const type = ignoredBy(item?.fact ?? null);
    ignored.set(type, (ignored.get(type) ?? 0) + repair.ignored);
  };
  repairLog(drained(readBlocks(blocks)), options, take, last);
  return { events, notices, dropped, ignored };
}

/** Gives items out, and lets go of each. */
export function* drained(items: LogFact[]): Generator<LogFact> {
  items.reverse();
  while (items.length > 0) yield items.pop()!;
}
