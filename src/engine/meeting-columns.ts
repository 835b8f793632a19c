import { isOngoing } from '../rules/ongoing.js';
import { sliceEnd } from './slices.js';
import type { CodedTexts } from './text-column.js';
import { recordFrom, recordTo, recordUserId, recordUserName } from './whole/records.js';
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
import { VISIT_WORDS, WHO } from './whole/visit-table.js';

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

/** Puts a log's sessions, and the visits in them, into columns. */
export function meetingColumns(log: WholeLog, order: Int32Array): MeetingColumns {
  const { length } = order;
  const columns = createColumns(log, length);
  for (let from = 0; from < length; from = sliceEnd(from, length)) {
    addMeetings(columns, log, order, from, sliceEnd(from, length));
  }
  return columns;
}

function createColumns({ sessions, texts }: WholeLog, count: number): MeetingColumns {
  const { length } = sessions.records;
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
      participant: { codes: new Int32Array(length), dictionary: texts.participants },
      userId: { codes: new Int32Array(length), dictionary: texts.userIds },
      userName: { codes: new Int32Array(length), dictionary: texts.userNames },
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
    endAt[i] = isOngoing(end) ? Number.NaN : end;
    recordsFrom[i + 1] = recordsFrom[i]! + words[w + RECORDS_TO]! - words[w + RECORDS_FROM]!;
    addRecords(columns.records, recordsFrom[i]!, log, session);
  }
}

/** Adds the records of a meeting. */
function addRecords(
  { participant, userId, userName, joinTime, duration, joinAt, leaveAt }: RecordColumns,
  first: number,
  log: WholeLog,
  session: number,
): void {
  const { visits, sessions, rules } = log;
  const { items } = sessions.records;
  const asOf = +log.asOf;
  const to = sessions.words[session * SESSION_WORDS + RECORDS_TO]!;
  let i = first;
  for (let record = sessions.words[session * SESSION_WORDS + RECORDS_FROM]!; record < to; record++, i++) {
    const visit = items[record]!;
    const joined = recordFrom(log, visit, session);
    const left = recordTo(log, visit, session);
    participant.codes[i] = visits.words[visit * VISIT_WORDS + WHO]!;
    userId.codes[i] = recordUserId(log, visit, session);
    userName.codes[i] = recordUserName(log, visit, session);
    joinTime[i] = rules.listedTime(joined);
    duration[i] = rules.wholeDuration(joined, rules.endAsOf(left, asOf));
    joinAt[i] = joined;
    leaveAt[i] = isOngoing(left) ? Number.NaN : left;
  }
}
