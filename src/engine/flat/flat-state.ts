import { ALWAYS, NEVER } from '../../model/time.js';

/*
 * The state of many rooms as flat records in typed arrays: what the bulk path runs on. A room, a visit and a
 * participant are numbers; nothing here is an object, so nothing is allocated for an event.
 */

/** Records lie whole in one buffer that is seen both as 64-bit instants and as 32-bit links: one place in memory each. */

/** Fields of a room that are instants, in `roomTimes`; the record's size in such. */
export const ROOM_TIMES = 16;
export const SINCE = 0; // with no session running: since when someone is alone
export const START = 1; // of the running session, NEVER for none
export const ALONE_SINCE = 2;
export const DECIDED_AT = 3;
export const BEGAN_AFTER = 4;
export const BEGAN_ON = 5;
export const INSTANT = 6; // of the events that are being gathered
export const WAKE = 7; // for whoever schedules rooms

/** Fields of a room that are counts and numbers of other records, in `roomLinks`, behind the instants. */
export const ROOM_LINKS = 32;
export const PRESENT = 16;
export const PRESENT_XOR = 17; // of the visits in P: with one present, that visit
export const MAX = 18;
export const FIRST_VISIT = 19;
export const LAST_VISIT = 20;
export const VISITS = 21;
export const SPENT = 22; // how many visits, at most, can no longer matter
export const NEXT_CHANGE = 23; // the first change not in effect
export const LAST_CHANGE = 24;
export const UNCHECKED = 25; // the first change of which it must be asked whether it is decided
export const BEGAN = 26; // index of BEGIN_CLAUSES
export const BEGAN_BY = 27; // participant
export const BEGAN_WITH = 28;
export const DEED = 29; // gathered at INSTANT: NO_DEED, one event's type, or CROWD
export const DEED_BY = 30;
export const DEED_REF = 31;

export const NO_DEED = -1;
/** Several events at one instant: they are in `crowds`. */
export const CROWD = 3;

/** Fields of a visit: its interval in `visitTimes`, the rest behind it in `visitLinks`. */
export const VISIT_TIMES = 8;
export const JOIN_AT = 0;
export const LEAVE_AT = 1;
export const VISIT_LINKS = 16;
export const BY = 4; // participant
export const JOIN_REF = 5; // where the names of the join are, −1 for none
export const LEAVE_REF = 6;
export const NEXT_VISIT = 7; // in the room, in order of join; in the list of free ones
export const NEXT_AFTER_LEAVE = 8; // the change that follows this visit's leave; behind it, that of its join
export const APPLIED = 10; // bit 1: the join is in effect; bit 0: the leave is

/** Fields of a participant, in `people`; the rest of the record is free for whoever names participants. */
export const PERSON = 16;
export const OPEN_VISIT = 0; // NONE for none
export const HOLDS = 1; // how many visits and beginnings name the participant
export const FREE_FOR_NAMES = 2;

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
  roomTimes: Float64Array<ArrayBuffer>;
  roomLinks: Int32Array;
  rooms: number;
  freeRooms: number[];
  visitTimes: Float64Array<ArrayBuffer>;
  visitLinks: Int32Array;
  visits: number;
  freeVisit: number;
  people: Int32Array<ArrayBuffer>;
  participants: number;
  freeParticipants: number[];
  readonly crowds: Map<number, Crowd>;
  /** how many events only repeated another */
  repeated: number;
}

export function createFlatState(): FlatState {
  const roomTimes = new Float64Array(ROOM_TIMES * 64);
  const visitTimes = new Float64Array(VISIT_TIMES * 256);
  return {
    roomTimes,
    roomLinks: new Int32Array(roomTimes.buffer),
    rooms: 0,
    freeRooms: [],
    visitTimes,
    visitLinks: new Int32Array(visitTimes.buffer),
    visits: 0,
    freeVisit: NONE,
    people: new Int32Array(PERSON * 256),
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
      state.roomLinks = new Int32Array(state.roomTimes.buffer);
    }
  }
  const times = room * ROOM_TIMES;
  state.roomTimes.fill(NEVER, times, times + WAKE + 1);
  state.roomTimes[times + DECIDED_AT] = ALWAYS;
  const links = room * ROOM_LINKS;
  state.roomLinks.fill(NONE, links + PRESENT, links + DEED_REF + 1);
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
  if (state.participants * PERSON > state.people.length) {
    state.people = grown(state.people, new Int32Array(state.people.length * 2));
  }
  state.people[participant * PERSON + OPEN_VISIT] = NONE;
  state.people[participant * PERSON + HOLDS] = 0;
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
      state.visitLinks = new Int32Array(state.visitTimes.buffer);
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
  state.people[participant * PERSON + OPEN_VISIT] = visit;
  state.people[participant * PERSON + HOLDS]!++;
  return visit;
}

function grown<A extends Float64Array | Int32Array>(from: A, to: A): A {
  to.set(from);
  return to;
}
