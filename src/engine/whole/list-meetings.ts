import type { ExactStay, ExactTimes, Meeting, ParticipantRecord } from '../../model/meeting.js';
import { type EpochMs, NEVER } from '../../model/time.js';
import { isOngoing } from '../../rules/ongoing.js';
import { NONE } from '../flat/none.js';
import type { ListedMeeting } from '../list-meeting.js';
import * as R from './record-table.js';
import { RECORD_TIMES, RECORD_WORDS } from './record-table.js';
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
import { type TextList, textAt } from './text-list.js';

/** What is needed to list a session. */
export type ListedLog = Pick<WholeLog, 'sessions' | 'texts' | 'rules' | 'asOf'>;

/** The meeting object (section 4 of SPEC.md) of a session. */
export function listedMeeting(log: ListedLog, session: number): Meeting {
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

function listedRecords({ sessions, texts, rules, asOf }: ListedLog, session: number): ParticipantRecord[] {
  const { times, words } = sessions.records;
  const first = sessions.words[session * SESSION_WORDS + RECORDS_FROM]!;
  const count = sessions.words[session * SESSION_WORDS + RECORDS_TO]! - first;
  const records: ParticipantRecord[] = new Array(count);
  sessions.looked = lookAhead(texts.participants, words, first, count);
  for (let i = 0; i < count; i++) {
    const t = (first + i) * RECORD_TIMES;
    const w = (first + i) * RECORD_WORDS;
    const userId = words[w + R.USER_ID]!;
    const userName = words[w + R.USER_NAME]!;
    records[i] = {
      user_id: userId === NONE ? null : textAt(texts.userIds, userId),
      participant_id: textAt(texts.participants, words[w + R.WHO]!),
      user_name: userName === NONE ? null : textAt(texts.userNames, userName),
      join_time: rules.listedTime(times[t + R.FROM]!),
      duration: rules.wholeDuration(times[t + R.FROM]!, rules.endAsOf(times[t + R.TO]!, asOf)),
    };
  }
  return records;
}

/** In a loop that decides nothing, so that the texts of all records are waited for at once: they are spread over memory. */
function lookAhead(ids: TextList, words: Int32Array, first: number, count: number): number {
  let looked = 0;
  for (let i = first; i < first + count; i++) {
    if (textAt(ids, words[i * RECORD_WORDS + R.WHO]!) === null) looked++;
  }
  return looked;
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

function exactTimes({ sessions }: WholeLog, session: number): ExactTimes {
  const { times } = sessions.records;
  const first = sessions.words[session * SESSION_WORDS + RECORDS_FROM]!;
  const count = sessions.words[session * SESSION_WORDS + RECORDS_TO]! - first;
  const stays = Array.from({ length: count }, (_, i): ExactStay => {
    const t = (first + i) * RECORD_TIMES;
    return { join_at: times[t + R.FROM]!, leave_at: unlessNever(times[t + R.TO]!) };
  });
  const start = sessions.times[session * SESSION_TIMES + START]!;
  return { start_at: start, end_at: unlessNever(sessions.times[session * SESSION_TIMES + END]!), stays };
}

function unlessNever(at: EpochMs): EpochMs | null {
  return at === NEVER ? null : at;
}
