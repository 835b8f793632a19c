import type { BeginClause, EndClause } from '../../model/clause.js';
import { type EpochMs, NEVER } from '../../model/time.js';
import type { CompiledRules } from '../compile-rules.js';
import { isDue } from '../deadline.js';
import { compactFlat, dropBegun } from './compact-flat.js';
import type { FlatHost, FlatOutcome } from './flat-host.js';
import * as F from './flat-state.js';
import { type FlatState, ROOM_LINKS, ROOM_TIMES } from './flat-state.js';
import { NONE } from './none.js';
import { TIMES_A_UNIT, WORDS_A_UNIT } from './record-heap.js';

/*
 * The recipe a second time, over flat records: a second driver of the same rules, for the byte path. It says nothing
 * about meetings that `src/rules` does not say; properties hold that it does what the recipe over one room does.
 */

/** The clauses that begin a session, by the number that stands for them in a room's record. */
export const BEGIN_CLAUSES: readonly BeginClause[] = ['solo-start', 'second-joiner-start', 'reset-start'];
const SOLO = 0;
const COMPANY = 1;
const RESET = 2;

/** Whether a room is empty and decided: nothing of it can matter any more. */
export function isFlatForgettable(state: FlatState, room: number): boolean {
  const r = room * ROOM_LINKS;
  const { roomLinks } = state;
  return (
    roomLinks[r + F.PRESENT] === 0 &&
    roomLinks[r + F.NEXT_CHANGE] === NONE &&
    roomLinks[r + F.NEWS] === NONE &&
    roomLinks[r + F.DEED] === F.NO_DEED
  );
}

// Sections 2 and 3: who counts, sessions

/** Brings a room to T: whatever is decided by then, of the events whose instants have ended. */
export function advanceFlat<S extends FlatState>(
  state: S,
  room: number,
  now: EpochMs,
  rules: CompiledRules,
  host: FlatHost<S>,
): void {
  if (state.roomLinks[room * ROOM_LINKS + F.VISITS]! > MANY) settleMany(state, room, now, rules, host);
  else settleFlat(state, room, now, rules, host);
  compactFlat(state, room, now, rules, host);
}

/** So many visits of a room are gone through for each of its sessions, though they may be over. */
const MANY = 64;

/** The same, and drops nothing that can no longer matter. */
export function settleFlat<S extends FlatState>(
  state: S,
  room: number,
  now: EpochMs,
  rules: CompiledRules,
  outcome: FlatOutcome<S>,
): void {
  queueNews(state, room);
  const undecidedFrom = moveFrontier(state, room, now, rules);
  while (settleNext(state, room, undecidedFrom, now, rules, outcome));
}

/** The same for a room with many visits: what is over is dropped after each session, so that no later one goes through it. */
function settleMany<S extends FlatState>(
  state: S,
  room: number,
  now: EpochMs,
  rules: CompiledRules,
  host: FlatHost<S>,
): void {
  const { roomTimes } = state;
  const t = room * ROOM_TIMES;
  queueNews(state, room);
  const undecidedFrom = moveFrontier(state, room, now, rules);
  let started = roomTimes[t + F.START]!;
  while (settleNext(state, room, undecidedFrom, now, rules, host)) {
    if (started !== NEVER && roomTimes[t + F.START] !== started) dropBegun(state, room, now, rules, host);
    started = roomTimes[t + F.START]!;
  }
}

/** Lets what comes next before the frontier take effect, be it a deadline or all changes at an instant; false for nothing. */
function settleNext<S extends FlatState>(
  state: S,
  room: number,
  undecidedFrom: EpochMs,
  now: EpochMs,
  rules: CompiledRules,
  outcome: FlatOutcome<S>,
): boolean {
  const deadline = deadlineOf(state, room, rules);
  const change = nextChangeAt(state, room);
  if (isDue(deadline, change)) {
    if (!isDue(decisionOf(state, room, deadline, rules), now) || deadline >= undecidedFrom) return false;
    fireDeadline(state, room, deadline, now, rules, outcome);
  } else {
    if (change >= undecidedFrom) return false;
    applyInstant(state, room, change, now, rules, outcome);
  }
  return true;
}

/** Puts the changes since the last look, of which the latest is known, behind those that are in the queue. */
function queueNews({ roomLinks, heap: { words } }: FlatState, room: number): void {
  const r = room * ROOM_LINKS;
  const latest = roomLinks[r + F.NEWS]!;
  if (latest === NONE) return;
  let change = latest;
  let later = NONE;
  while (change !== NONE) {
    const link = (change >> 1) * WORDS_A_UNIT + F.NEXT_AFTER_LEAVE + (change & 1);
    const earlier = words[link]!;
    words[link] = later;
    later = change;
    change = earlier;
  }
  const last = roomLinks[r + F.LAST_CHANGE]!;
  if (roomLinks[r + F.NEXT_CHANGE] === NONE) roomLinks[r + F.NEXT_CHANGE] = later;
  else words[(last >> 1) * WORDS_A_UNIT + F.NEXT_AFTER_LEAVE + (last & 1)] = later;
  roomLinks[r + F.LAST_CHANGE] = latest;
  if (roomLinks[r + F.UNCHECKED] === NONE) roomLinks[r + F.UNCHECKED] = later;
  roomLinks[r + F.NEWS] = NONE;
  roomLinks[r + F.FIRST_NEWS] = NONE;
}

function moveFrontier(state: FlatState, room: number, now: EpochMs, rules: CompiledRules): EpochMs {
  const { roomLinks } = state;
  const { words, times } = state.heap;
  const r = room * ROOM_LINKS;
  let change = roomLinks[r + F.UNCHECKED]!;
  while (change !== NONE) {
    if ((change & 1) === 1) {
      const v = (change >> 1) * TIMES_A_UNIT;
      const join = times[v + F.JOIN_AT]!;
      if (!isDue(rules.decidedFrom(join, times[v + F.LEAVE_AT]!), now)) {
        roomLinks[r + F.UNCHECKED] = change;
        return join;
      }
    }
    change = words[(change >> 1) * WORDS_A_UNIT + F.NEXT_AFTER_LEAVE + (change & 1)]!;
  }
  roomLinks[r + F.UNCHECKED] = NONE;
  return NEVER;
}

/** When the session that runs is to be reset, or who waits alone begins one; `NEVER` for neither. */
export function deadlineOf(state: FlatState, room: number, rules: CompiledRules): EpochMs {
  const t = room * ROOM_TIMES;
  const { roomTimes } = state;
  if (roomTimes[t + F.START] !== NEVER) {
    const aloneSince = roomTimes[t + F.ALONE_SINCE]!;
    return aloneSince === NEVER ? NEVER : rules.resetDeadline(aloneSince);
  }
  const since = roomTimes[t + F.SINCE]!;
  return since === NEVER ? NEVER : rules.soloDeadline(since);
}

/** From when that is decided: a reset waits, beyond its own instant, for the admission of the visit that it cuts. */
export function decisionOf(state: FlatState, room: number, deadline: EpochMs, rules: CompiledRules): EpochMs {
  const t = room * ROOM_TIMES;
  if (deadline === NEVER || state.roomTimes[t + F.START] === NEVER) return deadline;
  const v = state.roomLinks[room * ROOM_LINKS + F.PRESENT_XOR]! * TIMES_A_UNIT;
  const join = state.heap.times[v + F.JOIN_AT]!;
  if (join >= rules.resetEnd(state.roomTimes[t + F.ALONE_SINCE]!, deadline)) return deadline;
  return Math.max(deadline, rules.admissionKnownFrom(join, state.heap.times[v + F.LEAVE_AT]!));
}

function nextChangeAt(state: FlatState, room: number): EpochMs {
  const change = state.roomLinks[room * ROOM_LINKS + F.NEXT_CHANGE]!;
  return change === NONE ? NEVER : changeAt(state, change);
}

/** The instant of a change. */
export function changeAt(state: FlatState, change: number): EpochMs {
  return state.heap.times[(change >> 1) * TIMES_A_UNIT + ((change & 1) === 1 ? F.JOIN_AT : F.LEAVE_AT)]!;
}

function applyInstant<S extends FlatState>(
  state: S,
  room: number,
  at: EpochMs,
  now: EpochMs,
  rules: CompiledRules,
  outcome: FlatOutcome<S>,
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
  const { roomTimes, roomLinks } = state;
  const { words, times } = state.heap;
  const t = room * ROOM_TIMES;
  const r = room * ROOM_LINKS;
  const wasAlone = roomLinks[r + F.PRESENT] === 1;
  const lone = wasAlone ? roomLinks[r + F.PRESENT_XOR]! : NONE;
  let stays = wasAlone;
  let decidedAt = Math.max(roomTimes[t + F.DECIDED_AT]!, at);
  let before = NONE;
  let change = roomLinks[r + F.NEXT_CHANGE]!;
  while (change !== NONE && changeAt(state, change) === at) {
    const visit = change >> 1;
    const joins = (change & 1) === 1;
    const join = times[visit * TIMES_A_UNIT + F.JOIN_AT]!;
    const leave = times[visit * TIMES_A_UNIT + F.LEAVE_AT]!;
    const v = visit * WORDS_A_UNIT;
    words[v + F.FLAGS]! |= joins ? F.JOIN_APPLIED : F.LEAVE_APPLIED;
    const admitted = rules.isAdmitted(join, leave, now);
    if (joins) decidedAt = Math.max(decidedAt, rules.decidedFrom(join, leave));
    else if (!admitted) roomLinks[r + F.SPENT]!++;
    if (rules.isOccupant(join, leave, admitted)) {
      roomLinks[r + F.PRESENT]! += joins ? 1 : -1;
      roomLinks[r + F.PRESENT_XOR]! ^= visit;
      if (!joins) stays &&= visit !== lone;
      else if (before === lone * 2 && (words[v + F.FLAGS]! & F.CONTINUES) !== 0) stays = wasAlone;
    }
    before = change;
    change = words[v + F.NEXT_AFTER_LEAVE + (change & 1)]!;
  }
  roomLinks[r + F.NEXT_CHANGE] = change;
  roomTimes[t + F.DECIDED_AT] = decidedAt;
  return stays;
}

function fireDeadline<S extends FlatState>(
  state: S,
  room: number,
  deadline: EpochMs,
  now: EpochMs,
  rules: CompiledRules,
  outcome: FlatOutcome<S>,
): void {
  const { roomTimes, roomLinks } = state;
  const t = room * ROOM_TIMES;
  const r = room * ROOM_LINKS;
  const previousStart = roomTimes[t + F.START]!;
  if (previousStart === NEVER) {
    beginSession(
      state,
      room,
      SOLO,
      roomTimes[t + F.SINCE]!,
      roomLinks[r + F.PRESENT_XOR]!,
      NEVER,
      deadline,
      rules,
    );
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
    const v = (change >> 1) * TIMES_A_UNIT;
    const { times } = state.heap;
    if ((change & 1) === 1) {
      decidedAt = Math.max(decidedAt, rules.decidedFrom(times[v + F.JOIN_AT]!, times[v + F.LEAVE_AT]!));
    }
    change = state.heap.words[(change >> 1) * WORDS_A_UNIT + F.NEXT_AFTER_LEAVE + (change & 1)]!;
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
}

function endSession<S extends FlatState>(
  state: S,
  room: number,
  clause: EndClause,
  end: EpochMs,
  decidedAt: EpochMs,
  now: EpochMs,
  aloneSince: EpochMs,
  dueAt: EpochMs,
  lastPresent: number,
  outcome: FlatOutcome<S>,
): void {
  const { roomTimes, roomLinks } = state;
  const r = room * ROOM_LINKS;
  outcome.closed(state, room, clause, end, decidedAt, now, aloneSince, dueAt, lastPresent);
  roomTimes[room * ROOM_TIMES + F.START] = NEVER;
  roomLinks[r + F.SPENT] = roomLinks[r + F.VISITS]!;
}
