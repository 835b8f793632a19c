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

  /** Has the part do something, which is begun if it has not yet; it may take another parcel by that. */
  function have<Result>(start: () => Part, act: (begun: Part) => Result): Result {
    if (begun === null) {
      begun = start();
      begun.parcel = part.parcel;
    }
    const result = act(begun);
    part.parcel = begun.parcel;
    return result;
  }

  const part: Part = {
    get queue() {
      return begun?.queue ?? nothing;
    },
    parcel: createParcel(),
    send: (textLength) => have(startThere, (begun) => begun.send(textLength)),
    ask: () => have(startThere, (begun) => begun.ask()),
    end: (asOf) => have(startHere, (begun) => begun.end(asOf)),
    told: () => begun?.told() ?? null,
    isBehind: () => begun?.isBehind() ?? false,
    result: () => begun?.result() ?? null,
    async stop() {
      await begun?.stop();
    },
  };
  return part;
}
