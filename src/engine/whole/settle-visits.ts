import { ALWAYS, type EpochMs, NEVER } from '../../model/time.js';
import type { CompiledRules } from '../compile-rules.js';
import { isDue } from '../deadline.js';
import { NONE } from '../flat/none.js';
import { closeSession } from './close-session.js';
import type { Run } from './run.js';
import type { SessionState } from './session-state.js';
import * as S from './session-state.js';
import * as V from './visit-table.js';
import { VISIT_TIMES, VISIT_WORDS, type VisitTable } from './visit-table.js';

/*
 * The recipe for a room whose whole log is there: a third driver of the same rules, for logs in memory. It takes the
 * room to T in one go, so that nothing is kept for later. It says nothing about meetings that `src/rules` does not say;
 * properties hold that it does what the recipe over one room does.
 */

/** Clauses that begin a session, as numbers: places in BEGIN_CLAUSES. */
const SOLO = 0;
const COMPANY = 1;
const RESET = 2;

/**
 * Sections 2 and 3 of SPEC.md: lets every instant that is decided by T take effect, in order, in the room that has been
 * paired last. Afterwards the state is that of the session which runs, if one does.
 */
export function settleVisits(run: Run): void {
  const { rules, session } = run;
  const { visits, leaves, first, leaveCount } = run.pairing;
  // A number, not what may be one: else times that are held against it would be made objects of.
  const asOf = +run.asOf;
  const { times, words, count: end } = visits;
  const undecidedFrom = judgeVisits(visits, first, asOf, rules);
  let join = first;
  let leave = 0;
  let joinAt = join < end ? times[join * VISIT_TIMES + V.JOINED]! : NEVER;
  let leaveAt = leave < leaveCount ? times[leaves[leave]! * VISIT_TIMES + V.LEFT]! : NEVER;
  /** of the visits in P: with one present, that visit */
  let presentXor = 0;
  let present = 0;
  /** from when the changes in effect were decided */
  let decidedBy = ALWAYS;
  /** with no session running: since when someone is alone, else NEVER */
  let waitingSince = NEVER;
  let started = NEVER;
  let aloneSince = NEVER;
  let largest = 0;
  session.times[S.STARTED] = NEVER;

  for (;;) {
    const change = joinAt < leaveAt ? joinAt : leaveAt;
    let deadline = NEVER;
    if (started === NEVER) {
      if (waitingSince !== NEVER) deadline = rules.soloDeadline(waitingSince);
    } else if (aloneSince !== NEVER) deadline = rules.resetDeadline(aloneSince);

    const fires = isDue(deadline, change);
    const at = fires ? deadline : change;
    if (at >= undecidedFrom) return;
    let resetFrom = NEVER;
    if (fires) {
      if (started === NEVER) {
        if (!isDue(deadline, asOf)) return;
        started = waitingSince;
        session.times[S.STARTED] = started;
        session.times[S.BEGAN_AFTER] = NEVER;
        session.times[S.BEGAN_ON] = at;
        largest = beginSession(session, SOLO, presentXor, present, rules);
        waitingSince = NEVER;
        aloneSince = NEVER;
        continue;
      }
      const ends = rules.resetEnd(aloneSince, deadline);
      // A reset waits, beyond its own instant, for the admission of the visit that it cuts.
      const cut = presentXor * VISIT_TIMES;
      let decided = deadline;
      if (times[cut + V.JOINED]! < ends) {
        decided = Math.max(deadline, rules.admissionKnownFrom(times[cut + V.JOINED]!, times[cut + V.LEFT]!));
      }
      if (!isDue(decided, asOf)) return;
      decided = Math.max(decided, decidedBy);
      // The visits that join at that very instant are decided with it.
      for (let v = join; v < end && times[v * VISIT_TIMES + V.JOINED] === deadline; v++) {
        decided = Math.max(decided, rules.decidedFrom(deadline, times[v * VISIT_TIMES + V.LEFT]!));
      }
      session.times[S.ENDED] = ends;
      session.times[S.DECIDED_AT] = decided;
      session.times[S.ALONE_SINCE] = aloneSince;
      session.times[S.DUE_AT] = deadline;
      session.counts[S.LAST_PRESENT] = present;
      session.counts[S.LAST_LONE] = presentXor;
      closeSession(run, 'alone-reset');
      session.times[S.STARTED] = NEVER;
      resetFrom = started;
      started = NEVER;
      const start = rules.resetStart(aloneSince, deadline);
      if (start !== deadline) {
        if (rules.isEmptyEnd(present)) continue;
        started = start;
        session.times[S.STARTED] = start;
        session.times[S.BEGAN_AFTER] = resetFrom;
        session.times[S.BEGAN_ON] = at;
        largest = beginSession(session, RESET, NONE, present, rules);
        aloneSince = NEVER;
        continue;
      }
    }

    // All changes at the instant together.
    const before = present;
    const lone = present === 1 ? presentXor : NONE;
    let loneStays = lone !== NONE;
    if (at > decidedBy) decidedBy = at;
    while (leaveAt === at) {
      const visit = leaves[leave++]!;
      if ((words[visit * VISIT_WORDS + V.FLAGS]! & V.OCCUPIES) !== 0) {
        present--;
        presentXor ^= visit;
        if (visit === lone) loneStays = false;
      }
      leaveAt = leave < leaveCount ? times[leaves[leave]! * VISIT_TIMES + V.LEFT]! : NEVER;
    }
    while (joinAt === at) {
      const decided = rules.decidedFrom(at, times[join * VISIT_TIMES + V.LEFT]!);
      if (decided > decidedBy) decidedBy = decided;
      if ((words[join * VISIT_WORDS + V.FLAGS]! & V.OCCUPIES) !== 0) {
        present++;
        presentXor ^= join;
        // A reconnect: who was alone has come back at once.
        if (lone !== NONE && words[join * VISIT_WORDS + V.WHO] === words[lone * VISIT_WORDS + V.WHO])
          loneStays = true;
      }
      join++;
      joinAt = join < end ? times[join * VISIT_TIMES + V.JOINED]! : NEVER;
    }

    if (resetFrom !== NEVER) {
      if (rules.isEmptyEnd(present)) continue;
      started = at;
      session.times[S.STARTED] = at;
      session.times[S.BEGAN_AFTER] = resetFrom;
      session.times[S.BEGAN_ON] = at;
      largest = beginSession(session, RESET, NONE, present, rules);
      aloneSince = NEVER;
    } else if (started !== NEVER) {
      if (rules.isEmptyEnd(present)) {
        session.times[S.ENDED] = at;
        session.times[S.DECIDED_AT] = decidedBy;
        session.times[S.ALONE_SINCE] = NEVER;
        session.times[S.DUE_AT] = NEVER;
        session.counts[S.LAST_PRESENT] = before;
        closeSession(run, 'empty-end');
        session.times[S.STARTED] = NEVER;
        started = NEVER;
      } else {
        largest = rules.largestPresence(largest, present);
        aloneSince = rules.aloneSince(present, present === 1 && loneStays, aloneSince, at);
        session.counts[S.LARGEST] = largest;
      }
    } else {
      const waits = waitingSince !== NEVER && loneStays;
      const start = rules.companyStart(present, waits, waitingSince, at);
      if (start !== null) {
        started = start;
        session.times[S.STARTED] = start;
        session.times[S.BEGAN_AFTER] = waits ? waitingSince : NEVER;
        session.times[S.BEGAN_ON] = at;
        largest = beginSession(session, COMPANY, NONE, present, rules);
        waitingSince = NEVER;
        aloneSince = NEVER;
      } else if (present === 0) waitingSince = NEVER;
      else if (!waits) waitingSince = at;
    }
  }
}

/** Notes of each visit of a room who counts, as of T; returns the frontier, the earliest join that is undecided. */
function judgeVisits(
  { times, words, count }: VisitTable,
  first: number,
  asOf: EpochMs,
  rules: CompiledRules,
): EpochMs {
  let undecidedFrom = NEVER;
  for (let visit = first; visit < count; visit++) {
    const joined = times[visit * VISIT_TIMES + V.JOINED]!;
    const left = times[visit * VISIT_TIMES + V.LEFT]!;
    const admitted = rules.isAdmitted(joined, left, asOf);
    const occupies = rules.isOccupant(joined, left, admitted);
    words[visit * VISIT_WORDS + V.FLAGS] = (admitted ? V.ADMITTED : 0) | (occupies ? V.OCCUPIES : 0);
    if (undecidedFrom === NEVER && !isDue(rules.decidedFrom(joined, left), asOf)) undecidedFrom = joined;
  }
  return undecidedFrom;
}

/**
 * Notes how a session begins, and says how many are in it. Its times have been noted: handed on, an object would be made
 * of each, and not only where a session begins, but at every instant.
 */
function beginSession(
  { counts }: SessionState,
  clause: number,
  by: number,
  present: number,
  rules: CompiledRules,
): number {
  const largest = rules.largestPresence(0, present);
  counts[S.LARGEST] = largest;
  counts[S.BEGAN] = clause;
  counts[S.BEGAN_BY] = by;
  counts[S.BEGAN_WITH] = present;
  return largest;
}
