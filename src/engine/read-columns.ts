import type { InvalidEvent } from '../model/anomaly.js';
import { wholeMs } from '../model/parse-time.js';
import { ALWAYS, type EpochMs, TIME_LIMIT } from '../model/time.js';
import { latestTime } from '../rules/as-of.js';
import { CLEAR } from './flat/event-types.js';
import { NONE } from './flat/none.js';
import {
  hashedTexts,
  noTexts,
  numberedTexts,
  problemAt,
  readTexts,
  type TextColumn,
  type TextReader,
} from './text-column.js';
import { noSuspicion, noteTime, type UnitSuspicion } from './unit-suspicion.js';
import type { LogRows } from './whole/grouped-rows.js';

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

/**
 * Takes columns that a caller gives.
 * @throws TypeError that names the one that is missing, or of another kind or length
 */
export function readColumns(columns: LogColumns): ColumnsRead {
  if (typeof columns !== 'object' || columns === null) {
    throw new TypeError('reconstructColumns: expected an object of columns');
  }
  const { type, at, room, participant, userId, userName } = columns;
  if (!(type instanceof Uint8Array)) throw new TypeError('type: expected a Uint8Array');
  if (!(at instanceof Float64Array)) throw new TypeError('at: expected a Float64Array');
  const readers = {
    type,
    at,
    rooms: readTexts('room', room),
    participants: readTexts('participant', participant),
    userIds: userId === undefined ? noTexts(at.length) : readTexts('userId', userId),
    userNames: userName === undefined ? noTexts(at.length) : readTexts('userName', userName),
  };
  for (const [name, column] of Object.entries(readers)) {
    if (column.length !== at.length) {
      throw new TypeError(
        `${name}: has ${column.length} rows, at has ${at.length}; expected columns of one length`,
      );
    }
  }
  return readers;
}

/** The rows of columns. */
export interface RowsRead {
  readonly rows: Omit<LogRows, 'userId' | 'userName'>;
  readonly roomTexts: readonly string[];
  readonly invalid: readonly InvalidEvent[];
  readonly suspicion: UnitSuspicion;
  readonly latest: EpochMs | null;
}

/** Reads the rows, and reports those that are no events. */
export function readRows(read: ColumnsRead): RowsRead {
  const { type, at } = read;
  const { length } = at;
  const rooms = numberedTexts(read.rooms);
  const participants = hashedTexts(read.participants);
  const invalid: InvalidEvent[] = [];
  // A column of the caller's stays as it is.
  let room = rooms.numbers;
  const suspicion = noSuspicion();
  let latest: EpochMs = ALWAYS;
  let last: EpochMs = ALWAYS;
  let isSorted = true;
  for (let row = 0; row < length; row++) {
    const time = wholeMs(at[row]!);
    const isNamed = rooms.numbers[row] !== NONE && (participants[row] !== NONE || type[row] === CLEAR);
    if (!isNamed || type[row]! > CLEAR || !(Math.abs(time) <= TIME_LIMIT)) {
      invalid.push({ code: 'invalid-event', index: row, ...problemOf(row, read) });
      if (invalid.length === 1) room = room.slice();
      room[row] = NONE;
      continue;
    }
    if (time < last) isSorted = false;
    last = time;
    latest = latestTime(latest, time);
    noteTime(suspicion, at[row]!);
  }
  const rows = {
    type,
    at,
    room,
    participant: participants,
    rooms: rooms.texts.length,
    isSorted,
  };
  const isEmpty = invalid.length === length;
  return { rows, roomTexts: rooms.texts, invalid, suspicion, latest: isEmpty ? null : latest };
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
