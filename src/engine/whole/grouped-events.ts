import { type EpochMs, NEVER } from '../../model/time.js';
import { CLEAR, JOIN } from '../flat/event-types.js';
import { NONE } from '../flat/none.js';
import { SLICE, sliceEnd } from '../slices.js';
import { int32s, timesAndWords } from '../small-arrays.js';
import type { LogRows } from './log-rows.js';
import type { LogTexts } from './log-texts.js';
import { type TextList, textAt } from './text-list.js';
import { TOLD_BITS, toldId, toldUserId, toldUserName } from './told-texts.js';

/**
 * The events of some rooms of a log room by room, as what happens in other rooms has no influence, and in a room by time.
 * An event has a place here, and at it a record, seen both as 64-bit times and as 32-bit words, so that what is needed together
 * is in one line of memory. A few rooms at a time: their events are spread over less memory, which is used for the next
 * rooms again.
 */
export interface GroupedEvents {
  /** the rooms whose events are here: from this one to before that one */
  firstRoom: number;
  endRoom: number;
  /** by room, how many events the rooms before it have; and behind the last, how many there are */
  readonly from: Int32Array;
  /** by room, where the next event of it goes, counted as these are */
  readonly next: Int32Array;
  /** how many of all are joins, and at most of those that are here at once */
  readonly joins: number;
  readonly mostJoins: number;
  /** how many events a room has at most */
  readonly mostOfRoom: number;
  /** the rooms before which others are brought, in order, and the end of the last */
  readonly ends: readonly number[];
  /** how many words an event has */
  readonly size: number;
  readonly times: Float64Array;
  readonly words: Int32Array;
  /** where participants are texts, their ids by place, else none: near, as they are compared with each other */
  readonly ids: string[];
  /** for the rows of a slice that are to be moved */
  readonly found: Int32Array;
}

/** The fields of an event's record: one time, then words. */
const PARTICIPANT = 2;
const TYPE = 3; // in the lowest bits, and above it what the event tells, where that is one number
const USER_ID = 4; // codes of names, NONE for none; where what it tells is one number, there is no such field
const USER_NAME = 5;

const WORDS = 6;
const WORDS_WITHOUT_NAMES = 4;
const TYPE_BITS = 31 - TOLD_BITS;

/**
 * No less than such a part of a log is brought at once, if rooms allow it: two turns bring more than that, so the log is gone
 * through some 8 times at most, and the work grows with its length alone.
 */
const PARTS = 4;
/** So many events are few enough to be brought at once. */
export const EVENTS_AT_ONCE = 1 << 18;

/** The place of the first event of a room that is here; of the room behind the last, where one more would begin. */
export function placeOf({ from, firstRoom }: GroupedEvents, room: number): number {
  return from[room]! - from[firstRoom]!;
}

/** The time of the event at a place. */
export function timeAt({ times, size }: GroupedEvents, place: number): EpochMs {
  return times[(place * size) >> 1]!;
}

/** The type of the event at a place. */
export function typeAt({ words, size }: GroupedEvents, place: number): number {
  return words[place * size + TYPE]! & ((1 << TYPE_BITS) - 1);
}

export function participantAt({ words, size }: GroupedEvents, place: number): number {
  return words[place * size + PARTICIPANT]!;
}

export function setParticipant({ words, size }: GroupedEvents, place: number, participant: number): void {
  words[place * size + PARTICIPANT] = participant;
}

/** The code of the id that the event at a place tells; it must be no clear. */
export function idAt(events: GroupedEvents, place: number): number {
  return events.size === WORDS ? participantAt(events, place) : toldId(toldAt(events, place));
}

/** The code of the user id that it tells, NONE for none. */
export function userIdAt(events: GroupedEvents, place: number): number {
  if (events.size === WORDS) return events.words[place * WORDS + USER_ID]!;
  return toldUserId(toldAt(events, place));
}

/** The code of the user name that it tells, NONE for none. */
export function userNameAt(events: GroupedEvents, place: number): number {
  if (events.size === WORDS) return events.words[place * WORDS + USER_NAME]!;
  return toldUserName(toldAt(events, place));
}

function toldAt({ words, size }: GroupedEvents, place: number): number {
  return words[place * size + TYPE]! >> TYPE_BITS;
}

/**
 * Counts the events of each room, and makes room for those of a few: for `atOnce` events, or a quarter of all, or one room's,
 * whichever are most.
 */
export function createGroupedEvents(rows: LogRows, atOnce: number): GroupedEvents {
  const { length } = rows.room;
  const from = int32s(rows.rooms + 1);
  const joinsFrom = int32s(rows.rooms + 1);
  for (let row = 0; row < length; row = sliceEnd(row, length)) {
    countEvents(rows, row, sliceEnd(row, length), from, joinsFrom);
  }
  let mostOfRoom = 0;
  for (let room = 0; room < rows.rooms; room++) {
    mostOfRoom = Math.max(mostOfRoom, from[room + 1]!);
    from[room + 1]! += from[room]!;
    joinsFrom[room + 1]! += joinsFrom[room]!;
  }
  const ends = endsOf(from, Math.max(atOnce, Math.ceil(length / PARTS)));
  const size = rows.told === null ? WORDS : WORDS_WITHOUT_NAMES;
  const most = mostBetween(ends, from);
  const { times, words } = timesAndWords((most * size) >> 1);
  const next = int32s(from.length);
  next.set(from);
  return {
    firstRoom: 0,
    endRoom: 0,
    from,
    next,
    joins: joinsFrom[rows.rooms]!,
    mostJoins: mostBetween(ends, joinsFrom),
    mostOfRoom,
    ends,
    size,
    times,
    words,
    ids: rows.told === null ? [] : new Array(most),
    found: int32s(Math.min(SLICE, length)),
  };
}

/**
 * Brings together the events of each room up to before `end`, one of `ends`, where those before it have been brought
 * before: each is moved once. Those of one instant stay in the order in which they came.
 */
export function bringRooms(
  grouped: GroupedEvents,
  rows: LogRows,
  { participants }: LogTexts,
  end: number,
): void {
  const { length } = rows.room;
  grouped.firstRoom = grouped.endRoom;
  grouped.endRoom = end;
  for (let row = 0; row < length; row = sliceEnd(row, length)) {
    moveEvents(rows, participants, row, sliceEnd(row, length), grouped);
  }
  if (!rows.isSorted) for (let room = grouped.firstRoom; room < end; room++) sortRoom(grouped, room);
}

/** Where rooms end that have so many events together, or are one that has more. */
function endsOf(from: Int32Array, events: number): number[] {
  const rooms = from.length - 1;
  const ends: number[] = [];
  let first = 0;
  for (let room = 1; room <= rooms; room++) {
    if (room < rooms && from[room + 1]! - from[first]! <= events) continue;
    ends.push(room);
    first = room;
  }
  return ends;
}

/** The most that are from one of the ends to the next, by how many are before each room. */
function mostBetween(ends: readonly number[], from: Int32Array): number {
  let most = 0;
  let before = 0;
  for (const end of ends) {
    most = Math.max(most, from[end]! - before);
    before = from[end]!;
  }
  return most;
}

/** Counts the events of each room, and those that are joins, one place further on. */
function countEvents(
  { type, room }: LogRows,
  from: number,
  to: number,
  counts: Int32Array,
  joins: Int32Array,
): void {
  for (let row = from; row < to; row++) {
    if (room[row] === NONE) continue;
    counts[room[row]! + 1]!++;
    // Not by a branch, as which it is cannot be foreseen: 1 for a join, else 0.
    joins[room[row]! + 1]! += ((type[row]! ^ JOIN) - 1) >>> 31;
  }
}

function moveEvents(
  rows: LogRows,
  texts: TextList<string>,
  from: number,
  to: number,
  grouped: GroupedEvents,
): void {
  const { firstRoom, from: before, next, times, words, ids, size, found } = grouped;
  const { type, at, room, participant, userId, userName, told } = rows;
  const base = before[firstRoom]!;
  const count = findRows(rows, from, to, grouped);
  for (let i = 0; i < count; i++) {
    const row = found[i]!;
    const place = next[room[row]!]!++ - base;
    const w = place * size;
    times[w >> 1] = at[row]!;
    words[w + PARTICIPANT] = participant[row]!;
    if (told === null) {
      words[w + TYPE] = type[row]!;
      words[w + USER_ID] = userId === null ? NONE : Math.max(NONE, userId[row]!);
      words[w + USER_NAME] = userName === null ? NONE : Math.max(NONE, userName[row]!);
    } else {
      words[w + TYPE] = (told[row]! << TYPE_BITS) | type[row]!;
      ids[place] = type[row] === CLEAR ? '' : textAt(texts, toldId(told[row]!));
    }
  }
}

/**
 * Finds the rows of the rooms that are brought, by arithmetic: which row is one of them cannot be foreseen, and a branch that
 * is foreseen wrongly costs more than to note each. NONE is before all rooms.
 */
function findRows(
  { room }: LogRows,
  from: number,
  to: number,
  { firstRoom, endRoom, found }: GroupedEvents,
): number {
  let count = 0;
  for (let row = from; row < to; row++) {
    const of = room[row]!;
    found[count] = row;
    count += 1 - (((of - firstRoom) | (endRoom - 1 - of)) >>> 31);
  }
  return count;
}

function sortRoom(events: GroupedEvents, room: number): void {
  const { words, ids, size } = events;
  const begin = placeOf(events, room);
  const end = placeOf(events, room + 1);
  if (isInOrder(events, begin, end)) return;
  const idsBefore = ids.slice(begin, end);
  const wordsBefore = words.slice(begin * size, end * size);
  const before = new Float64Array(wordsBefore.buffer);
  const order = new Int32Array(end - begin);
  for (let i = 0; i < order.length; i++) order[i] = i;
  order.sort((a, b) => before[(a * size) >> 1]! - before[(b * size) >> 1]!);
  for (let i = 0; i < order.length; i++) {
    // By words, as a number made of two of them might not be kept as it is.
    const moved = order[i]! * size;
    words.set(wordsBefore.subarray(moved, moved + size), (begin + i) * size);
    if (ids.length > 0) ids[begin + i] = idsBefore[order[i]!]!;
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
