import type { InvalidEvent } from '../model/anomaly.js';
import { wholeMs } from '../model/parse-time.js';
import { ALWAYS, type EpochMs, isInRange } from '../model/time.js';
import { isArrayOf } from './array-kind.js';
import { checkNames } from './check-options.js';
import { CLEAR } from './flat/event-types.js';
import { NONE } from './flat/none.js';
import { keepOne } from './keep-one.js';
import { sliceEnd } from './slices.js';
import {
  codesOf,
  noTexts,
  numberedTexts,
  problemAt,
  readTexts,
  type TextColumn,
  type TextReader,
} from './text-column.js';
import type { RunnableLog } from './told-log.js';
import type { UnitSuspicion } from './unit-suspicion.js';
import type { LogRows } from './whole/log-rows.js';
import type { LogTexts } from './whole/log-texts.js';
import { textListOf } from './whole/text-list.js';

/** A log in columns of one length, as Arrow or a database gives it. */
export interface LogColumns {
  /** 0 join, 1 leave, 2 clear */
  readonly type: Uint8Array;
  /** milliseconds since the Unix epoch */
  readonly at: Float64Array;
  readonly room: TextColumn;
  /** of a clear, anything */
  readonly participant: TextColumn;
  readonly userId?: TextColumn | undefined;
  readonly userName?: TextColumn | undefined;
}

/** Columns of the right kinds and of one length. */
export interface ColumnsRead {
  readonly type: Uint8Array;
  readonly at: Float64Array;
  readonly rooms: TextReader;
  readonly participants: TextReader;
  readonly userIds: TextReader;
  readonly userNames: TextReader;
}

const COLUMNS = ['type', 'at', 'room', 'participant', 'userId', 'userName'];

/**
 * Takes columns that a caller gives.
 * @throws TypeError that names the one that is missing, unknown, or of another kind or length
 */
export function readColumns(columns: LogColumns): ColumnsRead {
  if (typeof columns !== 'object' || columns === null) {
    throw new TypeError('reconstructColumns: expected an object of columns');
  }
  const { type, at, room, participant, userId, userName } = columns;
  checkNames('reconstructColumns', columns, 'a column', COLUMNS);
  if (!isArrayOf(type, 'Uint8Array')) throw new TypeError('type: expected a Uint8Array');
  if (!isArrayOf(at, 'Float64Array')) throw new TypeError('at: expected a Float64Array');
  const read = {
    type,
    at,
    rooms: readTexts('room', room),
    participants: readTexts('participant', participant),
    userIds: userId === undefined ? noTexts(at.length) : readTexts('userId', userId),
    userNames: userName === undefined ? noTexts(at.length) : readTexts('userName', userName),
  };
  const { rooms, participants, userIds, userNames } = read;
  const named = { type, room: rooms, participant: participants, userId: userIds, userName: userNames };
  for (const [name, column] of Object.entries(named)) {
    if (column.length !== at.length) {
      throw new TypeError(
        `${name}: has ${column.length} rows, at has ${at.length}; expected columns of one length`,
      );
    }
  }
  return read;
}

/** The rows of columns, and what the numbers and codes in them stand for. */
export interface RowsRead {
  readonly log: RunnableLog;
  readonly invalid: readonly InvalidEvent[];
  readonly suspicion: UnitSuspicion;
  readonly latest: EpochMs | null;
}

/** Reads the rows, and reports those that are no events. */
export function readRows(read: ColumnsRead): RowsRead {
  keepOne(checkOfNothing);
  const { type, at, userIds, userNames } = read;
  const { length } = at;
  const rooms = numberedTexts(read.rooms);
  const participants = numberedTexts(read.participants);
  const check = createCheck(read, rooms.numbers, participants.numbers);
  for (let from = 0; from < length; from = sliceEnd(from, length)) {
    checkRows(check, from, sliceEnd(from, length));
  }
  const { invalid, latest, smallest, largest } = check;
  const rows: LogRows = {
    type,
    at: check.at,
    room: check.room,
    participant: participants.numbers,
    rooms: rooms.texts.length,
    participants: participants.texts.length,
    userId: codesOf(userIds),
    userName: codesOf(userNames),
    told: null,
    isSorted: check.isSorted,
  };
  const texts: LogTexts = {
    rooms: rooms.texts,
    participants: textListOf(participants.texts),
    userIds: textListOf(userIds.dictionary),
    userNames: textListOf(userNames.dictionary),
  };
  const events = length - invalid.length;
  const suspicion = { events, smallest, largest };
  return { log: { rows, texts }, invalid, suspicion, latest: events === 0 ? null : latest };
}

/** Rows that are being checked. */
interface RowCheck {
  readonly read: ColumnsRead;
  readonly participant: Int32Array;
  /** the caller's columns, or copies with what must be other than there */
  at: Float64Array;
  room: Int32Array;
  readonly invalid: InvalidEvent[];
  last: EpochMs;
  latest: EpochMs;
  smallest: number;
  largest: number;
  isSorted: boolean;
}

function createCheck(read: ColumnsRead, room: Int32Array, participant: Int32Array): RowCheck {
  return {
    read,
    participant,
    at: read.at,
    room,
    invalid: [],
    last: ALWAYS,
    latest: ALWAYS,
    smallest: Number.POSITIVE_INFINITY,
    largest: Number.NEGATIVE_INFINITY,
    isSorted: true,
  };
}

function checkOfNothing(): RowCheck {
  const codes = { codes: new Int32Array(), dictionary: [] };
  const texts = readTexts('room', codes);
  const [type, at] = [new Uint8Array(), new Float64Array()];
  const read = { type, at, rooms: texts, participants: texts, userIds: texts, userNames: texts };
  return createCheck(read, codes.codes, codes.codes);
}

function checkRows(check: RowCheck, from: number, to: number): void {
  const { read, participant } = check;
  const { type, at } = read;
  let { room, last, latest, smallest, largest } = check;
  for (let row = from; row < to; row++) {
    const given = at[row]!;
    const time = wholeMs(given);
    const isNamed = room[row]! >= 0 && (participant[row]! >= 0 || type[row] === CLEAR);
    if (!isNamed || type[row]! > CLEAR || !isInRange(time)) {
      room = refuseRow(check, row);
      continue;
    }
    // −0 is 0, too.
    if (time !== given || time === 0) setTime(check, row, time);
    if (time < last) check.isSorted = false;
    last = time;
    if (time > latest) latest = time;
    if (given < smallest) smallest = given;
    if (given > largest) largest = given;
  }
  check.last = last;
  check.latest = latest;
  check.smallest = smallest;
  check.largest = largest;
}

function refuseRow(check: RowCheck, row: number): Int32Array {
  if (check.invalid.length === 0) check.room = check.room.slice();
  check.room[row] = NONE;
  check.invalid.push({ code: 'invalid-event', index: row, ...problemOf(row, check.read) });
  return check.room;
}

function setTime(check: RowCheck, row: number, time: EpochMs): void {
  if (check.at === check.read.at) check.at = check.at.slice();
  check.at[row] = time;
}

/** What is wrong with a row, in the order of `readEvent`. */
function problemOf(
  row: number,
  { type, at, rooms, participants }: ColumnsRead,
): Pick<InvalidEvent, 'field' | 'reason'> {
  if (type[row]! > CLEAR) return { field: 'type', reason: 'unknown-type' };
  const room = problemAt(rooms, row);
  if (room !== null) return { field: 'room', reason: room };
  const participant = type[row] === CLEAR ? null : problemAt(participants, row);
  if (participant !== null) return { field: 'participant_id', reason: participant };
  return { field: 'at', reason: Number.isNaN(at[row]) ? 'not-a-time' : 'out-of-range' };
}
