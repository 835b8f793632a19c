import { type EpochMs, NEVER } from '../../model/time.js';
import { NONE } from '../flat/none.js';

/** The events of a log by row, in the order in which they came. Rooms and participants are numbers. */
export interface LogRows {
  /** JOIN, LEAVE or CLEAR */
  readonly type: Uint8Array;
  /** whole milliseconds */
  readonly at: Float64Array;
  /** NONE for a row that is no event */
  readonly room: Int32Array;
  /** of a clear, anything */
  readonly participant: Int32Array;
  /** so many rooms there are */
  readonly rooms: number;
  /** whether the times of events never go back */
  readonly isSorted: boolean;
}

/**
 * The events of a log room by room, as what happens in other rooms has no influence, and in a room by time. An event
 * has a place here; its row is where it came.
 */
export interface GroupedRows {
  /** by room, the place of its first event; where those of the last room end, one more would begin */
  readonly from: Int32Array;
  readonly at: Float64Array;
  readonly participant: Int32Array;
  /** the row, shifted, with its type in the two lowest bits */
  readonly tagged: Int32Array;
  /** how many events there are */
  readonly count: number;
  /** and how many of them are joins */
  readonly joins: number;
}

const TYPE_BITS = 2;
const MOST_ROWS = 2 ** (31 - TYPE_BITS);

export function rowOf(tagged: number): number {
  return tagged >> TYPE_BITS;
}

export function typeOf(tagged: number): number {
  return tagged & 3;
}

/** Brings the events of each room together: each is moved once, so that what is read together is stored together. */
export function groupRows({ type, at, room, participant, rooms, isSorted }: LogRows): GroupedRows {
  const { length } = room;
  if (length > MOST_ROWS) throw new RangeError(`a log of ${length} events: expected at most ${MOST_ROWS}`);
  const from = new Int32Array(rooms + 1);
  let joins = 0;
  for (let row = 0; row < length; row++) {
    if (room[row] === NONE) continue;
    from[room[row]! + 1]!++;
    if (type[row] === 0) joins++;
  }
  for (let number = 0; number < rooms; number++) from[number + 1]! += from[number]!;
  const count = from[rooms]!;
  const times = new Float64Array(count);
  const participants = new Int32Array(count);
  const tagged = new Int32Array(count);
  const next = from.slice();
  for (let row = 0; row < length; row++) {
    if (room[row] === NONE) continue;
    const place = next[room[row]!]!++;
    times[place] = at[row]!;
    participants[place] = participant[row]!;
    tagged[place] = (row << TYPE_BITS) | type[row]!;
  }
  const grouped = { from, at: times, participant: participants, tagged, count, joins };
  if (!isSorted) for (let number = 0; number < rooms; number++) sortRoom(grouped, number);
  return grouped;
}

/** A column by place instead of by row. */
export function groupColumn(column: Int32Array, { room, isSorted }: LogRows, grouped: GroupedRows): Int32Array {
  const { from, tagged, count } = grouped;
  const byPlace = new Int32Array(count);
  if (!isSorted) {
    for (let place = 0; place < count; place++) byPlace[place] = column[rowOf(tagged[place]!)]!;
    return byPlace;
  }
  // As the rows were moved, row by row: reading in order is faster than writing in order.
  const next = from.slice();
  for (let row = 0; row < room.length; row++) {
    if (room[row] !== NONE) byPlace[next[room[row]!]!++] = column[row]!;
  }
  return byPlace;
}

/** Those of one instant stay in the order in which they came. */
function sortRoom({ from, at, participant, tagged }: GroupedRows, room: number): void {
  const begin = from[room]!;
  const end = from[room + 1]!;
  if (isInOrder(at, begin, end)) return;
  const times = at.slice(begin, end);
  const participants = participant.slice(begin, end);
  const tags = tagged.slice(begin, end);
  const order = Int32Array.from(times, (_, i) => i).sort((a, b) => times[a]! - times[b]!);
  for (let i = 0; i < order.length; i++) {
    const place = order[i]!;
    at[begin + i] = times[place]!;
    participant[begin + i] = participants[place]!;
    tagged[begin + i] = tags[place]!;
  }
}

function isInOrder(at: Float64Array, begin: number, end: number): boolean {
  let last: EpochMs = -NEVER;
  for (let i = begin; i < end; i++) {
    if (at[i]! < last) return false;
    last = at[i]!;
  }
  return true;
}
