import type { BeginClause, EndClause } from '../../model/clause.js';
import { type EpochMs, NEVER } from '../../model/time.js';
import type { CompiledRules } from '../compile-rules.js';
import { isDue } from '../deadline.js';
import { compactFlat } from './compact-flat.js';
import type { FlatOutcome } from './flat-outcome.js';
import * as F from './flat-state.js';
import {
  type FlatState,
  NONE,
  PERSON,
  ROOM_LINKS,
  ROOM_TIMES,
  VISIT_LINKS,
  VISIT_TIMES,
} from './flat-state.js';
import { pairGathered } from './pair-flat.js';

/*
 * The recipe a second time, over flat records: a second driver of the same rules, for the bulk path. It says nothing
 * about meetings that `src/rules` does not say; properties hold that it does what the recipe over one room does.
 */

/** The clauses that begin a session, by the number that stands for them in a room's record. */
export const BEGIN_CLAUSES: readonly BeginClause[] = ['solo-start', 'second-joiner-start', 'reset-start'];
const SOLO = 0;
const COMPANY = 1;
const RESET = 2;

/** Brings a room to T: the events gathered at an instant up to it, and whatever is decided by then. */
export function advanceFlat(
  state: FlatState,
  room: number,
  now: EpochMs,
  rules: CompiledRules,
  outcome: FlatOutcome,
): void {
  if (state.roomLinks[room * ROOM_LINKS + F.DEED] !== F.NO_DEED) {
    pairGathered(state, room, state.roomTimes[room * ROOM_TIMES + F.INSTANT]!, rules, outcome);
  }
  settleFlat(state, room, now, rules, outcome);
}

/** Whether a room is empty and decided: nothing of it can matter any more. */
export function isFlatForgettable(state: FlatState, room: number): boolean {
  const r = room * ROOM_LINKS;
  const { roomLinks } = state;
  return (
    roomLinks[r + F.PRESENT] === 0 &&
    roomLinks[r + F.NEXT_CHANGE] === NONE &&
    roomLinks[r + F.DEED] === F.NO_DEED
  );
}

/**
 * A lower bound of the watermark at which a room, with no further event, will end a session. Without an event only a
 * reset ends one. While a visit is undecided nothing from its join on is in effect: a reset that is under way waits for
 * the decision, and whoever is left alone later is reset no sooner than `aloneReset` after that join.
 */
export function flatClosingWake(state: FlatState, room: number, rules: CompiledRules): EpochMs {
  const deadline =
    state.roomTimes[room * ROOM_TIMES + F.START] === NEVER ? NEVER : deadlineOf(state, room, rules);
  const unchecked = state.roomLinks[room * ROOM_LINKS + F.UNCHECKED]!;
  if (unchecked === NONE) return decisionOf(state, room, deadline, rules);
  const v = (unchecked >> 1) * VISIT_TIMES;
  const join = state.visitTimes[v + F.JOIN_AT]!;
  const decided = rules.decidedFrom(join, state.visitTimes[v + F.LEAVE_AT]!);
  return Math.min(Math.max(deadline, decided), rules.resetDeadline(join));
}

// Sections 2 and 3: who counts, sessions

function settleFlat(
  state: FlatState,
  room: number,
  now: EpochMs,
  rules: CompiledRules,
  outcome: FlatOutcome,
): void {
  const undecidedFrom = moveFrontier(state, room, now, rules);
  for (;;) {
    const deadline = deadlineOf(state, room, rules);
    const change = nextChangeAt(state, room);
    if (isDue(deadline, change)) {
      if (!isDue(decisionOf(state, room, deadline, rules), now) || deadline >= undecidedFrom) break;
      fireDeadline(state, room, deadline, now, rules, outcome);
    } else {
      if (change >= undecidedFrom) break;
      applyInstant(state, room, change, now, rules, outcome);
    }
  }
  compactFlat(state, room, now, rules, outcome);
}

function moveFrontier(state: FlatState, room: number, now: EpochMs, rules: CompiledRules): EpochMs {
  const { roomLinks, visitLinks, visitTimes } = state;
  const r = room * ROOM_LINKS;
  let change = roomLinks[r + F.UNCHECKED]!;
  while (change !== NONE) {
    if ((change & 1) === 1) {
      const v = (change >> 1) * VISIT_TIMES;
      const join = visitTimes[v + F.JOIN_AT]!;
      if (!isDue(rules.decidedFrom(join, visitTimes[v + F.LEAVE_AT]!), now)) {
        roomLinks[r + F.UNCHECKED] = change;
        return join;
      }
    }
    change = visitLinks[(change >> 1) * VISIT_LINKS + F.NEXT_AFTER_LEAVE + (change & 1)]!;
  }
  roomLinks[r + F.UNCHECKED] = NONE;
  return NEVER;
}

function deadlineOf(state: FlatState, room: number, rules: CompiledRules): EpochMs {
  const t = room * ROOM_TIMES;
  const { roomTimes } = state;
  if (roomTimes[t + F.START] !== NEVER) {
    const aloneSince = roomTimes[t + F.ALONE_SINCE]!;
    return aloneSince === NEVER ? NEVER : rules.resetDeadline(aloneSince);
  }
  const since = roomTimes[t + F.SINCE]!;
  return since === NEVER ? NEVER : rules.soloDeadline(since);
}

/** A reset waits, beyond its own instant, for the admission of the visit that it cuts. */
function decisionOf(state: FlatState, room: number, deadline: EpochMs, rules: CompiledRules): EpochMs {
  const t = room * ROOM_TIMES;
  if (deadline === NEVER || state.roomTimes[t + F.START] === NEVER) return deadline;
  const v = state.roomLinks[room * ROOM_LINKS + F.PRESENT_XOR]! * VISIT_TIMES;
  const join = state.visitTimes[v + F.JOIN_AT]!;
  if (join >= rules.resetEnd(state.roomTimes[t + F.ALONE_SINCE]!, deadline)) return deadline;
  return Math.max(deadline, rules.admissionKnownFrom(join, state.visitTimes[v + F.LEAVE_AT]!));
}

function nextChangeAt(state: FlatState, room: number): EpochMs {
  const change = state.roomLinks[room * ROOM_LINKS + F.NEXT_CHANGE]!;
  return change === NONE ? NEVER : changeAt(state, change);
}

function changeAt(state: FlatState, change: number): EpochMs {
  return state.visitTimes[(change >> 1) * VISIT_TIMES + ((change & 1) === 1 ? F.JOIN_AT : F.LEAVE_AT)]!;
}

function applyInstant(
  state: FlatState,
  room: number,
  at: EpochMs,
  now: EpochMs,
  rules: CompiledRules,
  outcome: FlatOutcome,
): void {
  const { roomTimes, roomLinks } = state;
  const t = room * ROOM_TIMES;
  const r = room * ROOM_LINKS;
  const before = roomLinks[r + F.PRESENT]!;
  const loneStays = applyChanges(state, room, at, now, rules);
  const present = roomLinks[r + F.PRESENT]!;
  if (roomTimes[t + F.START] !== NEVER) {
    if (rules.isEmptyEnd(present)) {
      endSession(
        state,
        room,
        'empty-end',
        at,
        roomTimes[t + F.DECIDED_AT]!,
        now,
        NEVER,
        NEVER,
        before,
        outcome,
      );
    } else {
      const aloneSince = roomTimes[t + F.ALONE_SINCE]!;
      roomLinks[r + F.MAX] = rules.largestPresence(roomLinks[r + F.MAX]!, present);
      roomTimes[t + F.ALONE_SINCE] = rules.aloneSince(present, present === 1 && loneStays, aloneSince, at);
    }
    return;
  }
  const since = roomTimes[t + F.SINCE]!;
  const waits = since !== NEVER && loneStays;
  const start = rules.companyStart(present, waits, since, at);
  if (start !== null) {
    beginSession(state, room, COMPANY, start, NONE, waits ? since : NEVER, at, rules);
  } else if (present === 0) {
    roomTimes[t + F.SINCE] = NEVER;
  } else if (!waits) {
    roomTimes[t + F.SINCE] = at;
    roomLinks[r + F.SPENT] = roomLinks[r + F.VISITS]!;
  }
}

/** Applies all changes at an instant together; says whether the one who was alone before them is there after. */
function applyChanges(
  state: FlatState,
  room: number,
  at: EpochMs,
  now: EpochMs,
  rules: CompiledRules,
): boolean {
  const { roomTimes, roomLinks, visitTimes, visitLinks } = state;
  const t = room * ROOM_TIMES;
  const r = room * ROOM_LINKS;
  const wasAlone = roomLinks[r + F.PRESENT] === 1;
  const lone = wasAlone ? visitLinks[roomLinks[r + F.PRESENT_XOR]! * VISIT_LINKS + F.BY]! : NONE;
  let stays = wasAlone;
  let decidedAt = Math.max(roomTimes[t + F.DECIDED_AT]!, at);
  let change = roomLinks[r + F.NEXT_CHANGE]!;
  while (change !== NONE && changeAt(state, change) === at) {
    const visit = change >> 1;
    const joins = (change & 1) === 1;
    const join = visitTimes[visit * VISIT_TIMES + F.JOIN_AT]!;
    const leave = visitTimes[visit * VISIT_TIMES + F.LEAVE_AT]!;
    const v = visit * VISIT_LINKS;
    visitLinks[v + F.APPLIED]! |= joins ? 2 : 1;
    const admitted = rules.isAdmitted(join, leave, now);
    if (joins) decidedAt = Math.max(decidedAt, rules.decidedFrom(join, leave));
    else if (!admitted) roomLinks[r + F.SPENT]!++;
    if (rules.isOccupant(join, leave, admitted)) {
      roomLinks[r + F.PRESENT]! += joins ? 1 : -1;
      roomLinks[r + F.PRESENT_XOR]! ^= visit;
      if (visitLinks[v + F.BY] === lone) stays = joins;
    }
    change = visitLinks[v + F.NEXT_AFTER_LEAVE + (change & 1)]!;
  }
  roomLinks[r + F.NEXT_CHANGE] = change;
  roomTimes[t + F.DECIDED_AT] = decidedAt;
  return stays;
}

function fireDeadline(
  state: FlatState,
  room: number,
  deadline: EpochMs,
  now: EpochMs,
  rules: CompiledRules,
  outcome: FlatOutcome,
): void {
  const { roomTimes, roomLinks, visitLinks } = state;
  const t = room * ROOM_TIMES;
  const r = room * ROOM_LINKS;
  const previousStart = roomTimes[t + F.START]!;
  if (previousStart === NEVER) {
    const lone = visitLinks[roomLinks[r + F.PRESENT_XOR]! * VISIT_LINKS + F.BY]!;
    beginSession(state, room, SOLO, roomTimes[t + F.SINCE]!, lone, NEVER, deadline, rules);
    return;
  }
  const aloneSince = roomTimes[t + F.ALONE_SINCE]!;
  const end = rules.resetEnd(aloneSince, deadline);
  const decided = Math.max(
    decisionOf(state, room, deadline, rules),
    decisionOfJoins(state, room, deadline, rules),
  );
  const present = roomLinks[r + F.PRESENT]!;
  endSession(state, room, 'alone-reset', end, decided, now, aloneSince, deadline, present, outcome);
  const start = rules.resetStart(aloneSince, deadline);
  if (start === deadline) applyChanges(state, room, deadline, now, rules);
  if (!rules.isEmptyEnd(roomLinks[r + F.PRESENT]!)) {
    beginSession(state, room, RESET, start, NONE, previousStart, deadline, rules);
  }
}

/** From when the visits that join up to an instant, changes at it included, were all decided. */
function decisionOfJoins(state: FlatState, room: number, at: EpochMs, rules: CompiledRules): EpochMs {
  let decidedAt = state.roomTimes[room * ROOM_TIMES + F.DECIDED_AT]!;
  let change = state.roomLinks[room * ROOM_LINKS + F.NEXT_CHANGE]!;
  while (change !== NONE && changeAt(state, change) === at) {
    const v = (change >> 1) * VISIT_TIMES;
    const { visitTimes } = state;
    if ((change & 1) === 1) {
      decidedAt = Math.max(
        decidedAt,
        rules.decidedFrom(visitTimes[v + F.JOIN_AT]!, visitTimes[v + F.LEAVE_AT]!),
      );
    }
    change = state.visitLinks[(change >> 1) * VISIT_LINKS + F.NEXT_AFTER_LEAVE + (change & 1)]!;
  }
  return decidedAt;
}

function beginSession(
  state: FlatState,
  room: number,
  clause: number,
  start: EpochMs,
  by: number,
  after: EpochMs,
  on: EpochMs,
  rules: CompiledRules,
): void {
  const { roomTimes, roomLinks } = state;
  const t = room * ROOM_TIMES;
  const r = room * ROOM_LINKS;
  const present = roomLinks[r + F.PRESENT]!;
  roomTimes[t + F.SINCE] = NEVER;
  roomTimes[t + F.START] = start;
  roomTimes[t + F.ALONE_SINCE] = NEVER;
  roomTimes[t + F.BEGAN_AFTER] = after;
  roomTimes[t + F.BEGAN_ON] = on;
  roomLinks[r + F.MAX] = rules.largestPresence(0, present);
  roomLinks[r + F.BEGAN] = clause;
  roomLinks[r + F.BEGAN_BY] = by;
  roomLinks[r + F.BEGAN_WITH] = present;
  if (by !== NONE) state.people[by * PERSON + F.HOLDS]!++;
}

function endSession(
  state: FlatState,
  room: number,
  clause: EndClause,
  end: EpochMs,
  decidedAt: EpochMs,
  now: EpochMs,
  aloneSince: EpochMs,
  dueAt: EpochMs,
  lastPresent: number,
  outcome: FlatOutcome,
): void {
  const { roomTimes, roomLinks } = state;
  const r = room * ROOM_LINKS;
  outcome.closed(room, clause, end, decidedAt, now, aloneSince, dueAt, lastPresent);
  const by = roomLinks[r + F.BEGAN_BY]!;
  if (by !== NONE) state.people[by * PERSON + F.HOLDS]!--;
  roomTimes[room * ROOM_TIMES + F.START] = NEVER;
  roomLinks[r + F.SPENT] = roomLinks[r + F.VISITS]!;
}
