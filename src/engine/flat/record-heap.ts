import { createLines, type GrowLines, wordsOf } from './lines.js';
import { NONE } from './none.js';

/**
 * Records of any size in one buffer that is seen both as 64-bit instants and as 32-bit words. A record is known by the
 * unit at which it begins; what is given back is used again for records of the same size, so that what is live stays
 * close together: memory out of reach of the caches is what costs.
 */
export interface RecordHeap {
  times: Float64Array<ArrayBuffer>;
  words: Int32Array<ArrayBuffer>;
  /** in units: where nothing has been yet */
  end: number;
  /** by kind of size: the first free record, which links to the next in its first word */
  readonly free: Int32Array;
  readonly grow: GrowLines;
}

/** A unit is 64 bytes, as a line of a cache is. */
export const TIMES_A_UNIT = 8;
export const WORDS_A_UNIT = 16;

/** Up to so many units a record may have any size; beyond, it is a power of two. */
const SMALL = 16;

/** A heap with so many units to begin with. */
export function createRecordHeap(units: number, grow: GrowLines): RecordHeap {
  const times = createLines(TIMES_A_UNIT * units);
  return {
    times,
    words: wordsOf(times),
    end: 0,
    free: new Int32Array(SMALL + 32).fill(NONE),
    grow,
  };
}

/** A record of so many units; what is in it is of no meaning. */
export function allocate(heap: RecordHeap, units: number): number {
  const kind = kindOf(units);
  const free = heap.free[kind]!;
  if (free !== NONE) {
    heap.free[kind] = heap.words[free * WORDS_A_UNIT]!;
    return free;
  }
  const record = heap.end;
  heap.end += units;
  if (heap.end * TIMES_A_UNIT > heap.times.length) grow(heap);
  return record;
}

/** Gives a record of so many units back. */
export function release(heap: RecordHeap, record: number, units: number): void {
  const kind = kindOf(units);
  heap.words[record * WORDS_A_UNIT] = heap.free[kind]!;
  heap.free[kind] = record;
}

function kindOf(units: number): number {
  return units <= SMALL ? units : SMALL + 31 - Math.clz32(units);
}

function grow(heap: RecordHeap): void {
  // By half, not to twice the size: both are in memory for a while.
  const size = Math.max(heap.times.length + (heap.times.length >> 1), heap.end * TIMES_A_UNIT);
  heap.times = heap.grow(heap.times, size);
  heap.words = wordsOf(heap.times);
}
