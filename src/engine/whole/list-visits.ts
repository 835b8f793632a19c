import type { EpochMs } from '../../model/time.js';
import { compareRecords } from '../../rules/participants.js';
import type { CompiledRules } from '../compile-rules.js';
import { NONE } from '../flat/none.js';
import type { NameBook } from '../name-book.js';
import {
  FROM,
  newRecord,
  PARTICIPANT_CODE,
  RECORD_TIMES,
  RECORD_WORDS,
  type RecordTable,
  TO,
  USER_ID_CODE,
  USER_NAME_CODE,
} from './record-table.js';
import type { LogNames } from './run-rows.js';
import {
  JOIN_REF,
  JOINED,
  LEAVE_REF,
  LEFT,
  PLACE,
  VISIT_TIMES,
  VISIT_WORDS,
  type VisitTable,
} from './visit-table.js';

/** The visits of a room that may have a record in the session that is to be listed next. */
export interface Candidates {
  visits: Int32Array;
  count: number;
  /** the first visit that has not been looked at */
  next: number;
  /** those that have one, in the order of the records */
  listed: Int32Array;
}

export function createCandidates(): Candidates {
  return { visits: new Int32Array(64), count: 0, next: 0, listed: new Int32Array(64) };
}

/** Begins the next room. */
export function clearCandidates(candidates: Candidates): void {
  candidates.count = 0;
  candidates.next = 0;
}

/** Adds the records of a session (clause `participants`), of visits that join up to `until`. */
export function listVisits(
  records: RecordTable,
  candidates: Candidates,
  visits: VisitTable,
  start: EpochMs,
  end: EpochMs,
  until: EpochMs,
  asOf: EpochMs,
  names: LogNames,
  book: NameBook,
  rules: CompiledRules,
): void {
  bringUp(candidates, visits, start, until);
  const count = choose(candidates, visits, start, end, asOf, names, rules);
  const { listed } = candidates;
  const { times, words } = visits;
  for (let i = 0; i < count; i++) {
    const visit = listed[i]!;
    const v = visit * VISIT_WORDS;
    const joinRef = words[v + JOIN_REF]!;
    const leaveRef = words[v + LEAVE_REF]!;
    const left = times[visit * VISIT_TIMES + LEFT]!;
    const record = newRecord(records);
    const w = record * RECORD_WORDS;
    records.times[record * RECORD_TIMES + FROM] = rules.clippedJoin(
      times[visit * VISIT_TIMES + JOINED]!,
      start,
    );
    records.times[record * RECORD_TIMES + TO] = rules.clippedLeave(left, end);
    records.words[w + PARTICIPANT_CODE] = names.participantAt(words[v + PLACE]!);
    records.words[w + USER_ID_CODE] =
      rules.recordName(book.userIdOf(joinRef), book.userIdOf(leaveRef), left, end) ?? NONE;
    records.words[w + USER_NAME_CODE] =
      rules.recordName(book.userNameOf(joinRef), book.userNameOf(leaveRef), left, end) ?? NONE;
  }
}

/** Sessions of a room come in order of start, so that a visit which was over before one began is not looked at again. */
function bringUp(candidates: Candidates, { times, count }: VisitTable, start: EpochMs, until: EpochMs): void {
  if (count > candidates.visits.length) {
    const visits = new Int32Array(2 * count);
    visits.set(candidates.visits);
    candidates.visits = visits;
    candidates.listed = new Int32Array(2 * count);
  }
  const { visits } = candidates;
  let kept = 0;
  for (let i = 0; i < candidates.count; i++) {
    const visit = visits[i]!;
    if (times[visit * VISIT_TIMES + LEFT]! >= start) visits[kept++] = visit;
  }
  let { next } = candidates;
  for (; next < count && times[next * VISIT_TIMES + JOINED]! <= until; next++) {
    if (times[next * VISIT_TIMES + LEFT]! >= start) visits[kept++] = next;
  }
  candidates.next = next;
  candidates.count = kept;
}

/** Chooses the candidates that have a record, and says how many they are. */
function choose(
  { visits, count, listed }: Candidates,
  { times, words }: VisitTable,
  start: EpochMs,
  end: EpochMs,
  asOf: EpochMs,
  names: LogNames,
  rules: CompiledRules,
): number {
  let chosen = 0;
  let isSorted = true;
  let last = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < count; i++) {
    const visit = visits[i]!;
    const joined = times[visit * VISIT_TIMES + JOINED]!;
    const left = times[visit * VISIT_TIMES + LEFT]!;
    if (!rules.overlapsSession(joined, left, start, end) || !rules.isAdmitted(joined, left, asOf)) continue;
    const from = rules.clippedJoin(joined, start);
    // Visits come in order of join, so that only those of one instant need sorting.
    if (from <= last) isSorted = false;
    last = from;
    listed[chosen++] = visit;
  }
  if (isSorted) return chosen;
  const keys = Array.from(listed.subarray(0, chosen), (visit) => ({
    join: rules.clippedJoin(times[visit * VISIT_TIMES + JOINED]!, start),
    participant_id: names.participantId(names.participantAt(words[visit * VISIT_WORDS + PLACE]!)),
    visit,
  }));
  keys.sort(compareRecords);
  for (let i = 0; i < chosen; i++) listed[i] = keys[i]!.visit;
  return chosen;
}
