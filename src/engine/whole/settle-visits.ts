import type { EndClause } from '../../model/clause.js';
import { type EpochMs, NEVER } from '../../model/time.js';
import type { CompiledRules } from '../compile-rules.js';
import { isDue } from '../deadline.js';
import { NONE } from '../flat/none.js';
import { clearSessionState, type SessionState } from './session-state.js';
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
  asOf: EpochMs,
  rules: CompiledRules,
  host: SettleHost,
): void {
  clearSessionState(state);
  const undecidedFrom = frontier(visits, asOf, rules);
  for (;;) {
    const deadline = deadlineOf(state, rules);
    const change = nextChange(visits, state);
    if (isDue(deadline, change)) {
      if (!isDue(decisionOf(visits, state, deadline, rules), asOf) || deadline >= undecidedFrom) return;
      fireDeadline(visits, state, deadline, asOf, rules, host);
    } else {
      if (change >= undecidedFrom) return;
      applyInstant(visits, state, change, asOf, rules, host);
    }
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

function deadlineOf({ start, aloneSince, waitingSince }: SessionState, rules: CompiledRules): EpochMs {
  if (start !== NEVER) return aloneSince === NEVER ? NEVER : rules.resetDeadline(aloneSince);
  return waitingSince === NEVER ? NEVER : rules.soloDeadline(waitingSince);
}

/** A reset waits, beyond its own instant, for the admission of the visit that it cuts. */
function decisionOf(
  { times }: VisitTable,
  { start, aloneSince, presentXor }: SessionState,
  deadline: EpochMs,
  rules: CompiledRules,
): EpochMs {
  if (deadline === NEVER || start === NEVER) return deadline;
  const joined = times[presentXor * VISIT_TIMES + JOINED]!;
  if (joined >= rules.resetEnd(aloneSince, deadline)) return deadline;
  return Math.max(deadline, rules.admissionKnownFrom(joined, times[presentXor * VISIT_TIMES + LEFT]!));
}

function nextChange(visits: VisitTable, { applied }: SessionState): EpochMs {
  return applied === visits.changeCount ? NEVER : timeOf(visits, visits.changes[applied]!);
}

function timeOf({ times }: VisitTable, change: number): EpochMs {
  return times[(change >> 1) * VISIT_TIMES + ((change & 1) === 1 ? JOINED : LEFT)]!;
}

function applyInstant(
  visits: VisitTable,
  state: SessionState,
  at: EpochMs,
  asOf: EpochMs,
  rules: CompiledRules,
  host: SettleHost,
): void {
  const before = state.present;
  const loneStays = applyChanges(visits, state, at, asOf, rules);
  const { present } = state;
  if (state.start !== NEVER) {
    if (rules.isEmptyEnd(present)) {
      host.closed('empty-end', at, state.decidedAt, NEVER, NEVER, before);
      state.start = NEVER;
    } else {
      state.max = rules.largestPresence(state.max, present);
      state.aloneSince = rules.aloneSince(present, present === 1 && loneStays, state.aloneSince, at);
    }
    return;
  }
  const since = state.waitingSince;
  const waits = since !== NEVER && loneStays;
  const start = rules.companyStart(present, waits, since, at);
  if (start !== null) beginSession(state, COMPANY, start, NONE, waits ? since : NEVER, at, rules);
  else if (present === 0) state.waitingSince = NEVER;
  else if (!waits) state.waitingSince = at;
}

/** Applies all changes at an instant together; says whether the one who was alone before them is there after. */
function applyChanges(
  visits: VisitTable,
  state: SessionState,
  at: EpochMs,
  asOf: EpochMs,
  rules: CompiledRules,
): boolean {
  const { times, words, changes, changeCount } = visits;
  let { applied, present, presentXor } = state;
  let decidedAt = Math.max(state.decidedAt, at);
  const lone = present === 1 ? words[presentXor * VISIT_WORDS + WHO]! : NONE;
  let stays = lone !== NONE;
  for (; applied < changeCount && timeOf(visits, changes[applied]!) === at; applied++) {
    const visit = changes[applied]! >> 1;
    const joins = (changes[applied]! & 1) === 1;
    const joined = times[visit * VISIT_TIMES + JOINED]!;
    const left = times[visit * VISIT_TIMES + LEFT]!;
    if (joins) decidedAt = Math.max(decidedAt, rules.decidedFrom(joined, left));
    if (!rules.isOccupant(joined, left, rules.isAdmitted(joined, left, asOf))) continue;
    present += joins ? 1 : -1;
    presentXor ^= visit;
    if (words[visit * VISIT_WORDS + WHO] === lone) stays = joins;
  }
  state.applied = applied;
  state.present = present;
  state.presentXor = presentXor;
  state.decidedAt = decidedAt;
  return stays;
}

function fireDeadline(
  visits: VisitTable,
  state: SessionState,
  deadline: EpochMs,
  asOf: EpochMs,
  rules: CompiledRules,
  host: SettleHost,
): void {
  if (state.start === NEVER) {
    beginSession(state, SOLO, state.waitingSince, state.presentXor, NEVER, deadline, rules);
    return;
  }
  const { aloneSince, start: previousStart } = state;
  const end = rules.resetEnd(aloneSince, deadline);
  const decidedAt = Math.max(
    decisionOf(visits, state, deadline, rules),
    decisionOfJoins(visits, state, deadline, rules),
  );
  host.closed('alone-reset', end, decidedAt, aloneSince, deadline, state.present);
  state.start = NEVER;
  const start = rules.resetStart(aloneSince, deadline);
  if (start === deadline) applyChanges(visits, state, deadline, asOf, rules);
  if (!rules.isEmptyEnd(state.present)) {
    beginSession(state, RESET, start, NONE, previousStart, deadline, rules);
  }
}

/** From when the visits that join up to an instant, changes at it included, were all decided. */
function decisionOfJoins(
  visits: VisitTable,
  { applied, decidedAt }: SessionState,
  at: EpochMs,
  rules: CompiledRules,
): EpochMs {
  const { times, changes, changeCount } = visits;
  let latest = decidedAt;
  for (let i = applied; i < changeCount && timeOf(visits, changes[i]!) === at; i++) {
    const v = (changes[i]! >> 1) * VISIT_TIMES;
    if ((changes[i]! & 1) === 1) {
      latest = Math.max(latest, rules.decidedFrom(times[v + JOINED]!, times[v + LEFT]!));
    }
  }
  return latest;
}

function beginSession(
  state: SessionState,
  clause: number,
  start: EpochMs,
  by: number,
  after: EpochMs,
  on: EpochMs,
  rules: CompiledRules,
): void {
  state.waitingSince = NEVER;
  state.start = start;
  state.max = rules.largestPresence(0, state.present);
  state.aloneSince = NEVER;
  state.began = clause;
  state.beganBy = by;
  state.beganAfter = after;
  state.beganOn = on;
  state.beganWith = state.present;
}
