import type { Meeting, ParticipantRecord } from '../../model/meeting.js';
import { isOngoing } from '../../rules/ongoing.js';
import { NONE } from '../flat/none.js';
import * as R from './record-table.js';
import { RECORD_TIMES, RECORD_WORDS } from './record-table.js';
import type { WholeLog } from './run-rows.js';
import {
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
