import type { EpochMs } from '../../model/time.js';
import { compareRecords } from '../../rules/participants.js';
import type { CompiledRules } from '../compile-rules.js';
import { grown } from './grown.js';
import { reserveRecords, type SessionTable } from './session-table.js';
import type { VisitTable } from './visit-table.js';

/** The visits of a room that may have a record in the session that is to be listed next. */
export interface Candidates {
  visits: Int32Array;
  count: number;
  /** the first visit that has not been looked at */
  next: number;
}

export function createCandidates(): Candidates {
  return { visits: new Int32Array(64), count: 0, next: 0 };
}

/** Begins the next room, before its visits are known. */
export function clearCandidates(candidates: Candidates, { first }: VisitTable): void {
  candidates.count = 0;
  candidates.next = first;
}

/**
 * Adds the records of a session, in their order. Sessions of a room come in order of start, so that a visit which was
 * over before one began is not looked at again.
 */
export function listVisits(
  table: SessionTable,
  candidates: Candidates,
  visits: VisitTable,
  start: EpochMs,
  end: EpochMs,
  until: EpochMs,
  asOf: EpochMs,
  rules: CompiledRules,
  idOf: (visit: number) => string,
): void {
  bringUp(candidates, visits, start, until);
  reserveRecords(table, candidates.count);
  const { join, leave } = visits;
  const { records, recordCount: first } = table;
  let count = first;
  let isSorted = true;
  let last = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < candidates.count; i++) {
    const visit = candidates.visits[i]!;
    const joined = join[visit]!;
    const left = leave[visit]!;
    if (!rules.overlapsSession(joined, left, start, end) || !rules.isAdmitted(joined, left, asOf)) continue;
    const from = rules.clippedJoin(joined, start);
    // Visits come in order of join, so that only those of one instant need sorting.
    if (from <= last) isSorted = false;
    last = from;
    records[count++] = visit;
  }
  table.recordCount = count;
  if (!isSorted) sortRecords(records.subarray(first, count), visits, start, rules, idOf);
}

function bringUp(
  candidates: Candidates,
  { join, leave, first, count }: VisitTable,
  start: EpochMs,
  until: EpochMs,
): void {
  const list = withRoomFor(candidates, count - first);
  let kept = 0;
  for (let i = 0; i < candidates.count; i++) {
    const visit = list[i]!;
    if (leave[visit]! >= start) list[kept++] = visit;
  }
  let { next } = candidates;
  for (; next < count && join[next]! <= until; next++) if (leave[next]! >= start) list[kept++] = next;
  candidates.next = next;
  candidates.count = kept;
}

function withRoomFor(candidates: Candidates, size: number): Int32Array {
  if (size > candidates.visits.length) {
    candidates.visits = grown(candidates.visits, new Int32Array(2 * size));
  }
  return candidates.visits;
}

function sortRecords(
  records: Int32Array,
  { join }: VisitTable,
  start: EpochMs,
  rules: CompiledRules,
  idOf: (visit: number) => string,
): void {
  const keys = Array.from(records, (visit) => {
    return { join: rules.clippedJoin(join[visit]!, start), participant_id: idOf(visit), visit };
  });
  keys.sort(compareRecords);
  for (let i = 0; i < keys.length; i++) records[i] = keys[i]!.visit;
}
