import { ALWAYS, type EpochMs } from '../../model/time.js';
import type { TakeEvents } from './byte-events.js';
import { createEventStore, emptyStore, handOnStored, readStored, storeEvent } from './event-store.js';
import { createBatch, createScannedLine, type ScannedLine } from './scan-line.js';
import { inTimeOrder } from './time-order.js';

/** Events that may still be overtaken: they are handed on in time order once a watermark has passed them. */
export interface EventReorder {
  add(view: DataView, line: ScannedLine): void;
  /** Hands on, in time order, all events up to a watermark. */
  release(watermark: EpochMs): void;
}

export function createEventReorder(takeRun: TakeEvents): EventReorder {
  const lines = createBatch();
  const line = createScannedLine();
  let waiting = createEventStore();
  let spare = createEventStore();
  let last: EpochMs = ALWAYS;
  let isSorted = true;

  function add(view: DataView, event: ScannedLine): void {
    if (event.at < last) isSorted = false;
    last = event.at;
    storeEvent(waiting, view, event);
  }

  function release(watermark: EpochMs): void {
    const { times, count, texts } = waiting;
    const order = isSorted ? null : inTimeOrder(times.subarray(0, count));
    let rest = 0;
    while (rest < count && times[order === null ? rest : order[rest]!]! <= watermark) rest++;
    if (rest === 0) return;
    handOnStored(waiting, order, 0, rest, lines, takeRun);
    // The events that still wait are written anew, in order, so that what is gone takes no room.
    emptyStore(spare);
    last = ALWAYS;
    isSorted = true;
    for (; rest < count; rest++) {
      readStored(waiting, order === null ? rest : order[rest]!, line);
      storeEvent(spare, texts.view, line);
      last = line.at;
    }
    [waiting, spare] = [spare, waiting];
  }

  return { add, release };
}
