import type { ExactStay, ExactTimes, Meeting, ParticipantRecord } from '../../model/meeting.js';
import { type EpochMs, NEVER } from '../../model/time.js';
import { isOngoing } from '../../rules/ongoing.js';
import { NONE } from '../flat/none.js';
import type { ListedMeeting } from '../list-meeting.js';
import { recordFrom, recordTo, recordUserId, recordUserName } from './records.js';
import type { WholeLog } from './run-rows.js';
import {
  DECIDED_AT,
  END,
  MAX,
  RECORDS_FROM,
  RECORDS_TO,
  ROOM,
  SESSION_TIMES,
  SESSION_WORDS,
  START,
} from './session-table.js';
import { VISIT_WORDS, WHO } from './visit-table.js';

/** The meeting object (section 4 of SPEC.md) of a session. */
export function listedMeeting(log: WholeLog, session: number): Meeting {
  const { sessions, texts, rules, asOf } = log;
  const w = session * SESSION_WORDS;
  const start = sessions.times[session * SESSION_TIMES + START]!;
  const end = sessions.times[session * SESSION_TIMES + END]!;
  const room = texts.rooms[sessions.words[w + ROOM]!]!;
  return {
    id: rules.meetingId(room, start),
    room,
    start_time: rules.listedTime(start),
    duration: rules.wholeDuration(start, rules.endAsOf(end, asOf)),
    ongoing: isOngoing(end),
    max_participants: sessions.words[w + MAX]!,
    participants: listedRecords(log, session),
  };
}

function listedRecords(log: WholeLog, session: number): ParticipantRecord[] {
  const { sessions, visits, texts, rules, asOf } = log;
  const first = sessions.words[session * SESSION_WORDS + RECORDS_FROM]!;
  const count = sessions.words[session * SESSION_WORDS + RECORDS_TO]! - first;
  const records: ParticipantRecord[] = new Array(count);
  for (let i = 0; i < count; i++) {
    const visit = sessions.records.items[first + i]!;
    const from = recordFrom(log, visit, session);
    const userId = recordUserId(log, visit, session);
    const userName = recordUserName(log, visit, session);
    records[i] = {
      user_id: userId === NONE ? null : texts.userIds[userId]!,
      participant_id: texts.participants[visits.words[visit * VISIT_WORDS + WHO]!]!,
      user_name: userName === NONE ? null : texts.userNames[userName]!,
      join_time: rules.listedTime(from),
      duration: rules.wholeDuration(from, rules.endAsOf(recordTo(log, visit, session), asOf)),
    };
  }
  return records;
}

/**
 * All of a log in the order of its rooms, with what orders and explains it. Yields now and then, for who must give way.
 */
export function* listedMeetings(log: WholeLog, isExact: boolean): Generator<void, ListedMeeting[]> {
  const { sessions, texts } = log;
  const listed: ListedMeeting[] = [];
  for (let session = 0; session < sessions.count; session++) {
    listed.push({
      start: sessions.times[session * SESSION_TIMES + START]!,
      room: texts.rooms[sessions.words[session * SESSION_WORDS + ROOM]!]!,
      decidedAt: sessions.times[session * SESSION_TIMES + DECIDED_AT]!,
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

function exactTimes(log: WholeLog, session: number): ExactTimes {
  const { sessions } = log;
  const first = sessions.words[session * SESSION_WORDS + RECORDS_FROM]!;
  const count = sessions.words[session * SESSION_WORDS + RECORDS_TO]! - first;
  const stays = Array.from({ length: count }, (_, i): ExactStay => {
    const visit = sessions.records.items[first + i]!;
    return { join_at: recordFrom(log, visit, session), leave_at: unlessNever(recordTo(log, visit, session)) };
  });
  const start = sessions.times[session * SESSION_TIMES + START]!;
  return { start_at: start, end_at: unlessNever(sessions.times[session * SESSION_TIMES + END]!), stays };
}

function unlessNever(at: EpochMs): EpochMs | null {
  return at === NEVER ? null : at;
}
