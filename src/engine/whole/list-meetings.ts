import type { ExactStay, ExactTimes, Meeting, ParticipantRecord } from '../../model/meeting.js';
import { type EpochMs, NEVER } from '../../model/time.js';
import { isOngoing } from '../../rules/ongoing.js';
import { NONE } from '../flat/none.js';
import type { ListedMeeting } from '../list-meeting.js';
import {
  FROM,
  PARTICIPANT_CODE,
  RECORD_TIMES,
  RECORD_WORDS,
  TO,
  USER_ID_CODE,
  USER_NAME_CODE,
} from './record-table.js';
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

/** The meeting object (section 4 of SPEC.md) of a session. */
export function listedMeeting(log: WholeLog, session: number): Meeting {
  const { sessions, names, rules, asOf } = log;
  const w = session * SESSION_WORDS;
  const start = sessions.times[session * SESSION_TIMES + START]!;
  const end = sessions.times[session * SESSION_TIMES + END]!;
  const room = names.roomName(sessions.words[w + ROOM]!);
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

function listedRecords({ sessions, names, rules, asOf }: WholeLog, session: number): ParticipantRecord[] {
  const { times, words } = sessions.records;
  const first = sessions.words[session * SESSION_WORDS + RECORDS_FROM]!;
  const count = sessions.words[session * SESSION_WORDS + RECORDS_TO]! - first;
  const records: ParticipantRecord[] = new Array(count);
  for (let i = 0; i < count; i++) {
    const from = times[(first + i) * RECORD_TIMES + FROM]!;
    const to = times[(first + i) * RECORD_TIMES + TO]!;
    const w = (first + i) * RECORD_WORDS;
    const userId = words[w + USER_ID_CODE]!;
    const userName = words[w + USER_NAME_CODE]!;
    records[i] = {
      user_id: userId === NONE ? null : names.userId(userId),
      participant_id: names.participantId(words[w + PARTICIPANT_CODE]!),
      user_name: userName === NONE ? null : names.userName(userName),
      join_time: rules.listedTime(from),
      duration: rules.wholeDuration(from, rules.endAsOf(to, asOf)),
    };
  }
  return records;
}

/**
 * All of a log in the order of its rooms, with what orders and explains it. Yields now and then, for who must give way.
 */
export function* listedMeetings(log: WholeLog, isExact: boolean): Generator<void, ListedMeeting[]> {
  const { sessions, names } = log;
  const listed: ListedMeeting[] = [];
  for (let session = 0; session < sessions.count; session++) {
    listed.push({
      start: sessions.times[session * SESSION_TIMES + START]!,
      room: names.roomName(sessions.words[session * SESSION_WORDS + ROOM]!),
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

function exactTimes({ sessions }: WholeLog, session: number): ExactTimes {
  const { times } = sessions.records;
  const first = sessions.words[session * SESSION_WORDS + RECORDS_FROM]!;
  const count = sessions.words[session * SESSION_WORDS + RECORDS_TO]! - first;
  const stays = Array.from({ length: count }, (_, i): ExactStay => {
    const r = (first + i) * RECORD_TIMES;
    return { join_at: times[r + FROM]!, leave_at: unlessNever(times[r + TO]!) };
  });
  const start = sessions.times[session * SESSION_TIMES + START]!;
  return { start_at: start, end_at: unlessNever(sessions.times[session * SESSION_TIMES + END]!), stays };
}

function unlessNever(at: EpochMs): EpochMs | null {
  return at === NEVER ? null : at;
}
