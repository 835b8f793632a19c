import type { ExactStay, ExactTimes, Meeting, ParticipantRecord } from '../../model/meeting.js';
import { type EpochMs, NEVER } from '../../model/time.js';
import { isOngoing } from '../../rules/ongoing.js';
import { compareByStart } from '../../rules/order.js';
import type { ListedMeeting } from '../list-meeting.js';
import type { WholeLog } from './run-rows.js';

/** The numbers of a log's sessions in canonical order (clause `order`). */
export function canonicalOrder({ sessions, names }: WholeLog<unknown>): Int32Array {
  const { start, room, decidedAt, count } = sessions;
  const keyOf = (session: number) => ({
    start: start[session]!,
    room: names.roomName(room[session]!),
    decidedAt: decidedAt[session]!,
  });
  return Int32Array.from({ length: count }, (_, session) => session).sort(
    (a, b) => start[a]! - start[b]! || compareByStart(keyOf(a), keyOf(b)),
  );
}

/** The meeting object (section 4 of SPEC.md) of a session. */
export function listedMeeting(
  { sessions, visits, names, book, rules, asOf }: WholeLog<string>,
  session: number,
): Meeting {
  const start = sessions.start[session]!;
  const end = sessions.end[session]!;
  const room = names.roomName(sessions.room[session]!);
  const first = sessions.recordsFrom[session]!;
  const count = sessions.recordsFrom[session + 1]! - first;
  const participants: ParticipantRecord[] = new Array(count);
  for (let i = 0; i < count; i++) {
    const visit = sessions.records[first + i]!;
    const joinRef = visits.joinRef[visit]!;
    const leaveRef = visits.leaveRef[visit]!;
    const leave = visits.leave[visit]!;
    const joined = rules.clippedJoin(visits.join[visit]!, start);
    const left = rules.endAsOf(rules.clippedLeave(leave, end), asOf);
    participants[i] = {
      user_id: rules.recordName(book.userId(joinRef), book.userId(leaveRef), leave, end),
      participant_id: names.participantId(visits.place[visit]!),
      user_name: rules.recordName(book.userName(joinRef), book.userName(leaveRef), leave, end),
      join_time: rules.listedTime(joined),
      duration: rules.wholeDuration(joined, left),
    };
  }
  return {
    id: rules.meetingId(room, start),
    room,
    start_time: rules.listedTime(start),
    duration: rules.wholeDuration(start, rules.endAsOf(end, asOf)),
    ongoing: isOngoing(end),
    max_participants: sessions.max[session]!,
    participants,
  };
}

/**
 * All of a log in the order of its rooms, with what orders and explains it. Yields now and then, for who must give way.
 */
export function* listedMeetings(log: WholeLog<string>, isExact: boolean): Generator<void, ListedMeeting[]> {
  const { sessions, names } = log;
  const listed: ListedMeeting[] = [];
  for (let session = 0; session < sessions.count; session++) {
    listed.push({
      start: sessions.start[session]!,
      room: names.roomName(sessions.room[session]!),
      decidedAt: sessions.decidedAt[session]!,
      meeting: listedMeeting(log, session),
      explanation: sessions.explanations[session] ?? null,
      exact: isExact ? exactTimes(log, session) : null,
    });
    if (session % MEETINGS_AT_ONCE === 0) yield;
  }
  return listed;
}

/** So many meetings are listed before it is time to give way. */
const MEETINGS_AT_ONCE = 64;

function exactTimes({ sessions, visits, rules }: WholeLog<unknown>, session: number): ExactTimes {
  const start = sessions.start[session]!;
  const end = sessions.end[session]!;
  const { records, recordsFrom } = sessions;
  const listed = records.subarray(recordsFrom[session], recordsFrom[session + 1]);
  const stays = Array.from(listed, (visit): ExactStay => {
    const joinAt = rules.clippedJoin(visits.join[visit]!, start);
    return { join_at: joinAt, leave_at: unlessNever(rules.clippedLeave(visits.leave[visit]!, end)) };
  });
  return { start_at: start, end_at: unlessNever(end), stays };
}

function unlessNever(at: EpochMs): EpochMs | null {
  return at === NEVER ? null : at;
}
