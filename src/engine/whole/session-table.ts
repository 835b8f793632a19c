import type { Explanation } from '../../model/explanation.js';
import { timesAndWords } from '../small-arrays.js';
import { createRecordTable, type RecordTable } from './record-table.js';
import type { SessionState } from './session-state.js';
import * as S from './session-state.js';

/** Sessions as they were found, room by room, each seen both as 64-bit times and as 32-bit words. */
export interface SessionTable {
  count: number;
  times: Float64Array;
  words: Int32Array;
  readonly records: RecordTable;
  /** empty unless they are asked for */
  readonly explanations: Explanation[];
  /** what was seen by looking ahead, of no meaning: a result, so that it is not optimised away */
  looked: number;
}

/** The size of a session, and its fields: times, then words. */
export const SESSION_TIMES = 5;
export const SESSION_WORDS = 10;
export const START = 0;
export const END = 1; // NEVER while it runs
export const DECIDED_AT = 2; // NEVER while it runs
export const ROOM = 6;
export const MAX = 7;
export const RECORDS_FROM = 8;
export const RECORDS_TO = 9;

/** Most sessions have more visits than this. */
const VISITS_A_SESSION = 6;
/** Where it comes to fewer, there is room for so many. */
const FEW_SESSIONS = 8;

/** With room for what so many visits mostly come to, and so many records: growing is work, and work for the garbage collector. */
export function createSessionTable(visits: number, records: number): SessionTable {
  const sessions = Math.max(FEW_SESSIONS, Math.ceil(visits / VISITS_A_SESSION));
  const { times, words } = timesAndWords(sessions * SESSION_TIMES);
  return {
    count: 0,
    times,
    words,
    records: createRecordTable(records),
    explanations: [],
    looked: 0,
  };
}

/** Adds the session of a room that was the last to run; its records are those from `recordsFrom` on. */
export function addSession(
  table: SessionTable,
  room: number,
  session: SessionState,
  recordsFrom: number,
): void {
  const number = table.count++;
  if (number * SESSION_TIMES === table.times.length) growSessions(table);
  const { times, words } = table;
  const t = number * SESSION_TIMES;
  const w = number * SESSION_WORDS;
  times[t + START] = session.times[S.STARTED]!;
  times[t + END] = session.times[S.ENDED]!;
  times[t + DECIDED_AT] = session.times[S.DECIDED_AT]!;
  words[w + ROOM] = room;
  words[w + MAX] = session.counts[S.LARGEST]!;
  words[w + RECORDS_FROM] = recordsFrom;
  words[w + RECORDS_TO] = table.records.count;
}

function growSessions(table: SessionTable): void {
  const { times, words } = timesAndWords(2 * table.times.length);
  // As words: a number made of two of them might not be kept as it is.
  words.set(table.words);
  table.times = times;
  table.words = words;
}
