import type { ListedMeeting } from '../../src/engine/list-meeting.js';
import { listedMeeting } from '../../src/engine/whole/list-meetings.js';
import * as R from '../../src/engine/whole/record-table.js';
import { RECORD_TIMES } from '../../src/engine/whole/record-table.js';
import type { WholeLog } from '../../src/engine/whole/run-rows.js';
import {
  DECIDED_AT,
  END,
  RECORDS_FROM,
  RECORDS_TO,
  ROOM,
  SESSION_TIMES,
  SESSION_WORDS,
  START,
} from '../../src/engine/whole/session-table.js';
import type { WrittenMeeting } from '../../src/formats/write-meetings.js';
import type { ExactStay, ExactTimes, Meeting } from '../../src/model/meeting.js';
import { type EpochMs, NEVER } from '../../src/model/time.js';

/** A meeting with what orders and explains it, and its exact instants if they were asked for. */
export interface ToldMeeting extends ListedMeeting {
  readonly exact: ExactTimes | null;
}

/** All of a log in the order of its rooms, with what orders and explains it. */
export function listedMeetings(log: WholeLog, isExact: boolean): ToldMeeting[] {
  const { sessions, texts } = log;
  const listed: ToldMeeting[] = [];
  for (let session = 0; session < sessions.count; session++) {
    listed.push({
      start: sessions.times[session * SESSION_TIMES + START]!,
      room: texts.rooms[sessions.words[session * SESSION_WORDS + ROOM]!]!,
      decidedAt: sessions.times[session * SESSION_TIMES + DECIDED_AT]!,
      meeting: listedMeeting(log, session),
      explanation: sessions.explanations[session] ?? null,
      exact: isExact ? exactTimes(log, session) : null,
    });
  }
  return listed;
}

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

/** A meeting as a line of JSON, with its exact instants behind the documented fields if asked for, and its explanation if there is one. */
export function meetingLine({ meeting, explanation, exact }: ToldMeeting, isExact: boolean): string {
  const told: WrittenMeeting = isExact && exact !== null ? withInstants(meeting, exact) : meeting;
  return `${JSON.stringify(explanation === null ? told : { ...told, explanation })}\n`;
}

function withInstants(meeting: Meeting, { start_at, end_at, stays }: ExactTimes): Meeting {
  const participants = meeting.participants.map((record, i) => ({ ...record, ...stays[i] }));
  const exact = { ...meeting, participants, start_at, end_at };
  return exact;
}
