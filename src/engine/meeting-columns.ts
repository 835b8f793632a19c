import { isOngoing } from '../rules/ongoing.js';
import type { CodedTexts } from './text-column.js';
import type { WholeLog } from './whole/run-rows.js';

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
export function meetingColumns(
  log: WholeLog<number>,
  order: Int32Array,
  dictionaries: Dictionaries,
  participantCode: (place: number) => number,
): MeetingColumns {
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
    records: recordColumns(sessions.recordCount, dictionaries),
  };
  for (let i = 0; i < count; i++) {
    const session = order[i]!;
    const start = sessions.start[session]!;
    const end = sessions.end[session]!;
    columns.room.codes[i] = sessions.room[session]!;
    columns.startTime[i] = rules.listedTime(start);
    columns.duration[i] = rules.wholeDuration(start, rules.endAsOf(end, asOf));
    columns.ongoing[i] = isOngoing(end) ? 1 : 0;
    columns.maxParticipants[i] = sessions.max[session]!;
    columns.startAt[i] = start;
    columns.endAt[i] = isOngoing(end) ? Number.NaN : end;
    addTimes(columns, i, session, log);
    addNames(columns, i, session, log, participantCode);
    columns.recordsFrom[i + 1] =
      columns.recordsFrom[i]! + sessions.recordsFrom[session + 1]! - sessions.recordsFrom[session]!;
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

/** Adds the times of the records of meeting i. */
function addTimes(
  { recordsFrom, records }: MeetingColumns,
  i: number,
  session: number,
  { sessions, visits, rules, asOf }: WholeLog<number>,
): void {
  const start = sessions.start[session]!;
  const end = sessions.end[session]!;
  const last = sessions.recordsFrom[session + 1]!;
  let to = recordsFrom[i]!;
  for (let from = sessions.recordsFrom[session]!; from < last; from++, to++) {
    const visit = sessions.records[from]!;
    const joined = rules.clippedJoin(visits.join[visit]!, start);
    const left = rules.clippedLeave(visits.leave[visit]!, end);
    records.joinAt[to] = joined;
    records.leaveAt[to] = isOngoing(left) ? Number.NaN : left;
    records.joinTime[to] = rules.listedTime(joined);
    records.duration[to] = rules.wholeDuration(joined, rules.endAsOf(left, asOf));
  }
}

/** Adds who it is in the records of meeting i. */
function addNames(
  { recordsFrom, records }: MeetingColumns,
  i: number,
  session: number,
  { sessions, visits, book, rules }: WholeLog<number>,
  participantCode: (place: number) => number,
): void {
  const end = sessions.end[session]!;
  const last = sessions.recordsFrom[session + 1]!;
  let to = recordsFrom[i]!;
  for (let from = sessions.recordsFrom[session]!; from < last; from++, to++) {
    const visit = sessions.records[from]!;
    const joinRef = visits.joinRef[visit]!;
    const leaveRef = visits.leaveRef[visit]!;
    const leave = visits.leave[visit]!;
    const userId = rules.recordName(book.userId(joinRef), book.userId(leaveRef), leave, end);
    const userName = rules.recordName(book.userName(joinRef), book.userName(leaveRef), leave, end);
    records.participant.codes[to] = participantCode(visits.place[visit]!);
    records.userId.codes[to] = userId ?? NO_TEXT;
    records.userName.codes[to] = userName ?? NO_TEXT;
  }
}

/** The code of what is not there. */
const NO_TEXT = -1;
