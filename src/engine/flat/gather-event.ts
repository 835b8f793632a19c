import type { CompiledRules } from '../compile-rules.js';
import { CLEAR, JOIN } from './event-types.js';
import type { FlatHost } from './flat-host.js';
import * as F from './flat-state.js';
import { type Crowd, type CrowdDeed, type FlatState, ROOM_LINKS } from './flat-state.js';
import { NONE } from './none.js';
import { addNumber } from './number-list.js';
import { pairGathered } from './pair-flat.js';

/** So many participants of a crowd are told apart without an index. */
const FEW = 8;

/** Ends the instant whose events are being gathered: no more of them will come. */
export function endInstant<S extends FlatState>(state: S, rules: CompiledRules, host: FlatHost<S>): void {
  const { gathering } = state;
  for (let i = 0; i < gathering.length; i++) {
    pairGathered(state, gathering.items[i]!, rules, host);
  }
  gathering.length = 0;
  // A new one: to shorten an array takes a call of the runtime.
  if (state.crowds.length > 0) state.crowds = [];
}

/**
 * Takes an event of a room at the state's instant: it waits until the instant has ended, as events of one instant take
 * effect together. Nearly always it is alone, and kept in the room's record. Another instant must have been ended before.
 */
export function gatherEvent<S extends FlatState>(
  state: S,
  room: number,
  type: number,
  record: number,
  ref: number,
  host: FlatHost<S>,
): void {
  const { roomLinks } = state;
  const r = room * ROOM_LINKS;
  if (roomLinks[r + F.DEED] !== F.NO_DEED) {
    joinCrowd(state, room, type, record, ref, host);
    return;
  }
  addNumber(state.gathering, room);
  roomLinks[r + F.DEED] = type;
  roomLinks[r + F.DEED_BY] = record;
  roomLinks[r + F.DEED_REF] = ref;
}

function joinCrowd<S extends FlatState>(
  state: S,
  room: number,
  type: number,
  record: number,
  ref: number,
  host: FlatHost<S>,
): void {
  const { roomLinks, crowds } = state;
  const r = room * ROOM_LINKS;
  if (roomLinks[r + F.DEED] !== F.CROWD) {
    const begun: Crowd = { clears: false, deeds: [], places: null };
    addDeed(
      state,
      begun,
      roomLinks[r + F.DEED]!,
      roomLinks[r + F.DEED_BY]!,
      roomLinks[r + F.DEED_REF]!,
      host,
    );
    roomLinks[r + F.DEED] = F.CROWD;
    roomLinks[r + F.DEED_BY] = crowds.push(begun) - 1;
  }
  const crowd = crowds[roomLinks[r + F.DEED_BY]!]!;
  if (!addDeed(state, crowd, type, record, ref, host)) state.repeated++;
}

/** Adds an event to a crowd; false if it only repeats another. */
function addDeed<S extends FlatState>(
  state: S,
  crowd: Crowd,
  type: number,
  record: number,
  ref: number,
  host: FlatHost<S>,
): boolean {
  if (type === CLEAR) {
    const isNew = !crowd.clears;
    crowd.clears = true;
    return isNew;
  }
  const deed = deedOf(crowd, record);
  if (type === JOIN) {
    const isNew = !deed.joins;
    deed.joinRef = isNew ? ref : host.agreed(state, host.spelled(state, record, deed.joinRef), ref);
    deed.joins = true;
    return isNew;
  }
  const isNew = !deed.leaves;
  deed.leaveRef = isNew ? ref : host.agreed(state, deed.leaveRef, ref);
  deed.leaves = true;
  return isNew;
}

/** What a participant does: found by looking at all of them while they are few. */
function deedOf(crowd: Crowd, record: number): CrowdDeed {
  const { deeds } = crowd;
  if (crowd.places === null) {
    for (let i = 0; i < deeds.length; i++) if (deeds[i]!.record === record) return deeds[i]!;
    if (deeds.length === FEW) crowd.places = new Map(deeds.map((known, i) => [known.record, i]));
  } else {
    const place = crowd.places.get(record);
    if (place !== undefined) return deeds[place]!;
  }
  crowd.places?.set(record, deeds.length);
  const deed = { record, joins: false, leaves: false, joinRef: NONE, leaveRef: NONE };
  deeds.push(deed);
  return deed;
}
