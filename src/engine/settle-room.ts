import { type EpochMs, NEVER } from '../model/time.js';
import { compactRoom } from './compact-room.js';
import type { CompiledRules } from './compile-rules.js';
import { deadlineDecidedFrom, frontier, isDue, roomDeadline } from './deadline.js';
import type { Ending, Outcome } from './outcome.js';
import type { Room, Session } from './room.js';

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
      const decidedAt = room.decidedAt;
      const lastPresent = before;
      endSession(
        room,
        { clause: 'empty-end', at, decidedAt, lone: -1, aloneSince: NEVER, dueAt: NEVER, lastPresent },
        outcome,
      );
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
    beginSession(room, outcome, rules, {
      start,
      began: 'second-joiner-start',
      beganBy: null,
      beganAfter: loneStays ? room.waitingSince : NEVER,
      beganOn: at,
    });
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
  const lone = room.visits[room.presentSum]!.participant;
  if (session === null) {
    beginSession(room, outcome, rules, {
      start: room.waitingSince,
      began: 'solo-start',
      beganBy: room.participants[lone]!,
      beganAfter: NEVER,
      beganOn: deadline,
    });
    return;
  }
  const { aloneSince, start: previousStart } = session;
  const at = rules.resetEnd(aloneSince, deadline);
  const decidedFrom = deadlineDecidedFrom(room, deadline, rules);
  const decidedAt = Math.max(decidedFrom, decisionOfJoins(room, deadline, rules));
  endSession(
    room,
    { clause: 'alone-reset', at, decidedAt, lone, aloneSince, dueAt: deadline, lastPresent: room.present },
    outcome,
  );
  const start = rules.resetStart(aloneSince, deadline);
  if (start === deadline) applyChanges(room, deadline, rules);
  if (!rules.isEmptyEnd(room.present)) {
    beginSession(room, outcome, rules, {
      start,
      began: 'reset-start',
      beganBy: null,
      beganAfter: previousStart,
      beganOn: deadline,
    });
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

/** What is known of a session as it begins; the rest is the room's. */
type Beginning = Pick<Session, 'start' | 'began' | 'beganBy' | 'beganAfter' | 'beganOn'>;

function beginSession(room: Room, outcome: Outcome, rules: CompiledRules, beginning: Beginning): void {
  const { start, began, beganBy, beganAfter, beganOn } = beginning;
  const { present } = room;
  const max = rules.largestPresence(0, present);
  room.waitingSince = NEVER;
  room.session = { start, max, aloneSince: NEVER, began, beganBy, beganAfter, beganOn, beganWith: present };
  outcome.opened(room, start);
}

function endSession(room: Room, ending: Ending, outcome: Outcome): void {
  outcome.closed(room, room.session!, ending);
  room.session = null;
  room.spent = room.visits.length;
}
