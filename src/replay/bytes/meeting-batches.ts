import { type ByteBuffer, createByteBuffer, makeRoom } from './byte-buffer.js';
import type { TakeMeeting } from './byte-run.js';

/** Meetings in their order: of each the start, when it was decided, and where its bytes end. */
export interface MeetingBatch {
  readonly keys: Float64Array;
  readonly rooms: readonly string[];
  /** of all their bytes */
  readonly length: number;
  readonly bytes: Uint8Array;
}

/** How many numbers of `keys` a meeting has. */
export const KEY_SIZE = 3;

/** A batch is worth handing on from so many bytes. */
const WORTHWHILE = 128 * 1024;
/** There is room for more, as some meetings are large. */
const SIZE = 4 * WORTHWHILE;

/** Gathers meetings in batches. */
export interface MeetingBatches {
  readonly take: TakeMeeting;
  /** Hands on what has gathered, if it is worth it or `all` is asked for. */
  flush(all: boolean): void;
  /** Hears that the earliest batch is used up. */
  giveBack(): void;
}

/** The bytes of a batch are good until it is given back. */
export function createMeetingBatches(handOn: (batch: MeetingBatch) => void): MeetingBatches {
  const lent: ByteBuffer[] = [];
  const spare: ByteBuffer[] = [];
  let gathered = createByteBuffer(SIZE);
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
    flush(all) {
      if (rooms.length === 0 || (!all && gathered.length < WORTHWHILE)) return;
      const batch = { keys: Float64Array.from(keys), rooms, length: gathered.length, bytes: gathered.bytes };
      lent.push(gathered);
      gathered = spare.pop() ?? createByteBuffer(SIZE);
      gathered.length = 0;
      keys = [];
      rooms = [];
      handOn(batch);
    },
    giveBack() {
      const buffer = lent.shift();
      if (buffer?.bytes.length === SIZE) spare.push(buffer);
    },
  };
}
