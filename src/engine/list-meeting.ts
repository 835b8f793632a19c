import type { Explanation } from '../model/explanation.js';
import type { Meeting, ParticipantRecord } from '../model/meeting.js';
import { type EpochMs, NEVER } from '../model/time.js';
import { isOngoing } from '../rules/ongoing.js';
import type { MeetingKey } from '../rules/order.js';
import { compareRecords, type RecordKey } from '../rules/participants.js';
import type { CompiledRules } from './compile-rules.js';
import { explain } from './explain.js';
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
  return {
    start: session.start,
    room: room.room,
    decidedAt: ending.decidedAt,
    meeting: listMeeting(room, session, ending.at, room.at, rules),
    explanation: explains ? explain(room, session, ending, rules) : null,
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
    meeting: listMeeting(room, session, NEVER, asOf, rules),
    explanation: explains ? explain(room, session, null, rules) : null,
  };
}

/** The explanations of meetings that have one, keyed by meeting id. */
export function explanationsOf(listed: Iterable<ListedMeeting>): Record<string, Explanation> {
  const explanations: Record<string, Explanation> = {};
  for (const { meeting, explanation } of listed) {
    if (explanation !== null) explanations[meeting.id] = explanation;
  }
  return explanations;
}

function listMeeting(
  room: Room,
  session: Session,
  end: EpochMs,
  asOf: EpochMs,
  rules: CompiledRules,
): Meeting {
  const { start, max } = session;
  return {
    id: rules.meetingId(room.room, start),
    room: room.room,
    start_time: rules.listedTime(start),
    duration: rules.wholeDuration(start, rules.endAsOf(end, asOf)),
    ongoing: isOngoing(end),
    max_participants: max,
    participants: listParticipants(room, start, end, asOf, rules),
  };
}

/** Visits are numbered in order of join, so that records mostly come in their order: only else they are sorted. */
function listParticipants(
  room: Room,
  start: EpochMs,
  end: EpochMs,
  asOf: EpochMs,
  rules: CompiledRules,
): ParticipantRecord[] {
  const records: ParticipantRecord[] = [];
  const keys: RecordKey[] = [];
  let isSorted = true;
  for (const visit of room.visits) {
    const { join, leave } = visit;
    if (!rules.overlapsSession(join, leave, start, end) || !rules.isAdmitted(join, leave, asOf)) continue;
    const from = rules.clippedJoin(join, start);
    const to = rules.endAsOf(rules.clippedLeave(leave, end), asOf);
    const participantId = room.participants[visit.participant]!;
    const key = { join: from, participant_id: participantId };
    if (keys.length > 0 && compareRecords(keys[keys.length - 1]!, key) > 0) isSorted = false;
    keys.push(key);
    records.push({
      user_id: rules.recordName(visit.joinUserId, visit.leaveUserId, leave, end),
      participant_id: participantId,
      user_name: rules.recordName(visit.joinUserName, visit.leaveUserName, leave, end),
      join_time: rules.listedTime(from),
      duration: rules.wholeDuration(from, to),
    });
  }
  if (isSorted) return records;
  const order = keys.map((_, i) => i).sort((a, b) => compareRecords(keys[a]!, keys[b]!));
  return order.map((i) => records[i]!);
}
