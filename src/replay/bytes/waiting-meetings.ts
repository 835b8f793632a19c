import type { EpochMs } from '../../model/time.js';
import { compareByStart, type MeetingKey } from '../../rules/order.js';
import { createBytePieces, type Piece } from './byte-pieces.js';
import type { TakeMeeting } from './byte-run.js';
import type { OrderedMeetings } from './ordered-meetings.js';
import { inTimeOrder } from './time-order.js';

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
    const piece = bytes.keep(source, from, to);
    const n = addRow(waiting, room, piece);
    waiting.numbers[n + START] = start;
    waiting.numbers[n + DECIDED] = decidedAt;
    waiting.numbers[n + FROM] = piece.end - (to - from);
    waiting.numbers[n + TO] = piece.end;
  };

  function takeOut(before: EpochMs): OrderedMeetings {
    const places = placesWhere(waiting, (start) => start < before);
    const leaving = rowsAt(waiting, inOrder(waiting, places));
    waiting = rowsAt(
      waiting,
      placesWhere(waiting, (start) => start >= before),
    );
    const keyOf = (place: number) => (place < leaving.rooms.length ? keyAt(leaving, place) : null);
    let next = 0;
    let key = keyOf(next);
    return {
      key: () => key,
      handOn(take) {
        const n = next * NUMBERS;
        const piece = leaving.pieces[next]!;
        take(key!, piece.bytes, leaving.numbers[n + FROM]!, leaving.numbers[n + TO]!);
        key = keyOf(++next);
        bytes.letGo(piece);
      },
    };
  }

  return { add, takeOut, count: () => waiting.rooms.length, size: bytes.size };
}

/** Of each meeting its start, when it was decided, and where its bytes begin and end in its piece; its room; the piece. */
interface Columns {
  numbers: Float64Array;
  readonly rooms: string[];
  readonly pieces: Piece[];
}

const NUMBERS = 4;
const START = 0;
const DECIDED = 1;
const FROM = 2;
const TO = 3;

function createColumns(capacity: number): Columns {
  return { numbers: new Float64Array(capacity * NUMBERS), rooms: [], pieces: [] };
}

/** Adds a row, and gives the place of its numbers, which are to be set. */
function addRow(columns: Columns, room: string, piece: Piece): number {
  const n = columns.rooms.length * NUMBERS;
  if (n === columns.numbers.length) {
    const grown = new Float64Array(2 * n);
    grown.set(columns.numbers);
    columns.numbers = grown;
  }
  columns.rooms.push(room);
  columns.pieces.push(piece);
  return n;
}

function startAt({ numbers }: Columns, place: number): EpochMs {
  return numbers[place * NUMBERS + START]!;
}

function keyAt(columns: Columns, place: number): MeetingKey {
  const decidedAt = columns.numbers[place * NUMBERS + DECIDED]!;
  return { start: startAt(columns, place), room: columns.rooms[place]!, decidedAt };
}

/** The places of those for whose start something holds. */
function placesWhere(columns: Columns, holds: (start: EpochMs) => boolean): Int32Array {
  const places = new Int32Array(columns.rooms.length);
  let count = 0;
  for (let place = 0; place < places.length; place++) {
    if (holds(startAt(columns, place))) places[count++] = place;
  }
  return places.subarray(0, count);
}

/** The same places in the order of the starts. */
function inOrder(columns: Columns, places: Int32Array): Int32Array {
  const startOf = (place: number) => startAt(columns, place);
  const order = inTimeOrder(Float64Array.from(places, startOf)).map((i) => places[i]!);
  for (let from = 0, to = 1; from < order.length; from = to++) {
    while (to < order.length && startOf(order[to]!) === startOf(order[from]!)) to++;
    if (to - from === 1) continue;
    order.subarray(from, to).sort((a, b) => compareByStart(keyAt(columns, a), keyAt(columns, b)));
  }
  return order;
}

function rowsAt({ numbers, rooms, pieces }: Columns, places: Int32Array): Columns {
  const rows = createColumns(Math.max(1, places.length));
  for (const place of places) {
    const n = addRow(rows, rooms[place]!, pieces[place]!);
    for (let i = 0; i < NUMBERS; i++) rows.numbers[n + i] = numbers[place * NUMBERS + i]!;
  }
  return rows;
}
