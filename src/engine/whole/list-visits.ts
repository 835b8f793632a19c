import { type EpochMs, NEVER } from '../../model/time.js';
import { compareRecords } from '../../rules/participants.js';
import type { CompiledRules } from '../compile-rules.js';
import { addNumber, createNumberList, type NumberList } from '../flat/number-list.js';
import type { LogTexts } from './log-texts.js';
import type { SessionState } from './session-state.js';
import * as S from './session-state.js';
import { textAt } from './text-list.js';
import * as V from './visit-table.js';
import { VISIT_TIMES, VISIT_WORDS, type VisitTable } from './visit-table.js';

/** The visits of a room that may have a record in the session that is to be listed next. */
export interface Candidates {
  readonly visits: NumberList;
  /** the first visit that has not been looked at */
  next: number;
}

export function createCandidates(): Candidates {
  return { visits: createNumberList(), next: 0 };
}

/** Begins the next room, at its first visit. */
export function clearCandidates(candidates: Candidates, first: number): void {
  candidates.visits.length = 0;
  candidates.next = first;
}

/**
 * Lists the visits that have a record in the session of a room that was the last to run, in the order of the records
 * (clause `participants`). One in it may have begun as late as its end, or as the deadline of the reset that ended it.
 */
export function listVisits(
  listed: NumberList,
  candidates: Candidates,
  table: VisitTable,
  session: SessionState,
  rules: CompiledRules,
  texts: LogTexts,
): void {
  const start = session.times[S.STARTED]!;
  const end = session.times[S.ENDED]!;
  const dueAt = session.times[S.DUE_AT]!;
  bringUp(candidates, table, start, dueAt === NEVER ? end : Math.max(end, dueAt));
  const { times, words } = table;
  const { items, length } = candidates.visits;
  listed.length = 0;
  let isSorted = true;
  let last = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < length; i++) {
    const visit = items[i]!;
    if ((words[visit * VISIT_WORDS + V.FLAGS]! & V.ADMITTED) === 0) continue;
    const joined = times[visit * VISIT_TIMES + V.JOINED]!;
    if (!rules.overlapsSession(joined, times[visit * VISIT_TIMES + V.LEFT]!, start, end)) continue;
    const from = rules.clippedJoin(joined, start);
    // Visits come in order of join, so that only those of one instant need sorting.
    if (from <= last) isSorted = false;
    last = from;
    addNumber(listed, visit);
  }
  if (!isSorted) sortVisits(listed.items.subarray(0, listed.length), table, start, rules, texts);
}

/** Sessions of a room come in order of start, so that a visit which was over before one began is not looked at again. */
function bringUp(candidates: Candidates, { times, count }: VisitTable, start: EpochMs, until: EpochMs): void {
  const { visits } = candidates;
  const { items, length } = visits;
  visits.length = 0;
  for (let i = 0; i < length; i++) {
    const visit = items[i]!;
    if (times[visit * VISIT_TIMES + V.LEFT]! >= start) items[visits.length++] = visit;
  }
  let { next } = candidates;
  for (; next < count && times[next * VISIT_TIMES + V.JOINED]! <= until; next++) {
    if (times[next * VISIT_TIMES + V.LEFT]! >= start) addNumber(visits, next);
  }
  candidates.next = next;
}

function sortVisits(
  visits: Int32Array,
  { times, words }: VisitTable,
  start: EpochMs,
  rules: CompiledRules,
  texts: LogTexts,
): void {
  const keys = Array.from(visits, (visit) => ({
    join: rules.clippedJoin(times[visit * VISIT_TIMES + V.JOINED]!, start),
    participant_id: textAt(texts.participants, words[visit * VISIT_WORDS + V.WHO]!),
    visit,
  }));
  keys.sort(compareRecords);
  for (let i = 0; i < keys.length; i++) visits[i] = keys[i]!.visit;
}
