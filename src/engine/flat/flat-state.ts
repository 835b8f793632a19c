import { ALWAYS, NEVER } from '../../model/time.js';

/*
 * The state of many rooms as flat records in typed arrays: what the bulk path runs on. A room, a visit and a
 * participant are numbers; nothing here is an object, so nothing is allocated for an event.
 */

/** Fields of a room that are instants, in `roomTimes`. */
export const ROOM_TIMES = 8;
export const SINCE = 0; // with no session running: since when someone is alone
export const START = 1; // of the running session, NEVER for none
export const ALONE_SINCE = 2;
export const DECIDED_AT = 3;
export const BEGAN_AFTER = 4;
export const BEGAN_ON = 5;
export const INSTANT = 6; // of the events that are being gathered
export const WAKE = 7; // for whoever schedules rooms

/** Fields of a room that are counts and numbers of other records, in `roomLinks`. */
export const ROOM_LINKS = 16;
export const PRESENT = 0;
export const PRESENT_XOR = 1; // of the visits in P: with one present, that visit
export const MAX = 2;
export const FIRST_VISIT = 3;
export const LAST_VISIT = 4;
export const VISITS = 5;
export const SPENT = 6; // how many visits, at most, can no longer matter
export const NEXT_CHANGE = 7; // the first change not in effect
export const LAST_CHANGE = 8;
export const UNCHECKED = 9; // the first change of which it must be asked whether it is decided
export const BEGAN = 10; // index of BEGIN_CLAUSES
export const BEGAN_BY = 11; // participant
export const BEGAN_WITH = 12;
export const DEED = 13; // gathered at INSTANT: NO_DEED, one event's type, or CROWD
export const DEED_BY = 14;
export const DEED_REF = 15;

export const NO_DEED = -1;
/** Several events at one instant: they are in `crowds`. */
export const CROWD = 3;

/** Fields of a visit: its interval in `visitTimes`, the rest in `visitLinks`. */
export const VISIT_TIMES = 2;
export const JOIN_AT = 0;
export const LEAVE_AT = 1;
export const VISIT_LINKS = 8;
export const BY = 0; // participant
export const JOIN_REF = 1; // where the names of the join are, −1 for none
export const LEAVE_REF = 2;
export const NEXT_VISIT = 3; // in the room, in order of join; in the list of free ones
export const NEXT_AFTER_LEAVE = 4; // the change that follows this visit's leave, and its join
export const NEXT_AFTER_JOIN = 5;
export const APPLIED = 6; // bit 1: the join is in effect; bit 0: the leave is

export const NONE = -1;

/** What one participant does at an instant at which several things happen. */
export interface CrowdDeed {
  readonly participant: number;
  joins: boolean;
  leaves: boolean;
  joinRef: number;
  leaveRef: number;
}

/** Everything that happens in a room at an instant, where that is more than one event. */
export interface Crowd {
  clears: boolean;
  readonly deeds: Map<number, CrowdDeed>;
}

export interface FlatState {
  roomTimes: Float64Array;
  roomLinks: Int32Array;
  rooms: number;
  freeRooms: number[];
  visitTimes: Float64Array;
  visitLinks: Int32Array;
  visits: number;
  freeVisit: number;
  /** by participant: the open visit, NONE for none */
  openVisit: Int32Array;
  /** by participant: how many visits and beginnings name it */
  holds: Int32Array;
  participants: number;
  freeParticipants: number[];
  readonly crowds: Map<number, Crowd>;
  /** how many events only repeated another */
  repeated: number;
}

export function createFlatState(): FlatState {
  return {
    roomTimes: new Float64Array(ROOM_TIMES * 64),
    roomLinks: new Int32Array(ROOM_LINKS * 64),
    rooms: 0,
    freeRooms: [],
    visitTimes: new Float64Array(VISIT_TIMES * 256),
    visitLinks: new Int32Array(VISIT_LINKS * 256),
    visits: 0,
    freeVisit: NONE,
    openVisit: new Int32Array(256),
    holds: new Int32Array(256),
    participants: 0,
    freeParticipants: [],
    crowds: new Map(),
    repeated: 0,
  };
}

/** A room in which nothing has happened yet. */
export function addRoom(state: FlatState): number {
  let room = state.freeRooms.pop();
  if (room === undefined) {
    room = state.rooms++;
    if (state.rooms * ROOM_TIMES > state.roomTimes.length) {
      state.roomTimes = grown(state.roomTimes, new Float64Array(state.roomTimes.length * 2));
      state.roomLinks = grown(state.roomLinks, new Int32Array(state.roomLinks.length * 2));
    }
  }
  const times = room * ROOM_TIMES;
  state.roomTimes.fill(NEVER, times, times + ROOM_TIMES);
  state.roomTimes[times + DECIDED_AT] = ALWAYS;
  const links = room * ROOM_LINKS;
  state.roomLinks.fill(NONE, links, links + ROOM_LINKS);
  for (const field of [PRESENT, PRESENT_XOR, MAX, VISITS, SPENT, BEGAN, BEGAN_WITH]) {
    state.roomLinks[links + field] = 0;
  }
  return room;
}

/** Gives a room's record back; it must be forgettable. */
export function removeRoom(state: FlatState, room: number): void {
  state.freeRooms.push(room);
}

/** A participant who is in no visit yet. */
export function addParticipant(state: FlatState): number {
  const free = state.freeParticipants.pop();
  const participant = free ?? state.participants++;
  if (state.participants > state.openVisit.length) {
    state.openVisit = grown(state.openVisit, new Int32Array(state.openVisit.length * 2));
    state.holds = grown(state.holds, new Int32Array(state.holds.length * 2));
  }
  state.openVisit[participant] = NONE;
  state.holds[participant] = 0;
  return participant;
}

/** Gives a participant's record back; nothing may name it any more. */
export function removeParticipant(state: FlatState, participant: number): void {
  state.freeParticipants.push(participant);
}

/** Opens a visit at the end of a room's list. */
export function addVisit(
  state: FlatState,
  room: number,
  participant: number,
  at: number,
  ref: number,
): number {
  let visit = state.freeVisit;
  if (visit !== NONE) {
    state.freeVisit = state.visitLinks[visit * VISIT_LINKS + NEXT_VISIT]!;
  } else {
    visit = state.visits++;
    if (state.visits * VISIT_TIMES > state.visitTimes.length) {
      state.visitTimes = grown(state.visitTimes, new Float64Array(state.visitTimes.length * 2));
      state.visitLinks = grown(state.visitLinks, new Int32Array(state.visitLinks.length * 2));
    }
  }
  state.visitTimes[visit * VISIT_TIMES + JOIN_AT] = at;
  state.visitTimes[visit * VISIT_TIMES + LEAVE_AT] = NEVER;
  const v = visit * VISIT_LINKS;
  const { visitLinks, roomLinks } = state;
  visitLinks[v + BY] = participant;
  visitLinks[v + JOIN_REF] = ref;
  visitLinks[v + LEAVE_REF] = NONE;
  visitLinks[v + NEXT_VISIT] = NONE;
  visitLinks[v + APPLIED] = 0;
  const r = room * ROOM_LINKS;
  const last = roomLinks[r + LAST_VISIT]!;
  if (last === NONE) roomLinks[r + FIRST_VISIT] = visit;
  else visitLinks[last * VISIT_LINKS + NEXT_VISIT] = visit;
  roomLinks[r + LAST_VISIT] = visit;
  roomLinks[r + VISITS]!++;
  state.openVisit[participant] = visit;
  state.holds[participant]!++;
  return visit;
}

function grown<A extends Float64Array | Int32Array>(from: A, to: A): A {
  to.set(from);
  return to;
}
