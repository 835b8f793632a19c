import type { EpochMs } from '../../model/time.js';
import type { CompiledRules } from '../compile-rules.js';
import type { FlatOutcome } from './flat-outcome.js';
import * as F from './flat-state.js';
import { type FlatState, NONE, PERSON, ROOM_LINKS, VISIT_LINKS, VISIT_TIMES } from './flat-state.js';

/** Section 1 of SPEC.md: turns the events gathered at an instant into visits, and reports strays. */
export function pairGathered(
  state: FlatState,
  room: number,
  at: EpochMs,
  rules: CompiledRules,
  outcome: FlatOutcome,
): void {
  const { roomLinks } = state;
  const r = room * ROOM_LINKS;
  const deed = roomLinks[r + F.DEED]!;
  const by = roomLinks[r + F.DEED_BY]!;
  const ref = roomLinks[r + F.DEED_REF]!;
  roomLinks[r + F.DEED] = F.NO_DEED;
  if (deed === 0) pairDeed(state, room, by, at, true, false, false, ref, NONE, rules, outcome);
  else if (deed === 1) pairDeed(state, room, by, at, false, true, false, NONE, ref, rules, outcome);
  else if (deed === 2) clearRoom(state, room, at, rules);
  else {
    const { deeds, clears } = state.crowds.get(room)!;
    state.crowds.delete(room);
    for (const { participant, joins, leaves, joinRef, leaveRef } of deeds.values()) {
      pairDeed(state, room, participant, at, joins, leaves, clears, joinRef, leaveRef, rules, outcome);
    }
    if (clears) clearRoom(state, room, at, rules);
  }
}

function pairDeed(
  state: FlatState,
  room: number,
  participant: number,
  at: EpochMs,
  joins: boolean,
  leaves: boolean,
  clears: boolean,
  joinRef: number,
  leaveRef: number,
  rules: CompiledRules,
  outcome: FlatOutcome,
): void {
  const open = state.people[participant * PERSON + F.OPEN_VISIT]!;
  const wasOpen = open !== NONE;
  const closes = rules.closesVisit(wasOpen, leaves, clears);
  if (closes) closeVisit(state, room, open, at, leaveRef);
  else if (leaveRef !== NONE) outcome.dropped(leaveRef);
  if (rules.isDuplicateJoin(wasOpen, closes, joins)) outcome.duplicateJoin(room, participant, at);
  else if (rules.isOrphanLeave(wasOpen, joins, leaves)) outcome.orphanLeave(room, participant, at);
  else if (rules.opensVisit(wasOpen, closes, joins, leaves)) {
    queueChange(state, room, F.addVisit(state, room, participant, at, joinRef) * 2 + 1);
    return;
  }
  if (joinRef !== NONE) outcome.dropped(joinRef);
}

function clearRoom(state: FlatState, room: number, at: EpochMs, rules: CompiledRules): void {
  const { visitLinks, visitTimes, people } = state;
  let visit = state.roomLinks[room * ROOM_LINKS + F.FIRST_VISIT]!;
  // Visits stand in order of join: those opened at this very instant, after the clear, are the last ones.
  while (visit !== NONE && visitTimes[visit * VISIT_TIMES + F.JOIN_AT]! < at) {
    const isOpen = people[visitLinks[visit * VISIT_LINKS + F.BY]! * PERSON + F.OPEN_VISIT] === visit;
    if (isOpen && rules.closesVisit(true, false, true)) closeVisit(state, room, visit, at, NONE);
    visit = visitLinks[visit * VISIT_LINKS + F.NEXT_VISIT]!;
  }
}

function closeVisit(state: FlatState, room: number, visit: number, at: EpochMs, ref: number): void {
  state.visitTimes[visit * VISIT_TIMES + F.LEAVE_AT] = at;
  state.visitLinks[visit * VISIT_LINKS + F.LEAVE_REF] = ref;
  state.people[state.visitLinks[visit * VISIT_LINKS + F.BY]! * PERSON + F.OPEN_VISIT] = NONE;
  queueChange(state, room, visit * 2);
}

function queueChange(state: FlatState, room: number, change: number): void {
  const { roomLinks, visitLinks } = state;
  const r = room * ROOM_LINKS;
  visitLinks[(change >> 1) * VISIT_LINKS + F.NEXT_AFTER_LEAVE + (change & 1)] = NONE;
  const last = roomLinks[r + F.LAST_CHANGE]!;
  if (roomLinks[r + F.NEXT_CHANGE] === NONE) roomLinks[r + F.NEXT_CHANGE] = change;
  else visitLinks[(last >> 1) * VISIT_LINKS + F.NEXT_AFTER_LEAVE + (last & 1)] = change;
  roomLinks[r + F.LAST_CHANGE] = change;
  if (roomLinks[r + F.UNCHECKED] === NONE) roomLinks[r + F.UNCHECKED] = change;
}
