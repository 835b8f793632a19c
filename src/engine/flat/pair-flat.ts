import type { EpochMs } from '../../model/time.js';
import type { CompiledRules } from '../compile-rules.js';
import type { FlatHost } from './flat-host.js';
import * as F from './flat-state.js';
import { type FlatState, ROOM_LINKS } from './flat-state.js';
import { NONE } from './none.js';
import { TIMES_A_UNIT, WORDS_A_UNIT } from './record-heap.js';

/** Section 1 of SPEC.md: turns the events gathered at an instant into visits, and reports strays. */
export function pairGathered(
  state: FlatState,
  room: number,
  at: EpochMs,
  rules: CompiledRules,
  host: FlatHost,
): void {
  const { roomLinks } = state;
  const r = room * ROOM_LINKS;
  const deed = roomLinks[r + F.DEED]!;
  const by = roomLinks[r + F.DEED_BY]!;
  const ref = roomLinks[r + F.DEED_REF]!;
  roomLinks[r + F.DEED] = F.NO_DEED;
  if (deed === 0) pairDeed(state, room, by, at, true, false, false, ref, NONE, rules, host);
  else if (deed === 1) pairDeed(state, room, by, at, false, true, false, NONE, ref, rules, host);
  else if (deed === 2) clearRoom(state, room, at, rules, host);
  else {
    const { deeds, clears } = state.crowds.get(room)!;
    state.crowds.delete(room);
    for (const { record, joins, leaves, joinRef, leaveRef } of deeds) {
      pairDeed(state, room, record, at, joins, leaves, clears, joinRef, leaveRef, rules, host);
    }
    if (clears) clearRoom(state, room, at, rules, host);
  }
}

function pairDeed(
  state: FlatState,
  room: number,
  record: number,
  at: EpochMs,
  joins: boolean,
  leaves: boolean,
  clears: boolean,
  joinRef: number,
  leaveRef: number,
  rules: CompiledRules,
  host: FlatHost,
): void {
  const wasOpen = (state.heap.words[record * WORDS_A_UNIT + F.FLAGS]! & F.IS_OPEN) !== 0;
  const closes = rules.closesVisit(wasOpen, leaves, clears);
  if (rules.isDuplicateJoin(wasOpen, closes, joins)) host.duplicateJoin(room, record, at);
  else if (rules.isOrphanLeave(wasOpen, joins, leaves)) host.orphanLeave(room, record, at);
  const opens = rules.opensVisit(wasOpen, closes, joins, leaves);
  const next = opens && wasOpen ? host.anew(room, record, joinRef) : record;
  if (closes) closeVisit(state, room, record, at, leaveRef, host);
  else if (leaveRef !== NONE) host.unnamed(leaveRef);
  if (opens) {
    F.openVisit(state, room, next, at, closes ? F.CONTINUES : 0);
    noteChange(state, room, next * 2 + 1);
    host.opened(next, joinRef);
    return;
  }
  if (joinRef !== NONE) host.unnamed(joinRef);
  if (!wasOpen) {
    host.unused(room, record);
    F.removeRecord(state, record);
  }
}

function clearRoom(state: FlatState, room: number, at: EpochMs, rules: CompiledRules, host: FlatHost): void {
  const { words, times } = state.heap;
  const { roomLinks } = state;
  const r = room * ROOM_LINKS;
  const list = F.visitListOf(state, room);
  for (let i = roomLinks[r + F.VISITS]! - 1; i >= 0 && roomLinks[r + F.OPEN]! > 0; i--) {
    const visit = words[list + i]!;
    const isOpen = (words[visit * WORDS_A_UNIT + F.FLAGS]! & F.IS_OPEN) !== 0;
    // Those opened at this very instant came after the clear.
    if (!isOpen || times[visit * TIMES_A_UNIT + F.JOIN_AT]! === at) continue;
    if (rules.closesVisit(true, false, true)) closeVisit(state, room, visit, at, NONE, host);
  }
}

function closeVisit(
  state: FlatState,
  room: number,
  visit: number,
  at: EpochMs,
  ref: number,
  host: FlatHost,
): void {
  const { heap, roomLinks } = state;
  heap.times[visit * TIMES_A_UNIT + F.LEAVE_AT] = at;
  heap.words[visit * WORDS_A_UNIT + F.FLAGS]! &= ~F.IS_OPEN;
  roomLinks[room * ROOM_LINKS + F.OPEN]!--;
  noteChange(state, room, visit * 2);
  host.left(room, visit, ref);
}

/** Notes a change: it goes into the queue, behind those before it, when the room is looked at. */
function noteChange({ heap: { words }, roomLinks }: FlatState, room: number, change: number): void {
  const r = room * ROOM_LINKS;
  words[(change >> 1) * WORDS_A_UNIT + F.NEXT_AFTER_LEAVE + (change & 1)] = roomLinks[r + F.NEWS]!;
  roomLinks[r + F.NEWS] = change;
}
