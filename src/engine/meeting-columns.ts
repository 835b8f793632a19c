import { isOngoing } from '../rules/ongoing.js';
import type { CodedTexts } from './text-column.js';
import {
  FROM,
  PARTICIPANT_CODE,
  RECORD_TIMES,
  RECORD_WORDS,
  TO,
  USER_ID_CODE,
  USER_NAME_CODE,
} from './whole/record-table.js';
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

/** What the codes in the columns are of. */
export interface Dictionaries {
  readonly room: readonly (string | null)[];
  readonly participant: readonly (string | null)[];
  readonly userId: readonly (string | null)[];
  readonly userName: readonly (string | null)[];
}

/** Puts a log's sessions, and the visits in them, into columns. */
export function meetingColumns(log: WholeLog, order: Int32Array, dictionaries: Dictionaries): MeetingColumns {
  const { sessions, rules, asOf } = log;
  const count = order.length;
  const columns: MeetingColumns = {
    count,
    room: { codes: new Int32Array(count), dictionary: dictionaries.room },
    startTime: new Float64Array(count),
    duration: new Float64Array(count),
    ongoing: new Uint8Array(count),
    maxParticipants: new Int32Array(count),
    startAt: new Float64Array(count),
    endAt: new Float64Array(count),
    recordsFrom: new Int32Array(count + 1),
    records: recordColumns(sessions.records.count, dictionaries),
  };
  for (let i = 0; i < count; i++) {
    const session = order[i]!;
    const w = session * SESSION_WORDS;
    const start = sessions.times[session * SESSION_TIMES + START]!;
    const end = sessions.times[session * SESSION_TIMES + END]!;
    columns.room.codes[i] = sessions.words[w + ROOM]!;
    columns.startTime[i] = rules.listedTime(start);
    columns.duration[i] = rules.wholeDuration(start, rules.endAsOf(end, asOf));
    columns.ongoing[i] = isOngoing(end) ? 1 : 0;
    columns.maxParticipants[i] = sessions.words[w + MAX]!;
    columns.startAt[i] = start;
    columns.endAt[i] = isOngoing(end) ? Number.NaN : end;
    const from = sessions.words[w + RECORDS_FROM]!;
    const to = sessions.words[w + RECORDS_TO]!;
    const first = columns.recordsFrom[i]!;
    addRecords(columns.records, first, log, from, to);
    columns.recordsFrom[i + 1] = first + to - from;
  }
  return columns;
}

function recordColumns(count: number, dictionaries: Dictionaries): RecordColumns {
  return {
    participant: { codes: new Int32Array(count), dictionary: dictionaries.participant },
    userId: { codes: new Int32Array(count), dictionary: dictionaries.userId },
    userName: { codes: new Int32Array(count), dictionary: dictionaries.userName },
    joinTime: new Float64Array(count),
    duration: new Float64Array(count),
    joinAt: new Float64Array(count),
    leaveAt: new Float64Array(count),
  };
}

/** Adds the records of a meeting. */
function addRecords(
  { participant, userId, userName, joinTime, duration, joinAt, leaveAt }: RecordColumns,
  first: number,
  { sessions, rules, asOf }: WholeLog,
  from: number,
  to: number,
): void {
  const { times, words } = sessions.records;
  for (let record = from, i = first; record < to; record++, i++) {
    const joined = times[record * RECORD_TIMES + FROM]!;
    const left = times[record * RECORD_TIMES + TO]!;
    participant.codes[i] = words[record * RECORD_WORDS + PARTICIPANT_CODE]!;
    userId.codes[i] = words[record * RECORD_WORDS + USER_ID_CODE]!;
    userName.codes[i] = words[record * RECORD_WORDS + USER_NAME_CODE]!;
    joinTime[i] = rules.listedTime(joined);
    duration[i] = rules.wholeDuration(joined, rules.endAsOf(left, asOf));
    joinAt[i] = joined;
    leaveAt[i] = isOngoing(left) ? Number.NaN : left;
  }
}
