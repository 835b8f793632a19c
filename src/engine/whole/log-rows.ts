import { NEVER } from '../../model/time.js';
import { NONE } from '../flat/none.js';

/** The events of a log by row, in the order in which they came. Rooms, participants and names are numbers. */
export interface LogRows {
  /** JOIN, LEAVE or CLEAR */
  readonly type: Uint8Array;
  /** whole milliseconds */
  readonly at: Float64Array;
  /** NONE for a row that is no event */
  readonly room: Int32Array;
  /** of a clear, anything */
  readonly participant: Int32Array;
  /** so many rooms there are; their numbers are less */
  readonly rooms: number;
  readonly participants: number;
  /** codes of names, negative for none; null where no event has one */
  readonly userId: Int32Array | null;
  readonly userName: Int32Array | null;
  /** whether every row is an event, and their times never go back */
  readonly isSorted: boolean;
}

const MOST_ROWS = 2 ** 29;

/** @throws RangeError for a log that is too long */
export function checkLength({ room }: LogRows): void {
  const { length } = room;
  if (length > MOST_ROWS) throw new RangeError(`a log of ${length} events: expected at most ${MOST_ROWS}`);
}

/** The rows that are events, room by room, and in a room by time; those of one instant as they came. */
export function rowsByRoom({ room, at, rooms }: LogRows): Int32Array {
  const { length } = room;
  const next = new Int32Array(rooms + 1);
  for (let row = 0; row < length; row++) {
    if (room[row] !== NONE) next[room[row]! + 1]!++;
  }
  for (let number = 0; number < rooms; number++) next[number + 1]! += next[number]!;
  const order = new Int32Array(next[rooms]!);
  for (let row = 0; row < length; row++) {
    if (room[row] !== NONE) order[next[room[row]!]!++] = row;
  }
  // Where the rows of a room end, those of the next one begin.
  for (let number = 0, from = 0; number < rooms; from = next[number++]!) {
    const own = order.subarray(from, next[number]!);
    if (!isInOrder(own, at)) own.sort((a, b) => at[a]! - at[b]! || a - b);
  }
  return order;
}

function isInOrder(rows: Int32Array, at: Float64Array): boolean {
  let last = -NEVER;
  for (let i = 0; i < rows.length; i++) {
    const time = at[rows[i]!]!;
    if (time < last) return false;
    last = time;
  }
  return true;
}
