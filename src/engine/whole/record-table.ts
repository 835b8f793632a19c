import type { CompiledRules } from '../compile-rules.js';
import { NONE } from '../flat/none.js';
import type { NumberList } from '../flat/number-list.js';
import { float64s, int32s } from '../small-arrays.js';
import type { SessionState } from './session-state.js';
import * as S from './session-state.js';
import * as V from './visit-table.js';
import { VISIT_TIMES, VISIT_WORDS, type VisitTable } from './visit-table.js';

/** The records that visits have in sessions (clauses `participants` and `names`), those of a session in their order. */
export interface RecordTable {
  count: number;
  /** by record where it begins and ends, NEVER for who is still there */
  times: Float64Array;
  /** by record the codes of the participant and the names, NONE for none */
  codes: Int32Array;
}

/** The sizes of a record, and its fields. */
export const RECORD_TIMES = 2;
export const FROM = 0;
export const TO = 1;
export const RECORD_CODES = 3;
export const WHO = 0;
export const USER_ID = 1;
export const USER_NAME = 2;

/** With room for as many as there are visits: few of these have a record in several sessions, and some have none. */
export function createRecordTable(visits: number): RecordTable {
  return { count: 0, ...arraysFor(visits + 1) };
}

function arraysFor(records: number): Pick<RecordTable, 'times' | 'codes'> {
  return { times: float64s(records * RECORD_TIMES), codes: int32s(records * RECORD_CODES) };
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
  const { times, codes } = table;
  const { words } = visits;
  const start = session.times[S.STARTED]!;
  const end = session.times[S.ENDED]!;
  let t = table.count * RECORD_TIMES;
  let c = table.count * RECORD_CODES;
  for (let i = 0; i < length; i++) {
    const v = items[i]! * VISIT_WORDS;
    const left = visits.times[items[i]! * VISIT_TIMES + V.LEFT]!;
    times[t + FROM] = rules.clippedJoin(visits.times[items[i]! * VISIT_TIMES + V.JOINED]!, start);
    times[t + TO] = rules.clippedLeave(left, end);
    codes[c + WHO] = words[v + V.WHO]!;
    const userId = rules.recordName(
      named(words[v + V.USER_ID]!),
      named(words[v + V.LEAVE_USER_ID]!),
      left,
      end,
    );
    const userName = rules.recordName(
      named(words[v + V.USER_NAME]!),
      named(words[v + V.LEAVE_USER_NAME]!),
      left,
      end,
    );
    codes[c + USER_ID] = userId ?? NONE;
    codes[c + USER_NAME] = userName ?? NONE;
    t += RECORD_TIMES;
    c += RECORD_CODES;
  }
  table.count += length;
}

function named(code: number): number | null {
  return code === NONE ? null : code;
}

function grow(table: RecordTable): void {
  const { times, codes } = arraysFor(Math.ceil((table.times.length / RECORD_TIMES) * 1.25));
  times.set(table.times);
  codes.set(table.codes);
  table.times = times;
  table.codes = codes;
}
