import type { CompiledRules } from '../compile-rules.js';
import { JOIN, LEAVE } from './event-types.js';
import type { FlatHost } from './flat-host.js';
import * as F from './flat-state.js';
import { type FlatState, ROOM_LINKS } from './flat-state.js';
import { NONE } from './none.js';
import { TIMES_A_UNIT, WORDS_A_UNIT } from './record-heap.js';

/*
 * Section 1 of SPEC.md: turns the events of an instant, the state's, into visits, and reports strays.
 */

/** Pairs the events that were gathered in a room. */
export function pairGathered<S extends FlatState>(
  state: S,
  room: number,
  rules: CompiledRules,
  host: FlatHost<S>,
): void {
  const { roomLinks } = state;
  const r = room * ROOM_LINKS;
  const deed = roomLinks[r + F.DEED]!;
  roomLinks[r + F.DEED] = F.NO_DEED;
  if (deed !== F.CROWD) {
    pairEvent(state, room, deed, roomLinks[r + F.DEED_BY]!, roomLinks[r + F.DEED_REF]!, rules, host);
    return;
  }
  const { deeds, clears } = state.crowds[roomLinks[r + F.DEED_BY]!]!;
  for (const { record, joins, leaves, joinRef, leaveRef } of deeds) {
    pairDeed(state, room, record, joins, leaves, clears, joinRef, leaveRef, rules, host);
  }
  if (clears) clearRoom(state, room, rules, host);
}

/** Pairs an event that is alone in its room at its instant. */
export function pairEvent<S extends FlatState>(
  state: S,
  room: number,
  type: number,
  record: number,
  ref: number,
  rules: CompiledRules,
  host: FlatHost<S>,
): void {
  if (type === JOIN) pairDeed(state, room, record, true, false, false, ref, NONE, rules, host);
  else if (type === LEAVE) pairDeed(state, room, record, false, true, false, NONE, ref, rules, host);
  else clearRoom(state, room, rules, host);
}

function pairDeed<S extends FlatState>(
  state: S,
  room: number,
  record: number,
  joins: boolean,
  leaves: boolean,
  clears: boolean,
  joinRef: number,
  leaveRef: number,
  rules: CompiledRules,
  host: FlatHost<S>,
): void {
  const wasOpen = (state.heap.words[record * WORDS_A_UNIT + F.FLAGS]! & F.IS_OPEN) !== 0;
  const closes = rules.closesVisit(wasOpen, leaves, clears);
  if (rules.isDuplicateJoin(wasOpen, closes, joins)) host.duplicateJoin(state, room, record, state.instant);
  else if (rules.isOrphanLeave(wasOpen, joins, leaves)) host.orphanLeave(state, room, record, state.instant);
  const opens = rules.opensVisit(wasOpen, closes, joins, leaves);
  const next = opens && wasOpen ? host.anew(state, room, record, joinRef) : record;
  if (closes) closeVisit(state, room, record, leaveRef, host);
  else if (leaveRef !== NONE) host.unnamed(state, leaveRef);
  if (opens) {
    F.openVisit(state, room, next, closes ? F.CONTINUES : 0);
    noteChange(state, room, next * 2 + 1);
    host.opened(state, next, joinRef);
    return;
  }
  if (joinRef !== NONE) host.unnamed(state, joinRef);
  if (!wasOpen) {
    host.unused(state, room, record);
    F.removeRecord(state, record);
  }
}

function clearRoom<S extends FlatState>(
  state: S,
  room: number,
  rules: CompiledRules,
  host: FlatHost<S>,
): void {
  const { words, times } = state.heap;
  const { roomLinks } = state;
  const r = room * ROOM_LINKS;
  const list = F.visitListOf(state, room);
  for (let i = roomLinks[r + F.VISITS]! - 1; i >= 0 && roomLinks[r + F.OPEN]! > 0; i--) {
    const visit = words[list + i]!;
    const isOpen = (words[visit * WORDS_A_UNIT + F.FLAGS]! & F.IS_OPEN) !== 0;
    // Those opened at this very instant came after the clear.
    if (!isOpen || times[visit * TIMES_A_UNIT + F.JOIN_AT]! === state.instant) continue;
    if (rules.closesVisit(true, false, true)) closeVisit(state, room, visit, NONE, host);
  }
}

function closeVisit<S extends FlatState>(
  state: S,
  room: number,
  visit: number,
  ref: number,
  host: FlatHost<S>,
): void {
  const { heap, roomLinks } = state;
  heap.times[visit * TIMES_A_UNIT + F.LEAVE_AT] = state.instant;
  heap.words[visit * WORDS_A_UNIT + F.FLAGS]! &= ~F.IS_OPEN;
  roomLinks[room * ROOM_LINKS + F.OPEN]!--;
  noteChange(state, room, visit * 2);
  host.left(state, room, visit, ref);
}

/** Notes a change: it goes into the queue, behind those before it, when the room is looked at. */
function noteChange({ heap: { words }, roomLinks }: FlatState, room: number, change: number): void {
  const r = room * ROOM_LINKS;
  const latest = roomLinks[r + F.NEWS]!;
  words[(change >> 1) * WORDS_A_UNIT + F.NEXT_AFTER_LEAVE + (change & 1)] = latest;
  roomLinks[r + F.NEWS] = change;
  if (latest === NONE) roomLinks[r + F.FIRST_NEWS] = change;
}
