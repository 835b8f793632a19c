import { NEVER } from '../model/time.js';
import type { CompiledRules } from './compile-rules.js';
import type { Deed, Instant } from './instant.js';
import type { Outcome } from './outcome.js';
import type { Room } from './room.js';

/**
 * Section 1 of SPEC.md: turns the events of one instant into visits that open and close, and reports strays. The
 * changes are queued; they take effect once they are decided.
 */
export function pairVisits(room: Room, instant: Instant, rules: CompiledRules, outcome: Outcome): void {
  const { at, clears } = instant;
  for (const deed of instant.deeds) {
    const { participant, joins, leaves } = deed;
    const openVisit = room.open[participant]!;
    const wasOpen = openVisit >= 0;
    const closes = rules.closesVisit(wasOpen, leaves, clears);
    if (closes) closeVisit(room, openVisit, at, leaves ? deed : null);
    if (rules.isDuplicateJoin(wasOpen, closes, joins)) {
      outcome.duplicateJoin(room, participant, at);
    } else if (rules.isOrphanLeave(wasOpen, joins, leaves)) {
      outcome.orphanLeave(room, participant, at);
    } else if (rules.opensVisit(wasOpen, closes, joins, leaves)) {
      openVisitOf(room, deed, at);
    }
  }
  if (clears) {
    // Visits are numbered in order of join: those opened at this very instant, after the clear, are the last ones.
    for (let i = 0; i < room.visits.length && room.visits[i]!.join < at; i++) {
      const { participant } = room.visits[i]!;
      if (room.open[participant] === i && rules.closesVisit(true, false, true)) closeVisit(room, i, at, null);
    }
  }
}

function openVisitOf(room: Room, deed: Deed, at: number): void {
  const number = room.visits.length;
  room.visits.push({
    participant: deed.participant,
    join: at,
    leave: NEVER,
    joinUserId: deed.joinUserId,
    joinUserName: deed.joinUserName,
    leaveUserId: null,
    leaveUserName: null,
  });
  room.open[deed.participant] = number;
  room.changes.push(number * 2 + 1);
}

function closeVisit(room: Room, number: number, at: number, deed: Deed | null): void {
  const visit = room.visits[number]!;
  visit.leave = at;
  if (deed !== null) {
    visit.leaveUserId = deed.leaveUserId;
    visit.leaveUserName = deed.leaveUserName;
  }
  room.open[visit.participant] = -1;
  room.changes.push(number * 2);
}
