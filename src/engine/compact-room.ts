import { NEVER } from '../model/time.js';
import type { CompiledRules } from './compile-rules.js';
import { isForgettable, type Room } from './room.js';

/** Below this size a room's lists are not worth the work of tidying. */
const WORTHWHILE = 64;

/**
 * Drops what can no longer matter once that is most of it, so that the cost per event stays constant: changes in
 * effect, and visits that have ended and overlap neither the running session nor the wait for one.
 */
export function compactRoom(room: Room, rules: CompiledRules): void {
  if (room.applied === room.changes.length) {
    if (room.applied > 0) {
      room.changes = [];
      room.applied = 0;
      room.checked = 0;
    }
    if (isForgettable(room)) {
      room.spent = 0;
      if (room.visits.length > 0) room.visits = [];
      return;
    }
  } else if (room.applied > WORTHWHILE && room.applied * 2 > room.changes.length) {
    room.changes = room.changes.slice(room.applied);
    room.checked -= room.applied;
    room.applied = 0;
  }
  if (room.spent > WORTHWHILE && room.spent * 2 > room.visits.length) dropSpentVisits(room, rules);
}

function dropSpentVisits(room: Room, rules: CompiledRules): void {
  const { visits, changes } = room;
  const joinWaits = new Set<number>();
  const leaveWaits = new Set<number>();
  for (let i = room.applied; i < changes.length; i++) {
    ((changes[i]! & 1) === 1 ? joinWaits : leaveWaits).add(changes[i]! >> 1);
  }
  const interestFrom = room.session === null ? room.waitingSince : room.session.start;
  const kept: typeof visits = [];
  const renumbered = new Map<number, number>();
  let presentSum = 0;
  visits.forEach((visit, number) => {
    const { join, leave, participant } = visit;
    const admitted = rules.isAdmitted(join, leave, room.at);
    const stays = leave === NEVER || leaveWaits.has(number);
    if (!stays && !(leave > interestFrom && admitted)) return;
    if (stays && !joinWaits.has(number) && rules.isOccupant(join, leave, admitted)) presentSum += kept.length;
    if (leave === NEVER) room.open[participant] = kept.length;
    renumbered.set(number, kept.length);
    kept.push(visit);
  });
  room.visits = kept;
  room.changes = changes.slice(room.applied).map((change) => renumbered.get(change >> 1)! * 2 + (change & 1));
  room.checked -= room.applied;
  room.applied = 0;
  room.presentSum = presentSum;
  room.spent = 0;
}
