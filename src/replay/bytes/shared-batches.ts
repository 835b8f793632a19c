import { doublesFor } from './byte-text.js';
import type { MeetingBatch } from './meeting-batches.js';

/*
 * Batches go from thread to thread in memory that both see, and that is used again. To transfer memory would cost every later access
 * to any the question whether it is still there. What is shared is copied eight bytes at a time, as 64-bit numbers, which is safe as it is for
 * other texts: `set` would copy byte by byte.
 */

/** A batch on its way. */
export interface SharedBatch extends Omit<MeetingBatch, 'bytes'> {
  readonly memory: SharedArrayBuffer;
}

/** Room in memory is made in steps of so many bytes. */
const STEP = 256 * 1024;

/** Puts batches into memory for another thread. */
export interface BatchSharing {
  /** The same batch in shared memory. */
  share(batch: MeetingBatch): SharedBatch;
  /** how many batches have not been used up */
  readonly ahead: () => number;
  /** Hears that the earliest batch is used up. */
  giveBack(): void;
}

export function createBatchSharing(): BatchSharing {
  const lent: SharedArrayBuffer[] = [];
  let spare: SharedArrayBuffer[] = [];
  return {
    share({ keys, rooms, length, bytes }) {
      const space = 8 * doublesFor(length);
      const found = spare.find(({ byteLength }) => byteLength >= space);
      const memory = found ?? new SharedArrayBuffer(Math.ceil(space / STEP) * STEP);
      spare = spare.filter((other) => other !== memory);
      lent.push(memory);
      // A buffer is written to beyond its end, so that its last number, too, is all there.
      copyText(new Float64Array(bytes.buffer, 0, bytes.length >> 3), new Float64Array(memory), length);
      return { keys, rooms, length, memory };
    },
    ahead: () => lent.length,
    giveBack() {
      const memory = lent.shift();
      if (memory?.byteLength === STEP) spare.push(memory);
    },
  };
}

/** A batch that has come, in memory of this thread alone. */
export function unshared({ keys, rooms, length, memory }: SharedBatch): MeetingBatch {
  const doubles = new Float64Array(doublesFor(length));
  copyText(new Float64Array(memory), doubles, length);
  return { keys, rooms, length, bytes: new Uint8Array(doubles.buffer) };
}

function copyText(from: Float64Array, to: Float64Array, length: number): void {
  const count = doublesFor(length);
  for (let i = 0; i < count; i++) to[i] = from[i]!;
}
