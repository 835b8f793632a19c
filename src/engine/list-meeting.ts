import type { Explanation } from '../model/explanation.js';
import type { Meeting } from '../model/meeting.js';
import { type EpochMs, NEVER } from '../model/time.js';
import { isOngoing } from '../rules/ongoing.js';
import type { MeetingKey } from '../rules/order.js';
import type { CompiledRules } from './compile-rules.js';
import { explain } from './explain.js';
import {
  addRecord,
  beginRecords,
  createRecordList,
  hasRecord,
  type RecordList,
  sortedRecords,
} from './list-records.js';
import type { Ending } from './outcome.js';
import type { Room, Session } from './room.js';

/** A meeting with what orders it and, if that was asked for, explains it. */
export interface ListedMeeting extends MeetingKey {
  readonly meeting: Meeting;
  readonly explanation: Explanation | null;
}

/** Lists a session that has ended. */
export function listFinished(
  room: Room,
  session: Session,
  ending: Ending,
  rules: CompiledRules,
  explains: boolean,
): ListedMeeting {
  const { at, lone, decidedAt } = ending;
  const explained = { ...ending, loneId: room.participants[lone] ?? null };
  return {
    start: session.start,
    room: room.room,
    decidedAt,
    meeting: listSession(room, session, at, room.at, rules),
    explanation: explains ? explain(session, explained, rules) : null,
  };
}

/** Lists the session that is running, as of T (clause `ongoing`). */
export function listOngoing(
  room: Room,
  session: Session,
  asOf: EpochMs,
  rules: CompiledRules,
  explains: boolean,
): ListedMeeting {
  return {
    start: session.start,
    room: room.room,
    decidedAt: NEVER,
    meeting: listSession(room, session, NEVER, asOf, rules),
    explanation: explains ? explain(session, null, rules) : null,
  };
}

/** The meeting object (section 4 of SPEC.md) around its records. `id` may be given where it has been made before. */
export function listMeeting(
  room: string,
  max: number,
  list: RecordList,
  rules: CompiledRules,
  id = rules.meetingId(room, list.start),
): Meeting {
  const { start, end, asOf } = list;
  return {
    id,
    room,
    start_time: rules.listedTime(start),
    duration: rules.wholeDuration(start, rules.endAsOf(end, asOf)),
    ongoing: isOngoing(end),
    max_participants: max,
    participants: sortedRecords(list),
  };
}

function listSession(
  { room, visits, participants }: Room,
  { start, max }: Session,
  end: EpochMs,
  asOf: EpochMs,
  rules: CompiledRules,
): Meeting {
  const list = createRecordList();
  beginRecords(list, start, end, asOf);
  for (const visit of visits) {
    const { participant, join, leave, joinUserId, joinUserName, leaveUserId, leaveUserName } = visit;
    if (!hasRecord(list, join, leave, rules)) continue;
    const id = participants[participant]!;
    addRecord(list, id, join, leave, joinUserId, joinUserName, leaveUserId, leaveUserName, rules);
  }
  return listMeeting(room, max, list, rules);
}

/** The explanations of meetings that have one, keyed by meeting id. */
export function explanationsOf(listed: Iterable<ListedMeeting>): Record<string, Explanation> {
  const explanations: Record<string, Explanation> = {};
  for (const { meeting, explanation } of listed) {
    if (explanation !== null) explanations[meeting.id] = explanation;
  }
  return explanations;
}
