import type { BeginClause, EndClause } from '../model/clause.js';
import type { Facts } from '../model/explanation.js';
import { type EpochMs, NEVER } from '../model/time.js';
import { compactRoom } from './compact-room.js';
import type { CompiledRules } from './compile-rules.js';
import { deadlineDecidedFrom, frontier, isDue, roomDeadline } from './deadline.js';
import { listFinished } from './list-meeting.js';
import type { Outcome } from './outcome.js';
import type { Room } from './room.js';

/**
 * Sections 2 and 3 of SPEC.md: lets every decided instant up to T = `room.at` take effect, in order. A deadline fires
 * at its own instant and before the changes at it; what lies at or behind the frontier waits.
 */
export function settleRoom(room: Room, rules: CompiledRules, outcome: Outcome): void {
  moveFrontier(room, rules);
  const undecidedFrom = frontier(room);
  for (;;) {
    const deadline = roomDeadline(room, rules);
    const change = nextChange(room);
    if (isDue(deadline, change)) {
      const decidedFrom = deadlineDecidedFrom(room, deadline, rules);
      if (!isDue(decidedFrom, room.at) || deadline >= undecidedFrom) break;
      fireDeadline(room, deadline, rules, outcome);
    } else {
      if (change >= undecidedFrom) break;
      applyInstant(room, change, rules, outcome);
    }
  }
  compactRoom(room, rules);
}

/** Passes over all visits whose admission is known by now; a decided visit stays decided. */
function moveFrontier(room: Room, rules: CompiledRules): void {
  while (room.checked < room.changes.length) {
    const change = room.changes[room.checked]!;
    if ((change & 1) === 1) {
      const { join, leave } = room.visits[change >> 1]!;
      if (!isDue(rules.decidedFrom(join, leave), room.at)) return;
    }
    room.checked++;
  }
}

/** The instant of the next change that has not taken effect, `NEVER` for none. */
function nextChange(room: Room): EpochMs {
  const change = room.changes[room.applied];
  if (change === undefined) return NEVER;
  const visit = room.visits[change >> 1]!;
  return (change & 1) === 1 ? visit.join : visit.leave;
}

/** Who was alone in the room before the changes at an instant, and whether that one is there after them. */
interface Lone {
  /** participant number, −1 if nobody was alone */
  readonly participant: number;
  stays: boolean;
}

function applyInstant(room: Room, at: EpochMs, rules: CompiledRules, outcome: Outcome): void {
  const before = room.present;
  const lone = applyChanges(room, at, rules);
  const { present, session } = room;
  if (session !== null) {
    if (rules.isEmptyEnd(present)) {
      endSession(room, 'empty-end', at, at, { last_present: before }, rules, outcome);
    } else {
      const sameLone = present === 1 && lone.participant >= 0 && lone.stays;
      session.max = rules.largestPresence(session.max, present);
      session.aloneSince = rules.aloneSince(present, sameLone, session.aloneSince, at);
    }
    return;
  }
  const loneStays = room.waitingSince !== NEVER && lone.stays;
  const start = rules.companyStart(present, loneStays, room.waitingSince, at);
  if (start !== null) {
    const aloneSince = loneStays ? room.waitingSince : null;
    beginSession(
      room,
      'second-joiner-start',
      start,
      { alone_since: aloneSince, company_at: at, present },
      rules,
      outcome,
    );
  } else if (present === 0) {
    room.waitingSince = NEVER;
  } else if (!loneStays) {
    room.waitingSince = at;
    room.spent = room.visits.length;
  }
}

/** Applies all changes at one instant together; visits that do not count are passed over. */
function applyChanges(room: Room, at: EpochMs, rules: CompiledRules): Lone {
  const participant = room.present === 1 ? room.visits[room.presentSum]!.participant : -1;
  const lone: Lone = { participant, stays: participant >= 0 };
  while (nextChange(room) === at) {
    const change = room.changes[room.applied]!;
    const number = change >> 1;
    const visit = room.visits[number]!;
    const { join, leave } = visit;
    const joins = (change & 1) === 1;
    room.applied++;
    const admitted = rules.isAdmitted(join, leave, room.at);
    if (joins) room.decidedAt = Math.max(room.decidedAt, rules.decidedFrom(join, leave));
    else if (!admitted) room.spent++;
    if (!rules.isOccupant(join, leave, admitted)) continue;
    room.present += joins ? 1 : -1;
    room.presentSum += joins ? number : -number;
    if (visit.participant === participant) lone.stays = joins;
  }
  room.decidedAt = Math.max(room.decidedAt, at);
  return lone;
}

function fireDeadline(room: Room, deadline: EpochMs, rules: CompiledRules, outcome: Outcome): void {
  const { session } = room;
  const lone = room.participants[room.visits[room.presentSum]!.participant]!;
  if (session === null) {
    const facts = {
      participant_id: lone,
      alone_since: room.waitingSince,
      confirmed_at: deadline,
      limit: rules.options.soloStart,
    };
    beginSession(room, 'solo-start', room.waitingSince, facts, rules, outcome);
    return;
  }
  const { aloneSince, start: previousStart } = session;
  const end = rules.resetEnd(aloneSince, deadline);
  const facts = {
    participant_id: lone,
    alone_since: aloneSince,
    due_at: deadline,
    limit: rules.options.aloneReset,
  };
  const decidedFrom = deadlineDecidedFrom(room, deadline, rules);
  const decidedAt = Math.max(decidedFrom, decisionOfJoins(room, deadline, rules));
  endSession(room, 'alone-reset', end, decidedAt, facts, rules, outcome);
  const start = rules.resetStart(aloneSince, deadline);
  if (start === deadline) applyChanges(room, deadline, rules);
  if (!rules.isEmptyEnd(room.present)) {
    const began = { previous_start: previousStart, due_at: deadline, present: room.present };
    beginSession(room, 'reset-start', start, began, rules, outcome);
  }
}

/** From when the visits that join up to an instant, changes at it included, were all decided. */
function decisionOfJoins(room: Room, at: EpochMs, rules: CompiledRules): EpochMs {
  let decidedAt = room.decidedAt;
  for (let i = room.applied; i < room.changes.length; i++) {
    const change = room.changes[i]!;
    const { join, leave } = room.visits[change >> 1]!;
    if (((change & 1) === 1 ? join : leave) !== at) break;
    if ((change & 1) === 1) decidedAt = Math.max(decidedAt, rules.decidedFrom(join, leave));
  }
  return decidedAt;
}

function beginSession(
  room: Room,
  clause: BeginClause,
  start: EpochMs,
  facts: Facts,
  rules: CompiledRules,
  outcome: Outcome,
): void {
  room.waitingSince = NEVER;
  const max = rules.largestPresence(0, room.present);
  room.session = { start, began: { clause, at: start, facts }, max, aloneSince: NEVER };
  outcome.opened.push(start);
}

function endSession(
  room: Room,
  clause: EndClause,
  end: EpochMs,
  decidedAt: EpochMs,
  facts: Facts,
  rules: CompiledRules,
  outcome: Outcome,
): void {
  const ended = { clause, at: end, facts };
  const decided = Math.max(decidedAt, room.decidedAt);
  outcome.closed.push(listFinished(room, room.session!, ended, decided, rules));
  room.session = null;
  room.spent = room.visits.length;
}
