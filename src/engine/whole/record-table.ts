import type { CompiledRules } from '../compile-rules.js';
import { NONE } from '../flat/none.js';
import type { NumberList } from '../flat/number-list.js';
import { timesAndWords } from '../small-arrays.js';
import type { SessionState } from './session-state.js';
import * as S from './session-state.js';
import * as V from './visit-table.js';
import { VISIT_TIMES, VISIT_WORDS, type VisitTable } from './visit-table.js';

/**
 * The records that visits have in sessions (clauses `participants` and `names`), those of a session in their order. Each is seen
 * both as 64-bit times and as 32-bit words.
 */
export interface RecordTable {
  count: number;
  times: Float64Array;
  words: Int32Array;
}

/** The size of a record, and its fields: times, then words. */
export const RECORD_TIMES = 4;
export const RECORD_WORDS = 8;
export const FROM = 0;
export const TO = 1; // NEVER for who is still there
export const WHO = 4; // the code of the participant
export const USER_ID = 5; // codes of the names, NONE for none
export const USER_NAME = 6;

/** With room for as many as there are visits: few of these have a record in several sessions, and some have none. */
export function createRecordTable(visits: number): RecordTable {
  return { count: 0, ...timesAndWords((visits + 1) * RECORD_TIMES) };
}

/** Adds the records that visits have in a session, which has ended or runs as of T. */
export function addRecords(
  table: RecordTable,
  { items, length }: NumberList,
  visits: VisitTable,
  session: SessionState,
  rules: CompiledRules,
): void {
  while ((table.count + length) * RECORD_TIMES > table.times.length) grow(table);
  const { times, words } = table;
  const start = session.times[S.STARTED]!;
  const end = session.times[S.ENDED]!;
  let t = table.count * RECORD_TIMES;
  let w = table.count * RECORD_WORDS;
  for (let i = 0; i < length; i++) {
    const v = items[i]! * VISIT_WORDS;
    const left = visits.times[items[i]! * VISIT_TIMES + V.LEFT]!;
    times[t + FROM] = rules.clippedJoin(visits.times[items[i]! * VISIT_TIMES + V.JOINED]!, start);
    times[t + TO] = rules.clippedLeave(left, end);
    words[w + WHO] = visits.words[v + V.WHO]!;
    const userId = rules.recordName(
      named(visits.words[v + V.USER_ID]!),
      named(visits.words[v + V.LEAVE_USER_ID]!),
      left,
      end,
    );
    const userName = rules.recordName(
      named(visits.words[v + V.USER_NAME]!),
      named(visits.words[v + V.LEAVE_USER_NAME]!),
      left,
      end,
    );
    words[w + USER_ID] = userId ?? NONE;
    words[w + USER_NAME] = userName ?? NONE;
    t += RECORD_TIMES;
    w += RECORD_WORDS;
  }
  table.count += length;
}

function named(code: number): number | null {
  return code === NONE ? null : code;
}

function grow(table: RecordTable): void {
  const records = Math.ceil((table.times.length / RECORD_TIMES) * 1.25);
  const { times, words } = timesAndWords(records * RECORD_TIMES);
  // As words: a number made of two of them might not be kept as it is.
  words.set(table.words);
  table.times = times;
  table.words = words;
}
