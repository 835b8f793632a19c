import type { EpochMs } from '../../model/time.js';
import type { CompiledRules } from '../compile-rules.js';
import type { FlatOutcome } from './flat-outcome.js';
import { advanceFlat } from './flat-recipe.js';
import * as F from './flat-state.js';
import { type Crowd, type FlatState, NONE, ROOM_LINKS, ROOM_TIMES } from './flat-state.js';
import { pairGathered } from './pair-flat.js';

/** Event types as numbers. */
export const JOIN = 0;
export const LEAVE = 1;
export const CLEAR = 2;

/** Makes one reference of two to names that were told at one instant (clause `names`). */
export type AgreeOnNames = (a: number, b: number) => number;

/**
 * Ends the room's gathered instant if `at` is another, which is later: to be called before an event is gathered. Someone
 * who comes ends no session, so that what follows from it can wait until someone leaves or time moves on.
 */
export function beginInstant(
  state: FlatState,
  room: number,
  at: EpochMs,
  rules: CompiledRules,
  outcome: FlatOutcome,
): void {
  const deed = state.roomLinks[room * ROOM_LINKS + F.DEED]!;
  if (deed === F.NO_DEED) return;
  const gathered = state.roomTimes[room * ROOM_TIMES + F.INSTANT]!;
  if (gathered === at) return;
  if (deed === JOIN) pairGathered(state, room, gathered, rules, outcome);
  else advanceFlat(state, room, gathered, rules, outcome);
}

/**
 * Takes an event of a room, in time order: it waits until the room's next instant, as events of one instant take effect
 * together. Nearly always it is alone at its instant, and kept in the room's record.
 */
export function gatherEvent(
  state: FlatState,
  room: number,
  type: number,
  participant: number,
  at: EpochMs,
  ref: number,
  agree: AgreeOnNames,
): void {
  const { roomLinks } = state;
  const r = room * ROOM_LINKS;
  if (roomLinks[r + F.DEED] !== F.NO_DEED) {
    joinCrowd(state, room, type, participant, ref, agree);
    return;
  }
  state.roomTimes[room * ROOM_TIMES + F.INSTANT] = at;
  roomLinks[r + F.DEED] = type;
  roomLinks[r + F.DEED_BY] = participant;
  roomLinks[r + F.DEED_REF] = ref;
}

function joinCrowd(
  state: FlatState,
  room: number,
  type: number,
  participant: number,
  ref: number,
  agree: AgreeOnNames,
): void {
  const { roomLinks, crowds } = state;
  const r = room * ROOM_LINKS;
  let crowd = crowds.get(room);
  if (crowd === undefined) {
    crowd = { clears: false, deeds: new Map() };
    crowds.set(room, crowd);
    addDeed(crowd, roomLinks[r + F.DEED]!, roomLinks[r + F.DEED_BY]!, roomLinks[r + F.DEED_REF]!, agree);
    roomLinks[r + F.DEED] = F.CROWD;
  }
  if (!addDeed(crowd, type, participant, ref, agree)) state.repeated++;
}

/** Adds an event to a crowd; false if it only repeats another. */
function addDeed(crowd: Crowd, type: number, participant: number, ref: number, agree: AgreeOnNames): boolean {
  if (type === CLEAR) {
    const isNew = !crowd.clears;
    crowd.clears = true;
    return isNew;
  }
  let deed = crowd.deeds.get(participant);
  if (deed === undefined) {
    deed = { participant, joins: false, leaves: false, joinRef: NONE, leaveRef: NONE };
    crowd.deeds.set(participant, deed);
  }
  if (type === JOIN) {
    const isNew = !deed.joins;
    deed.joinRef = isNew ? ref : agree(deed.joinRef, ref);
    deed.joins = true;
    return isNew;
  }
  const isNew = !deed.leaves;
  deed.leaveRef = isNew ? ref : agree(deed.leaveRef, ref);
  deed.leaves = true;
  return isNew;
}
