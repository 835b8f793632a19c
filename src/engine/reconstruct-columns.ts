import type { InvalidEvent } from '../model/anomaly.js';
import { requireTime, wholeMs } from '../model/parse-time.js';
import { ALWAYS, type EpochMs, TIME_LIMIT } from '../model/time.js';
import { latestTime } from '../rules/as-of.js';
import { createBulkRun } from './bulk-run.js';
import { checkFlag, checkOptions } from './check-options.js';
import { toCompiled } from './compile-rules.js';
import { finishRun } from './finish-run.js';
import { CLEAR } from './flat/event-types.js';
import { NONE } from './flat/none.js';
import type { Reconstruction, ReconstructOptions } from './reconstruct.js';
import { readTexts, type TextColumn, type TextReader } from './text-column.js';
import { noSuspicion, noteTime } from './unit-suspicion.js';

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

/** How to reconstruct from columns. */
export type ReconstructColumnsOptions = Omit<ReconstructOptions, 'timeUnit' | 'strict'>;

/**
 * Rebuilds the meetings of a recorded log that is in columns: the same as `reconstruct` gives for its rows, without an
 * object for each. A row that is no event is an `invalid-event` anomaly with its index; a name that is no text is null.
 *
 * @throws TypeError for a column that is missing, of another kind or length; otherwise as `reconstruct`
 */
export function reconstructColumns(
  columns: LogColumns,
  options: ReconstructColumnsOptions = {},
): Reconstruction {
  checkOptions('reconstructColumns', options, ['rules', 'asOf', 'explain']);
  checkFlag('explain', options.explain);
  const rules = toCompiled(options.rules);
  const givenAsOf = options.asOf == null ? null : requireTime(options.asOf, 'asOf');
  const explains = options.explain === true;
  const { type, at, rooms, participants, userIds, userNames } = readColumns(columns);
  const { invalid, isValid, latest, isSorted, suspicion } = checkRows(type, at, rooms, participants);
  const asOf = givenAsOf ?? latest;
  const names = {
    userId: (row: number) => userIds?.textAt(row) ?? null,
    userName: (row: number) => userNames?.textAt(row) ?? null,
  };
  const run = createBulkRun(names, rules, explains);
  // Only rows that have a time can be sorted by it.
  const rows = Int32Array.from(at.keys()).filter((row) => isValid[row] === 1);
  if (!isSorted) rows.sort((a, b) => at[a]! - at[b]!);
  for (const row of rows) {
    const time = wholeMs(at[row]!);
    if (asOf === null || rules.isAfterAsOf(time, asOf)) break;
    const isNamed = userIds?.textAt(row) != null || userNames?.textAt(row) != null;
    const participantId = type[row] === CLEAR ? '' : participants.textAt(row)!;
    run.take(type[row]!, run.roomOf(rooms.textAt(row)!), participantId, time, isNamed ? row : NONE);
  }
  return finishRun(run, asOf, invalid, suspicion, explains);
}

interface ColumnReaders {
  readonly type: Uint8Array;
  readonly at: Float64Array;
  readonly rooms: TextReader;
  readonly participants: TextReader;
  readonly userIds: TextReader | null;
  readonly userNames: TextReader | null;
}

function readColumns(columns: LogColumns): ColumnReaders {
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
    userIds: userId === undefined ? null : readTexts('userId', userId),
    userNames: userName === undefined ? null : readTexts('userName', userName),
  };
  for (const [name, column] of Object.entries(readers)) {
    if (column !== null && column.length !== at.length) {
      throw new TypeError(
        `${name}: has ${column.length} rows, at has ${at.length}; expected columns of one length`,
      );
    }
  }
  return readers;
}

function checkRows(type: Uint8Array, at: Float64Array, rooms: TextReader, participants: TextReader) {
  const invalid: InvalidEvent[] = [];
  const isValid = new Uint8Array(at.length);
  const suspicion = noSuspicion();
  let latest: EpochMs | null = null;
  let last = ALWAYS;
  let isSorted = true;
  for (let row = 0; row < at.length; row++) {
    const problem = problemOf(row, type, at, rooms, participants);
    if (problem !== null) {
      invalid.push({ code: 'invalid-event', index: row, ...problem });
      continue;
    }
    const time = wholeMs(at[row]!);
    isSorted &&= time >= last;
    last = time;
    latest = latestTime(latest, time);
    isValid[row] = 1;
    noteTime(suspicion, at[row]!);
  }
  return { invalid, isValid, suspicion, latest, isSorted };
}

function problemOf(
  row: number,
  type: Uint8Array,
  at: Float64Array,
  rooms: TextReader,
  participants: TextReader,
): Pick<InvalidEvent, 'field' | 'reason'> | null {
  if (type[row]! > CLEAR) return { field: 'type', reason: 'unknown-type' };
  const room = rooms.problemAt(row);
  if (room !== null) return { field: 'room', reason: room };
  const participant = type[row] === CLEAR ? null : participants.problemAt(row);
  if (participant !== null) return { field: 'participant_id', reason: participant };
  if (Number.isNaN(at[row])) return { field: 'at', reason: 'not-a-time' };
  return Math.abs(wholeMs(at[row]!)) > TIME_LIMIT ? { field: 'at', reason: 'out-of-range' } : null;
}
