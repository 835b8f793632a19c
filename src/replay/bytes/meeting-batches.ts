import { createByteBuffer, makeRoom } from './byte-buffer.js';
import type { MeetingOutput } from './byte-replay.js';

/** Meetings in their order: of each the start, when it was decided, and where its bytes end. */
export interface MeetingBatch {
  readonly keys: Float64Array<ArrayBuffer>;
  readonly rooms: readonly string[];
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** How many numbers of `keys` a meeting has. */
export const KEY_SIZE = 3;

/** A batch is worth handing on from so many bytes. */
const WORTHWHILE = 256 * 1024;

/** Gathers meetings in batches; `handOn` is waited for. */
export function createMeetingBatches(handOn: (batch: MeetingBatch) => Promise<void>): MeetingOutput {
  const gathered = createByteBuffer(2 * WORTHWHILE);
  let keys: number[] = [];
  let rooms: string[] = [];
  return {
    take({ start, room, decidedAt }, bytes, from, to) {
      makeRoom(gathered, to - from);
      gathered.bytes.set(bytes.subarray(from, to), gathered.length);
      gathered.length += to - from;
      keys.push(start, decidedAt, gathered.length);
      rooms.push(room);
    },
    async flush(all) {
      if (rooms.length === 0 || (!all && gathered.length < WORTHWHILE)) return;
      const bytes = gathered.bytes.slice(0, gathered.length);
      const batch = { keys: Float64Array.from(keys), rooms, bytes };
      keys = [];
      rooms = [];
      gathered.length = 0;
      await handOn(batch);
    },
  };
}
