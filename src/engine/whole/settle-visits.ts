import type { EndClause } from '../../model/clause.js';
import { type EpochMs, NEVER } from '../../model/time.js';
import type { CompiledRules } from '../compile-rules.js';
import { isDue } from '../deadline.js';
import { NONE } from '../flat/none.js';
import type { SessionState } from './session-state.js';
import * as S from './session-state.js';
import { JOINED, LEFT, VISIT_TIMES, VISIT_WORDS, type VisitTable, WHO } from './visit-table.js';

/*
 * The recipe for a room whose whole log is there: a third driver of the same rules, for logs in memory. It takes the
 * room to T in one go, so that nothing is kept for later. It says nothing about meetings that `src/rules` does not say;
 * properties hold that it does what the recipe over one room does.
 */

/** Clauses that begin a session, as numbers: places in BEGIN_CLAUSES. */
const SOLO = 0;
const COMPANY = 1;
const RESET = 2;

/** Who is told of sessions that end; the state is as it was then, and only for the length of the call. */
export interface SettleHost {
  closed(
    clause: EndClause,
    end: EpochMs,
    decidedAt: EpochMs,
    aloneSince: EpochMs,
    dueAt: EpochMs,
    lastPresent: number,
  ): void;
}

/** Sections 2 and 3 of SPEC.md: lets every instant of a room that is decided by T take effect, in order. */
export function settleVisits(
  visits: VisitTable,
  state: SessionState,
  rules: CompiledRules,
  host: SettleHost,
): void {
  const { times } = state;
  const asOf = times[S.AS_OF]!;
  S.clearSessionState(state);
  noteOccupants(visits, asOf, rules);
  const undecidedFrom = frontier(visits, asOf, rules);
  for (;;) {
    const change = nextChange(visits, state);
    const deadline = deadlineOf(state, rules);
    if (isDue(deadline, change)) {
      if (!isDue(decisionOf(visits, state, deadline, rules), asOf) || deadline >= undecidedFrom) return;
      times[S.NOW] = deadline;
      fireDeadline(visits, state, rules, host);
    } else {
      if (change >= undecidedFrom) return;
      times[S.NOW] = change;
      applyInstant(visits, state, rules, host);
    }
  }
}

/** Notes of each visit whether it counts for who is in the room, as of T. */
function noteOccupants({ times, occupies, count }: VisitTable, asOf: EpochMs, rules: CompiledRules): void {
  for (let visit = 0; visit < count; visit++) {
    const joined = times[visit * VISIT_TIMES + JOINED]!;
    const left = times[visit * VISIT_TIMES + LEFT]!;
    occupies[visit] = rules.isOccupant(joined, left, rules.isAdmitted(joined, left, asOf)) ? 1 : 0;
  }
}

/** The earliest join of a visit that is undecided as of T. */
function frontier({ count, times }: VisitTable, asOf: EpochMs, rules: CompiledRules): EpochMs {
  for (let v = 0; v < count * VISIT_TIMES; v += VISIT_TIMES) {
    const joined = times[v + JOINED]!;
    if (!isDue(rules.decidedFrom(joined, times[v + LEFT]!), asOf)) return joined;
  }
  return NEVER;
}

function deadlineOf({ times }: SessionState, rules: CompiledRules): EpochMs {
  if (times[S.STARTED] !== NEVER) {
    const aloneSince = times[S.ALONE_SINCE]!;
    return aloneSince === NEVER ? NEVER : rules.resetDeadline(aloneSince);
  }
  const waitingSince = times[S.WAITING_SINCE]!;
  return waitingSince === NEVER ? NEVER : rules.soloDeadline(waitingSince);
}

/** A reset waits, beyond its own instant, for the admission of the visit that it cuts. */
function decisionOf(
  visits: VisitTable,
  { times, counts }: SessionState,
  deadline: EpochMs,
  rules: CompiledRules,
): EpochMs {
  if (deadline === NEVER || times[S.STARTED] === NEVER) return deadline;
  const v = counts[S.PRESENT_XOR]! * VISIT_TIMES;
  const joined = visits.times[v + JOINED]!;
  if (joined >= rules.resetEnd(times[S.ALONE_SINCE]!, deadline)) return deadline;
  return Math.max(deadline, rules.admissionKnownFrom(joined, visits.times[v + LEFT]!));
}

function nextChange(visits: VisitTable, { counts }: SessionState): EpochMs {
  const applied = counts[S.APPLIED]!;
  return applied === visits.changeCount ? NEVER : timeOf(visits.times, visits.changes[applied]!);
}

function timeOf(times: Float64Array, change: number): EpochMs {
  return times[(change >> 1) * VISIT_TIMES + ((change & 1) === 1 ? JOINED : LEFT)]!;
}

function applyInstant(visits: VisitTable, state: SessionState, rules: CompiledRules, host: SettleHost): void {
  const { times, counts } = state;
  const before = counts[S.PRESENT]!;
  const loneStays = applyChanges(visits, state, rules);
  const at = times[S.NOW]!;
  const present = counts[S.PRESENT]!;
  if (times[S.STARTED] !== NEVER) {
    if (rules.isEmptyEnd(present)) {
      host.closed('empty-end', at, times[S.DECIDED_BY]!, NEVER, NEVER, before);
      times[S.STARTED] = NEVER;
    } else {
      const sameLone = present === 1 && loneStays;
      counts[S.LARGEST] = rules.largestPresence(counts[S.LARGEST]!, present);
      times[S.ALONE_SINCE] = rules.aloneSince(present, sameLone, times[S.ALONE_SINCE]!, at);
    }
    return;
  }
  const since = times[S.WAITING_SINCE]!;
  const waits = since !== NEVER && loneStays;
  const start = rules.companyStart(present, waits, since, at);
  if (start !== null) beginSession(state, COMPANY, start, NONE, waits ? since : NEVER, rules);
  else if (present === 0) times[S.WAITING_SINCE] = NEVER;
  else if (!waits) times[S.WAITING_SINCE] = at;
}

/** Applies all changes at the instant together; says whether the one who was alone before them is there after. */
function applyChanges(
  { times, words, occupies, changes, changeCount }: VisitTable,
  state: SessionState,
  rules: CompiledRules,
): boolean {
  const { counts } = state;
  const at = state.times[S.NOW]!;
  let applied = counts[S.APPLIED]!;
  let present = counts[S.PRESENT]!;
  let presentXor = counts[S.PRESENT_XOR]!;
  let decidedAt = Math.max(state.times[S.DECIDED_BY]!, at);
  const lone = present === 1 ? words[presentXor * VISIT_WORDS + WHO]! : NONE;
  let stays = lone !== NONE;
  for (; applied < changeCount; applied++) {
    const change = changes[applied]!;
    if (timeOf(times, change) !== at) break;
    const visit = change >> 1;
    const joins = (change & 1) === 1;
    if (joins) decidedAt = Math.max(decidedAt, rules.decidedFrom(at, times[visit * VISIT_TIMES + LEFT]!));
    if (occupies[visit] === 0) continue;
    present += joins ? 1 : -1;
    presentXor ^= visit;
    if (words[visit * VISIT_WORDS + WHO] === lone) stays = joins;
  }
  counts[S.APPLIED] = applied;
  counts[S.PRESENT] = present;
  counts[S.PRESENT_XOR] = presentXor;
  state.times[S.DECIDED_BY] = decidedAt;
  return stays;
}

function fireDeadline(visits: VisitTable, state: SessionState, rules: CompiledRules, host: SettleHost): void {
  const { times, counts } = state;
  const deadline = times[S.NOW]!;
  if (times[S.STARTED] === NEVER) {
    beginSession(state, SOLO, times[S.WAITING_SINCE]!, counts[S.PRESENT_XOR]!, NEVER, rules);
    return;
  }
  const aloneSince = times[S.ALONE_SINCE]!;
  const previousStart = times[S.STARTED]!;
  const decidedAt = Math.max(
    decisionOf(visits, state, deadline, rules),
    decisionOfJoins(visits, state, deadline, rules),
  );
  const end = rules.resetEnd(aloneSince, deadline);
  host.closed('alone-reset', end, decidedAt, aloneSince, deadline, counts[S.PRESENT]!);
  times[S.STARTED] = NEVER;
  const start = rules.resetStart(aloneSince, deadline);
  if (start === deadline) applyChanges(visits, state, rules);
  if (!rules.isEmptyEnd(counts[S.PRESENT]!)) beginSession(state, RESET, start, NONE, previousStart, rules);
}

/** From when the visits that join up to an instant, changes at it included, were all decided. */
function decisionOfJoins(
  { times, changes, changeCount }: VisitTable,
  state: SessionState,
  at: EpochMs,
  rules: CompiledRules,
): EpochMs {
  let latest = state.times[S.DECIDED_BY]!;
  for (let i = state.counts[S.APPLIED]!; i < changeCount && timeOf(times, changes[i]!) === at; i++) {
    const v = (changes[i]! >> 1) * VISIT_TIMES;
    if ((changes[i]! & 1) === 1) latest = Math.max(latest, rules.decidedFrom(at, times[v + LEFT]!));
  }
  return latest;
}

function beginSession(
  { times, counts }: SessionState,
  clause: number,
  start: EpochMs,
  by: number,
  after: EpochMs,
  rules: CompiledRules,
): void {
  const present = counts[S.PRESENT]!;
  times[S.WAITING_SINCE] = NEVER;
  times[S.STARTED] = start;
  times[S.ALONE_SINCE] = NEVER;
  times[S.BEGAN_AFTER] = after;
  times[S.BEGAN_ON] = times[S.NOW]!;
  counts[S.LARGEST] = rules.largestPresence(0, present);
  counts[S.BEGAN] = clause;
  counts[S.BEGAN_BY] = by;
  counts[S.BEGAN_WITH] = present;
}
