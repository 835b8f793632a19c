import { ALWAYS } from '../../model/time.js';
import { createParcel } from './event-parcel.js';
import type { BatchQueue } from './merge-batches.js';
import type { Part } from './part.js';

/**
 * A part of the rooms that begins when there is enough for another thread to do. A log that has ended by then is run here, as to start a
 * thread takes longer than to run a few thousand events.
 * @param startThere starts a part in another thread
 * @param startHere starts one where events are dealt out
 */
export function createLatePart(startThere: () => Part, startHere: () => Part): Part {
  const nothing: BatchQueue = { batches: [], next: 0, decided: ALWAYS, onUsed() {} };
  let begun: Part | null = null;

  function begin(start: () => Part): Part {
    begun ??= start();
    begun.parcel = part.parcel;
    return begun;
  }

  const part: Part = {
    get queue() {
      return begun?.queue ?? nothing;
    },
    parcel: createParcel(),
    send(textLength) {
      const there = begin(startThere);
      there.send(textLength);
      part.parcel = there.parcel;
    },
    ask() {
      const there = begin(startThere);
      there.ask();
      part.parcel = there.parcel;
    },
    end: (asOf) => begin(startHere).end(asOf),
    told: () => begun?.told() ?? null,
    isBehind: () => begun?.isBehind() ?? false,
    result: () => begun?.result() ?? null,
    async stop() {
      await begun?.stop();
    },
  };
  return part;
}
