import type { Began, Ended } from '../model/explanation.js';
import type { Meeting, ParticipantRecord } from '../model/meeting.js';
import { type EpochMs, NEVER } from '../model/time.js';
import { isOngoing } from '../rules/ongoing.js';
import { compareRecords, type RecordKey } from '../rules/participants.js';
import type { CompiledRules } from './compile-rules.js';
import type { ListedMeeting } from './outcome.js';
import type { Room, Session } from './room.js';

interface KeyedRecord extends RecordKey {
  readonly record: ParticipantRecord;
}

/** Lists a session that has ended; `decidedAt` is the instant from which its end is known. */
export function listFinished(
  room: Room,
  session: Session,
  ended: Ended,
  decidedAt: EpochMs,
  rules: CompiledRules,
): ListedMeeting {
  const { start } = session;
  const meeting = listMeeting(room, session, ended.at, room.at, rules);
  return { start, room: room.room, decidedAt, meeting, explanation: { began: copyOf(session.began), ended } };
}

/** Lists the session that is running, as of T (clause `ongoing`). */
export function listOngoing(
  room: Room,
  session: Session,
  asOf: EpochMs,
  rules: CompiledRules,
): ListedMeeting {
  const { start } = session;
  const meeting = listMeeting(room, session, NEVER, asOf, rules);
  const explanation = { began: copyOf(session.began), ended: null };
  return { start, room: room.room, decidedAt: NEVER, meeting, explanation };
}

/** What is handed out never aliases live state. */
function copyOf(began: Began): Began {
  return { ...began, facts: { ...began.facts } };
}

function listMeeting(
  room: Room,
  session: Session,
  end: EpochMs,
  asOf: EpochMs,
  rules: CompiledRules,
): Meeting {
  const { start, max } = session;
  const records: KeyedRecord[] = [];
  for (const visit of room.visits) {
    const { join, leave } = visit;
    if (!rules.overlapsSession(join, leave, start, end) || !rules.isAdmitted(join, leave, asOf)) continue;
    const from = rules.clippedJoin(join, start);
    const to = rules.endAsOf(rules.clippedLeave(leave, end), asOf);
    const participantId = room.participants[visit.participant]!;
    records.push({
      join: from,
      participant_id: participantId,
      record: {
        user_id: rules.recordName(visit.joinUserId, visit.leaveUserId, leave, end),
        participant_id: participantId,
        user_name: rules.recordName(visit.joinUserName, visit.leaveUserName, leave, end),
        join_time: rules.listedTime(from),
        duration: rules.wholeDuration(from, to),
      },
    });
  }
  if (records.length > 1) records.sort(compareRecords);
  return {
    id: rules.meetingId(room.room, start),
    room: room.room,
    start_time: rules.listedTime(start),
    duration: rules.wholeDuration(start, rules.endAsOf(end, asOf)),
    ongoing: isOngoing(end),
    max_participants: max,
    participants: records.map((keyed) => keyed.record),
  };
}
