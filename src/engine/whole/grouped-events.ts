import { type EpochMs, NEVER } from '../../model/time.js';
import { JOIN } from '../flat/event-types.js';
import { NONE } from '../flat/none.js';
import { sliceEnd } from '../slices.js';
import { HAS_USER_ID, HAS_USER_NAME, type LogRows } from './log-rows.js';

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
  /** how many words an event has */
  readonly size: number;
  readonly times: Float64Array;
  readonly words: Int32Array;
}

/** The fields of an event's record: one time, then words. */
const PARTICIPANT = 2;
const TAGGED_ROW = 3; // shifted, with the type in the two lowest bits, and which names there are in the next
const USER_ID = 4; // codes of names, negative for none; where a row is the code, there is no such field
const USER_NAME = 5;

const WORDS = 6;
const WORDS_WITHOUT_NAMES = 4;
const TYPE_BITS = 2;
const TAG_BITS = TYPE_BITS + 2;
const MOST_ROWS = 2 ** (31 - TAG_BITS);

/** The time of the event at a place. */
export function timeAt({ times, size }: GroupedEvents, place: number): EpochMs {
  return times[(place * size) >> 1]!;
}

/** The row of the event at a place. */
export function rowAt({ words, size }: GroupedEvents, place: number): number {
  return words[place * size + TAGGED_ROW]! >> TAG_BITS;
}

/** The type of the event at a place. */
export function typeAt({ words, size }: GroupedEvents, place: number): number {
  return words[place * size + TAGGED_ROW]! & 3;
}

export function participantAt({ words, size }: GroupedEvents, place: number): number {
  return words[place * size + PARTICIPANT]!;
}

export function setParticipant({ words, size }: GroupedEvents, place: number, participant: number): void {
  words[place * size + PARTICIPANT] = participant;
}

/** The code of the user id that the event at a place tells, NONE for none. */
export function userIdAt(events: GroupedEvents, place: number): number {
  if (events.size === WORDS) return events.words[place * WORDS + USER_ID]!;
  return (tagAt(events, place) & HAS_USER_ID) === 0 ? NONE : rowAt(events, place);
}

/** The code of the user name that the event at a place tells, NONE for none. */
export function userNameAt(events: GroupedEvents, place: number): number {
  if (events.size === WORDS) return events.words[place * WORDS + USER_NAME]!;
  return (tagAt(events, place) & HAS_USER_NAME) === 0 ? NONE : rowAt(events, place);
}

function tagAt({ words, size }: GroupedEvents, place: number): number {
  return words[place * size + TAGGED_ROW]! >> TYPE_BITS;
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
  const size = rows.named === null ? WORDS : WORDS_WITHOUT_NAMES;
  const times = new Float64Array((from[rows.rooms]! * size) >> 1);
  const grouped = { from, joins, size, times, words: new Int32Array(times.buffer) };
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
  rows: LogRows,
  from: number,
  to: number,
  next: Int32Array,
  { times, words, size }: GroupedEvents,
): void {
  const { type, at, room, participant, userId, userName, named } = rows;
  for (let row = from; row < to; row++) {
    if (room[row] === NONE) continue;
    const place = next[room[row]!]!++;
    const w = place * size;
    times[w >> 1] = at[row]!;
    words[w + PARTICIPANT] = participant[row]!;
    if (named === null) {
      words[w + TAGGED_ROW] = (row << TAG_BITS) | type[row]!;
      words[w + USER_ID] = userId === null ? NONE : Math.max(NONE, userId[row]!);
      words[w + USER_NAME] = userName === null ? NONE : Math.max(NONE, userName[row]!);
    } else words[w + TAGGED_ROW] = (row << TAG_BITS) | (named[row]! << TYPE_BITS) | type[row]!;
  }
}

function sortRoom(events: GroupedEvents, room: number): void {
  const { from, words, size } = events;
  const begin = from[room]!;
  const end = from[room + 1]!;
  if (isInOrder(events, begin, end)) return;
  const wordsBefore = words.slice(begin * size, end * size);
  const before = new Float64Array(wordsBefore.buffer);
  const order = new Int32Array(end - begin);
  for (let i = 0; i < order.length; i++) order[i] = i;
  order.sort((a, b) => before[(a * size) >> 1]! - before[(b * size) >> 1]!);
  for (let i = 0; i < order.length; i++) {
    // By words, as a number made of two of them might not be kept as it is.
    const moved = order[i]! * size;
    words.set(wordsBefore.subarray(moved, moved + size), (begin + i) * size);
  }
}

function isInOrder(events: GroupedEvents, begin: number, end: number): boolean {
  let last: EpochMs = -NEVER;
  for (let place = begin; place < end; place++) {
    const at = timeAt(events, place);
    if (at < last) return false;
    last = at;
  }
  return true;
}
