import { NEVER } from '../model/time.js';
import { isOngoing } from '../rules/ongoing.js';
import { keepOne } from './keep-one.js';
import { sliceEnd } from './slices.js';
import type { CodedTexts } from './text-column.js';
import type { LogTexts } from './whole/log-texts.js';
import * as R from './whole/record-table.js';
import { RECORD_TIMES, RECORD_WORDS } from './whole/record-table.js';
import type { WholeLog } from './whole/run-rows.js';
import {
  END,
  MAX,
  RECORDS_FROM,
  RECORDS_TO,
  ROOM,
  SESSION_TIMES,
  SESSION_WORDS,
  START,
} from './whole/session-table.js';
import { dictionaryOf, textListOf } from './whole/text-list.js';

/** Meetings in columns, in canonical order: what the documented meeting object has, and the exact instants behind it. */
export interface MeetingColumns {
  /** how many meetings there are */
  readonly count: number;
  readonly room: CodedTexts;
  /** Unix seconds, as in the meeting object */
  readonly startTime: Float64Array;
  /** seconds */
  readonly duration: Float64Array;
  /** 1 for a meeting that is ongoing as of T, else 0 */
  readonly ongoing: Uint8Array;
  readonly maxParticipants: Int32Array;
  /** the exact bounds in milliseconds; NaN for the end of one that is ongoing */
  readonly startAt: Float64Array;
  readonly endAt: Float64Array;
  /** the records of meeting i are those from `recordsFrom[i]` to before `recordsFrom[i + 1]` */
  readonly recordsFrom: Int32Array;
  readonly records: RecordColumns;
}

/** The participants' records of all meetings, one meeting after the other. */
export interface RecordColumns {
  readonly participant: CodedTexts;
  readonly userId: CodedTexts;
  readonly userName: CodedTexts;
  /** Unix seconds, as in the record */
  readonly joinTime: Float64Array;
  /** seconds */
  readonly duration: Float64Array;
  /** the exact bounds in milliseconds, within those of the meeting; NaN for the leave of who is still there */
  readonly joinAt: Float64Array;
  readonly leaveAt: Float64Array;
}

/** A constant of this file, which is a number for V8 also before it is first met; `Number.NaN` is anything until then. */
const NO_TIME = Number.NaN;

/**
 * Puts the sessions of a log that came in columns, and their records, into columns, in one loop after the other: they are
 * spread over memory, and a loop that does little waits for many of them at once.
 */
export function meetingColumns(log: WholeLog, order: Int32Array): MeetingColumns {
  keepOne(columnsOfNothing);
  const meetings = order.length;
  const records = log.sessions.records.count;
  const columns = createColumns(log.texts, meetings, records);
  const listed = new Int32Array(records);
  for (let from = 0; from < meetings; from = sliceEnd(from, meetings)) {
    addMeetings(columns, log, order, from, sliceEnd(from, meetings));
    listRecords(listed, columns.recordsFrom, log, order, from, sliceEnd(from, meetings));
  }
  for (let from = 0; from < records; from = sliceEnd(from, records)) {
    const to = sliceEnd(from, records);
    addBounds(columns.records, listed, log, from, to);
    addTexts(columns.records, listed, log, from, to);
    addTimes(columns.records, log, from, to);
  }
  return columns;
}

function columnsOfNothing(): MeetingColumns {
  const texts = textListOf([]);
  return createColumns(
    { rooms: [], participants: textListOf<string>([]), userIds: texts, userNames: texts },
    0,
    0,
  );
}

/** With room for so many meetings and records. */
function createColumns(texts: LogTexts, count: number, length: number): MeetingColumns {
  return {
    count,
    room: { codes: new Int32Array(count), dictionary: texts.rooms },
    startTime: new Float64Array(count),
    duration: new Float64Array(count),
    ongoing: new Uint8Array(count),
    maxParticipants: new Int32Array(count),
    startAt: new Float64Array(count),
    endAt: new Float64Array(count),
    recordsFrom: new Int32Array(count + 1),
    records: {
      participant: { codes: new Int32Array(length), dictionary: dictionaryOf(texts.participants) },
      userId: { codes: new Int32Array(length), dictionary: dictionaryOf(texts.userIds) },
      userName: { codes: new Int32Array(length), dictionary: dictionaryOf(texts.userNames) },
      joinTime: new Float64Array(length),
      duration: new Float64Array(length),
      joinAt: new Float64Array(length),
      leaveAt: new Float64Array(length),
    },
  };
}

/** Adds the meetings [from, to) of the order. */
function addMeetings(
  columns: MeetingColumns,
  log: WholeLog,
  order: Int32Array,
  from: number,
  to: number,
): void {
  const { room, startTime, duration, ongoing, maxParticipants, startAt, endAt, recordsFrom } = columns;
  const { sessions, rules } = log;
  const { times, words } = sessions;
  const asOf = +log.asOf;
  for (let i = from; i < to; i++) {
    const session = order[i]!;
    const w = session * SESSION_WORDS;
    const start = times[session * SESSION_TIMES + START]!;
    const end = times[session * SESSION_TIMES + END]!;
    room.codes[i] = words[w + ROOM]!;
    startTime[i] = rules.listedTime(start);
    duration[i] = rules.wholeDuration(start, rules.endAsOf(end, asOf));
    ongoing[i] = isOngoing(end) ? 1 : 0;
    maxParticipants[i] = words[w + MAX]!;
    startAt[i] = start;
    endAt[i] = isOngoing(end) ? NO_TIME : end;
    recordsFrom[i + 1] = recordsFrom[i]! + words[w + RECORDS_TO]! - words[w + RECORDS_FROM]!;
  }
}

/** Lists the records of the meetings [from, to) of the order. */
function listRecords(
  listed: Int32Array,
  recordsFrom: Int32Array,
  { sessions }: WholeLog,
  order: Int32Array,
  from: number,
  to: number,
): void {
  const { words } = sessions;
  for (let i = from; i < to; i++) {
    let place = words[order[i]! * SESSION_WORDS + RECORDS_FROM]!;
    for (let record = recordsFrom[i]!; record < recordsFrom[i + 1]!; record++) listed[record] = place++;
  }
}

/** Adds the exact bounds of the records [from, to). */
function addBounds(
  { joinAt, leaveAt }: RecordColumns,
  listed: Int32Array,
  { sessions }: WholeLog,
  from: number,
  to: number,
): void {
  const { times } = sessions.records;
  for (let i = from; i < to; i++) {
    const t = listed[i]! * RECORD_TIMES;
    const left = times[t + R.TO]!;
    joinAt[i] = times[t + R.FROM]!;
    leaveAt[i] = isOngoing(left) ? NO_TIME : left;
  }
}

/** Adds who the records [from, to) are of. */
function addTexts(
  { participant, userId, userName }: RecordColumns,
  listed: Int32Array,
  { sessions }: WholeLog,
  from: number,
  to: number,
): void {
  const { words } = sessions.records;
  for (let i = from; i < to; i++) {
    const w = listed[i]! * RECORD_WORDS;
    participant.codes[i] = words[w + R.WHO]!;
    userId.codes[i] = words[w + R.USER_ID]!;
    userName.codes[i] = words[w + R.USER_NAME]!;
  }
}

/** Adds the listed times of the records [from, to), by their bounds. */
function addTimes(
  { joinTime, duration, joinAt, leaveAt }: RecordColumns,
  { rules, asOf }: WholeLog,
  from: number,
  to: number,
): void {
  const now = +asOf;
  for (let i = from; i < to; i++) {
    const joined = joinAt[i]!;
    const left = Number.isNaN(leaveAt[i]!) ? NEVER : leaveAt[i]!;
    joinTime[i] = rules.listedTime(joined);
    duration[i] = rules.wholeDuration(joined, rules.endAsOf(left, now));
  }
}
