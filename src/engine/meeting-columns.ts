import { isOngoing } from '../rules/ongoing.js';
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
  const { sessions, rules, asOf } = log;
  const { times, words } = sessions;
  const count = order.length;
  const room = new Int32Array(count);
  const startTime = new Float64Array(count);
  const duration = new Float64Array(count);
  const ongoing = new Uint8Array(count);
  const maxParticipants = new Int32Array(count);
  const startAt = new Float64Array(count);
  const endAt = new Float64Array(count);
  const recordsFrom = new Int32Array(count + 1);
  for (let i = 0; i < count; i++) {
    const session = order[i]!;
    const w = session * SESSION_WORDS;
    const start = times[session * SESSION_TIMES + START]!;
    const end = times[session * SESSION_TIMES + END]!;
    room[i] = words[w + ROOM]!;
    startTime[i] = rules.listedTime(start);
    duration[i] = rules.wholeDuration(start, rules.endAsOf(end, asOf));
    ongoing[i] = isOngoing(end) ? 1 : 0;
    maxParticipants[i] = words[w + MAX]!;
    startAt[i] = start;
    endAt[i] = isOngoing(end) ? Number.NaN : end;
    recordsFrom[i + 1] = recordsFrom[i]! + words[w + RECORDS_TO]! - words[w + RECORDS_FROM]!;
  }
  return {
    count,
    room: { codes: room, dictionary: log.texts.rooms },
    startTime,
    duration,
    ongoing,
    maxParticipants,
    startAt,
    endAt,
    recordsFrom,
    records: recordColumns(log, order),
  };
}

function recordColumns(log: WholeLog, order: Int32Array): RecordColumns {
  const { visits, sessions, texts, rules } = log;
  const { words } = sessions;
  const asOf = +log.asOf;
  const { items, length: count } = sessions.records;
  const participant = new Int32Array(count);
  const userId = new Int32Array(count);
  const userName = new Int32Array(count);
  const joinTime = new Float64Array(count);
  const duration = new Float64Array(count);
  const joinAt = new Float64Array(count);
  const leaveAt = new Float64Array(count);
  let i = 0;
  for (let place = 0; place < order.length; place++) {
    const session = order[place]!;
    const to = words[session * SESSION_WORDS + RECORDS_TO]!;
    for (let record = words[session * SESSION_WORDS + RECORDS_FROM]!; record < to; record++, i++) {
      const visit = items[record]!;
      const joined = recordFrom(log, visit, session);
      const left = recordTo(log, visit, session);
      participant[i] = visits.words[visit * VISIT_WORDS + WHO]!;
      userId[i] = recordUserId(log, visit, session);
      userName[i] = recordUserName(log, visit, session);
      joinTime[i] = rules.listedTime(joined);
      duration[i] = rules.wholeDuration(joined, rules.endAsOf(left, asOf));
      joinAt[i] = joined;
      leaveAt[i] = isOngoing(left) ? Number.NaN : left;
    }
  }
  return {
    participant: { codes: participant, dictionary: texts.participants },
    userId: { codes: userId, dictionary: texts.userIds },
    userName: { codes: userName, dictionary: texts.userNames },
    joinTime,
    duration,
    joinAt,
    leaveAt,
  };
}
