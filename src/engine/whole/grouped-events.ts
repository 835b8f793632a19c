import { type EpochMs, NEVER } from '../../model/time.js';
import { JOIN } from '../flat/event-types.js';
import { NONE } from '../flat/none.js';
import { sliceEnd } from '../slices.js';
import type { LogRows } from './log-rows.js';

/**
 * The events of a log room by room, as what happens in other rooms has no influence, and in a room by time. An event
 * has a place here; its row is where it came. Each has one record, seen both as 64-bit times and as 32-bit words, so
 * that what is needed together is in one line of memory.
 */
export interface GroupedEvents {
  /** by room, the place of its first event; where those of the last room end, one more would begin */
  readonly from: Int32Array;
  /** how many of all are joins */
  readonly joins: number;
  readonly times: Float64Array;
  readonly words: Int32Array;
}

/** The size of an event's record, and its fields: one time, then words. */
export const EVENT_TIMES = 3;
export const EVENT_WORDS = 6;
export const AT = 0;
export const PARTICIPANT = 2;
const TAGGED_ROW = 3; // shifted, with the type in the two lowest bits
export const USER_ID = 4; // codes of names, negative for none
export const USER_NAME = 5;

const TYPE_BITS = 2;
const MOST_ROWS = 2 ** (31 - TYPE_BITS);

/** The row of the event at a place. */
export function rowAt({ words }: GroupedEvents, place: number): number {
  return words[place * EVENT_WORDS + TAGGED_ROW]! >> TYPE_BITS;
}

/** The type of the event at a place. */
export function typeAt({ words }: GroupedEvents, place: number): number {
  return words[place * EVENT_WORDS + TAGGED_ROW]! & 3;
}

/**
 * Brings the events of each room together: each is moved once. Those of one instant stay in the order in which they came.
 * @throws RangeError for a log that is too long
 */
export function groupEvents(rows: LogRows): GroupedEvents {
  const { length } = rows.room;
  if (length > MOST_ROWS) throw new RangeError(`a log of ${length} events: expected at most ${MOST_ROWS}`);
  const from = new Int32Array(rows.rooms + 1);
  let joins = 0;
  for (let row = 0; row < length; row = sliceEnd(row, length)) {
    joins += countEvents(rows, row, sliceEnd(row, length), from);
  }
  for (let room = 0; room < rows.rooms; room++) from[room + 1]! += from[room]!;
  const times = new Float64Array(from[rows.rooms]! * EVENT_TIMES);
  const grouped = { from, joins, times, words: new Int32Array(times.buffer) };
  const next = from.slice();
  for (let row = 0; row < length; row = sliceEnd(row, length)) {
    moveEvents(rows, row, sliceEnd(row, length), next, grouped);
  }
  if (!rows.isSorted) for (let room = 0; room < rows.rooms; room++) sortRoom(grouped, room);
  return grouped;
}

/** Counts the events of each room, one place further on, and says how many of all are joins. */
function countEvents({ type, room }: LogRows, from: number, to: number, counts: Int32Array): number {
  let joins = 0;
  for (let row = from; row < to; row++) {
    if (room[row] === NONE) continue;
    counts[room[row]! + 1]!++;
    if (type[row] === JOIN) joins++;
  }
  return joins;
}

function moveEvents(
  { type, at, room, participant, userId, userName }: LogRows,
  from: number,
  to: number,
  next: Int32Array,
  { times, words }: GroupedEvents,
): void {
  for (let row = from; row < to; row++) {
    if (room[row] === NONE) continue;
    const place = next[room[row]!]!++;
    const w = place * EVENT_WORDS;
    times[place * EVENT_TIMES + AT] = at[row]!;
    words[w + PARTICIPANT] = participant[row]!;
    words[w + TAGGED_ROW] = (row << TYPE_BITS) | type[row]!;
    words[w + USER_ID] = userId === null ? NONE : userId[row]!;
    words[w + USER_NAME] = userName === null ? NONE : userName[row]!;
  }
}

function sortRoom({ from, times, words }: GroupedEvents, room: number): void {
  const begin = from[room]!;
  const end = from[room + 1]!;
  if (isInOrder(times, begin, end)) return;
  const before = times.slice(begin * EVENT_TIMES, end * EVENT_TIMES);
  const wordsBefore = new Int32Array(before.buffer);
  const order = new Int32Array(end - begin);
  for (let i = 0; i < order.length; i++) order[i] = i;
  order.sort((a, b) => before[a * EVENT_TIMES + AT]! - before[b * EVENT_TIMES + AT]!);
  for (let i = 0; i < order.length; i++) {
    // By words, as a number made of two of them might not be kept as it is.
    const moved = order[i]! * EVENT_WORDS;
    words.set(wordsBefore.subarray(moved, moved + EVENT_WORDS), (begin + i) * EVENT_WORDS);
  }
}

function isInOrder(times: Float64Array, begin: number, end: number): boolean {
  let last: EpochMs = -NEVER;
  for (let place = begin; place < end; place++) {
    const at = times[place * EVENT_TIMES + AT]!;
    if (at < last) return false;
    last = at;
  }
  return true;
}
