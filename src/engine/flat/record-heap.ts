import { createLines, type GrowLines, wordsOf } from './lines.js';
import { addNumber, createNumberList, type NumberList } from './number-list.js';

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
  /**
   * by kind of size: the free records. That they are free is not noted in them: it would have to be waited for until one that is
   * to be used again has come into the caches.
   */
  readonly free: NumberList[];
  readonly grow: GrowLines;
}

/** A unit is 64 bytes, as a line of a cache is. */
export const TIMES_A_UNIT = 8;
export const WORDS_A_UNIT = 16;

/** Up to so many units a record may have any size; beyond, it is a power of two. */
const SMALL = 16;

/** Of all kinds of which none has been given back; most never are. Nothing is added to it. */
const NO_RECORDS: NumberList = { items: new Int32Array(0), length: 0 };

/** A heap with so many units to begin with. */
export function createRecordHeap(units: number, grow: GrowLines): RecordHeap {
  const times = createLines(TIMES_A_UNIT * units);
  return {
    times,
    words: wordsOf(times),
    end: 0,
    free: new Array(SMALL + 32).fill(NO_RECORDS),
    grow,
  };
}

/** A record of so many units; what is in it is of no meaning. */
export function allocate(heap: RecordHeap, units: number): number {
  const free = heap.free[kindOf(units)]!;
  if (free.length > 0) return free.items[--free.length]!;
  const record = heap.end;
  heap.end += units;
  if (heap.end * TIMES_A_UNIT > heap.times.length) grow(heap);
  return record;
}

/** Gives a record of so many units back. */
export function release(heap: RecordHeap, record: number, units: number): void {
  const kind = kindOf(units);
  if (heap.free[kind] === NO_RECORDS) heap.free[kind] = createNumberList(4);
  addNumber(heap.free[kind]!, record);
}

function kindOf(units: number): number {
  return units <= SMALL ? units : SMALL + 31 - Math.clz32(units);
}

function grow(heap: RecordHeap): void {
  // To twice the size: what is not used of it takes no memory, and what is copied was touched in vain.
  const size = Math.max(heap.times.length * 2, heap.end * TIMES_A_UNIT);
  heap.times = heap.grow(heap.times, size);
  heap.words = wordsOf(heap.times);
}
