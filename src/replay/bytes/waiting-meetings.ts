import { inTimeOrderThen } from '../../engine/time-order.js';
import type { EpochMs } from '../../model/time.js';
import { compareByStart, type MeetingKey } from '../../rules/order.js';
import { createBytePieces, offsetOf } from './byte-pieces.js';
import type { TakeMeeting } from './byte-run.js';
import type { OrderedMeetings } from './ordered-meetings.js';

/** Meetings in memory that come in any order and go in the order of their starts. */
export interface WaitingMeetings {
  readonly add: TakeMeeting;
  /** Takes out all that start before a bound. */
  takeOut(before: EpochMs): OrderedMeetings;
  readonly count: () => number;
  /** how many bytes they take, with what cannot be used again yet */
  readonly size: () => number;
}

/**
 * What is known of each stands in columns, not in an object of its own: many wait for long, and to move their objects took the
 * collector more time than all else here. They are in no order: most wait for one bound or two, and are sorted as they go.
 */
export function createWaitingMeetings(): WaitingMeetings {
  const bytes = createBytePieces();
  let waiting = createColumns(256);

  const add: TakeMeeting = ({ start, room, decidedAt }, source, from, to) => {
    addRow(waiting, room, start, decidedAt, bytes.keep(source, from, to), to - from);
  };

  function takeOut(before: EpochMs): OrderedMeetings {
    const leaving = waiting;
    const order = inOrder(leaving, before);
    waiting = staying(leaving, before);
    const keyOf = (i: number) => (i < order.length ? keyAt(leaving, order[i]!) : null);
    let next = 0;
    let key = keyOf(next);
    return {
      key: () => key,
      handOn(take) {
        const n = order[next]! * NUMBERS;
        const address = leaving.numbers[n + ADDRESS]!;
        const from = offsetOf(address);
        take(key!, bytes.pieceOf(address), from, from + leaving.numbers[n + LENGTH]!);
        key = keyOf(++next);
        bytes.letGo(address);
      },
    };
  }

  return { add, takeOut, count: () => waiting.rooms.length, size: bytes.size };
}

/** Of each meeting its start, when it was decided, and where its bytes are and how many; and its room. */
interface Columns {
  numbers: Float64Array;
  readonly rooms: string[];
}

const NUMBERS = 4;
const START = 0;
const DECIDED = 1;
const ADDRESS = 2;
const LENGTH = 3;

function createColumns(capacity: number): Columns {
  return { numbers: new Float64Array(capacity * NUMBERS), rooms: [] };
}

function addRow(
  columns: Columns,
  room: string,
  start: EpochMs,
  decidedAt: EpochMs,
  address: number,
  length: number,
): void {
  const n = columns.rooms.length * NUMBERS;
  if (n === columns.numbers.length) {
    const grown = new Float64Array(2 * n);
    grown.set(columns.numbers);
    columns.numbers = grown;
  }
  const { numbers } = columns;
  numbers[n + START] = start;
  numbers[n + DECIDED] = decidedAt;
  numbers[n + ADDRESS] = address;
  numbers[n + LENGTH] = length;
  columns.rooms.push(room);
}

function keyAt({ numbers, rooms }: Columns, place: number): MeetingKey {
  const n = place * NUMBERS;
  return { start: numbers[n + START]!, room: rooms[place]!, decidedAt: numbers[n + DECIDED]! };
}

/** The places of those that start before a bound, in the order of their starts. */
function inOrder(columns: Columns, before: EpochMs): Int32Array {
  const { numbers, rooms } = columns;
  const places = new Int32Array(rooms.length);
  const starts = new Float64Array(rooms.length);
  let count = 0;
  for (let place = 0; place < rooms.length; place++) {
    const start = numbers[place * NUMBERS + START]!;
    if (start >= before) continue;
    places[count] = place;
    starts[count++] = start;
  }
  const order = inTimeOrderThen(starts.subarray(0, count), (a, b) => {
    return compareAt(columns, places[a]!, places[b]!);
  });
  for (let i = 0; i < count; i++) order[i] = places[order[i]!]!;
  return order;
}

function compareAt(columns: Columns, a: number, b: number): number {
  return compareByStart(keyAt(columns, a), keyAt(columns, b));
}

/** The rows of those that do not start before a bound. */
function staying({ numbers, rooms }: Columns, before: EpochMs): Columns {
  const rows = createColumns(Math.max(1, rooms.length));
  for (let place = 0; place < rooms.length; place++) {
    const n = place * NUMBERS;
    const start = numbers[n + START]!;
    if (start < before) continue;
    addRow(rows, rooms[place]!, start, numbers[n + DECIDED]!, numbers[n + ADDRESS]!, numbers[n + LENGTH]!);
  }
  return rows;
}
