import { type EpochMs, NEVER } from '../model/time.js';
import type { CompiledRules } from './compile-rules.js';
import type { Room } from './room.js';

/** The instant at which being alone begins or ends a session (`NEVER`: not at all). Derived, never stored. */
export function roomDeadline(room: Room, rules: CompiledRules): EpochMs {
  const { session } = room;
  if (session !== null) {
    return session.aloneSince === NEVER ? NEVER : rules.resetDeadline(session.aloneSince);
  }
  return room.waitingSince === NEVER ? NEVER : rules.soloDeadline(room.waitingSince);
}

/** The frontier (clause `undecided`): the earliest join of an undecided visit, `NEVER` for none. */
export function frontier(room: Room): EpochMs {
  const change = room.changes[room.checked];
  return change === undefined ? NEVER : room.visits[change >> 1]!.join;
}

/**
 * When the room's deadline is decided, beyond its own instant: a reset cuts the visit of the one who is alone, and
 * waits until its admission is known. Without "occupy" the frontier has seen to that.
 */
export function deadlineDecidedFrom(room: Room, deadline: EpochMs, rules: CompiledRules): EpochMs {
  if (room.session === null || deadline === NEVER) return deadline;
  const { join, leave } = room.visits[room.presentSum]!;
  const isCut = join < rules.resetEnd(room.session.aloneSince, deadline);
  return isCut ? Math.max(deadline, rules.admissionKnownFrom(join, leave)) : deadline;
}

/**
 * The next instant at which the room is worth looking at without a further event: where its frontier moves, else
 * where its deadline is decided. Nothing begins or ends before it.
 */
export function nextWake(room: Room, rules: CompiledRules): EpochMs {
  const change = room.changes[room.checked];
  if (change === undefined) return nextDecision(room, rules);
  const { join, leave } = room.visits[change >> 1]!;
  return rules.decidedFrom(join, leave);
}

/** When the room, with no event and no visit undecided, will begin or end a session (`NEVER`: not at all). */
export function nextDecision(room: Room, rules: CompiledRules): EpochMs {
  return deadlineDecidedFrom(room, roomDeadline(room, rules), rules);
}

/** The one comparison that says whether an instant has been reached. */
export function isDue(instant: EpochMs, now: EpochMs): boolean {
  return instant <= now;
}
