import { ALWAYS, type EpochMs, NEVER } from '../../model/time.js';
import { copyLines, createLines, wordsOf } from './lines.js';
import { NONE } from './none.js';
import { createNumberList, type NumberList } from './number-list.js';
import {
  allocate,
  createRecordHeap,
  type RecordHeap,
  release,
  TIMES_A_UNIT,
  WORDS_A_UNIT,
} from './record-heap.js';

/*
 * The state of many rooms as flat records in typed arrays: what the byte path runs on. A room and a visit are numbers;
 * nothing here is an object, so nothing is allocated for an event. Participants have no records: one who is in a room
 * is known by the visit that is open.
 */

/*
 * A room's record, of 256 bytes, is seen both as 64-bit instants (`roomTimes`) and as 32-bit links (`roomLinks`). What an
 * event needs comes first, what a decision needs is together behind the middle, what only an end needs is last: memory
 * comes in lines of 64 bytes, and each costs.
 */
export const ROOM_TIMES = 32;
export const ROOM_LINKS = 64;

/** Links. */
export const DEED = 0; // gathered at the instant: NO_DEED, one event's type, or CROWD
export const DEED_BY = 1; // the participant's record
export const DEED_REF = 2;
export const OPEN = 3; // how many visits are open
export const NEWS = 4; // the latest change that is not in the queue yet; each links to the one before
export const VISITS = 5;
const VISIT_LIST = 6; // where the numbers of the visits are, in order of join
const LIST_UNITS = 7; // the size of that list
/** From here on so many links are for whoever keeps rooms; the two before are an instant. */
export const FREE_ROOM_LINKS = 10;
export const FREE_ROOM_LINKS_END = 32;
export const PRESENT = 40;
export const PRESENT_XOR = 41; // of the visits in P: with one present, that visit
export const MAX = 42;
export const SPENT = 43; // how many visits, at most, can no longer matter
export const NEXT_CHANGE = 44; // the first change not in effect
export const LAST_CHANGE = 45;
export const UNCHECKED = 46; // the first change of which it must be asked whether it is decided
export const FIRST_NEWS = 47; // the first change that is not in the queue yet
export const BEGAN = 54; // index of BEGIN_CLAUSES
export const BEGAN_BY = 55; // the visit of the one who was alone, NONE for none
export const BEGAN_WITH = 56;

/** Instants. */
export const WAKE_AT = 4; // when the room is to be looked at, NEVER for not at all
export const SINCE = 16; // with no session running: since when someone is alone
export const START = 17; // of the running session, NEVER for none
export const ALONE_SINCE = 18;
export const DECIDED_AT = 19;
export const BEGAN_AFTER = 24;
export const BEGAN_ON = 25;

export const NO_DEED = -1;
/** Several events at one instant: they are in `crowds`. */
export const CROWD = 3;

/** Fields of a visit: its interval in the heap's times, the rest behind it in its words. */
export const JOIN_AT = 0;
export const LEAVE_AT = 1;
export const OWNER = 4; // for whoever keeps visits
export const NEXT_AFTER_LEAVE = 5; // in a list of changes: what follows this visit's leave; behind it, its join
export const FLAGS = 7;
/** From here on a visit's words are for whoever keeps visits. */
export const FREE_VISIT_WORDS = 8;

/** Bits of FLAGS. */
export const LEAVE_APPLIED = 1;
export const JOIN_APPLIED = 2;
export const IS_OPEN = 4;
/** The participant left and came back at the instant of the join: the leave is the change before it. */
export const CONTINUES = 8;
/** The record's size in units, of five bits. */
const UNITS_SHIFT = 4;
/** From here on so many bits of FLAGS are for whoever keeps visits. */
export const FREE_FLAGS_SHIFT = 9;

/** What one participant does at an instant at which several things happen. */
export interface CrowdDeed {
  /** the participant's record: the visit that was open, or one for a visit that may be */
  readonly record: number;
  joins: boolean;
  leaves: boolean;
  joinRef: number;
  leaveRef: number;
}

/** Everything that happens in a room at an instant, where that is more than one event. */
export interface Crowd {
  clears: boolean;
  readonly deeds: CrowdDeed[];
  /** by record, its place among the deeds; null while these are few */
  places: Map<number, number> | null;
}

export interface FlatState {
  roomTimes: Float64Array<ArrayBuffer>;
  roomLinks: Int32Array<ArrayBuffer>;
  rooms: number;
  readonly freeRooms: number[];
  readonly heap: RecordHeap;
  /** of the event that came last, and the rooms of those that are being gathered */
  instant: number;
  readonly gathering: NumberList;
  /** of the rooms in which several things happen at that instant: such a room's DEED_BY is the place of its own */
  crowds: Crowd[];
  /** how many events only repeated another */
  repeated: number;
  /** Of the list of visits of the room that is being brought to T, the places [gapFrom, gapTo) whose visits are dropped already. */
  gapFrom: number;
  gapTo: number;
}

/** How much there is to begin with. It grows as it must, at the cost of a copy, and of both being there for a while. */
export interface Capacity {
  readonly rooms: number;
  /** of the records' heap */
  readonly units: number;
}

const FEW: Capacity = { rooms: 8, units: 64 };

export function createFlatState({ rooms, units } = FEW, grow = copyLines): FlatState {
  const roomTimes = createLines(ROOM_TIMES * rooms);
  return {
    roomTimes,
    roomLinks: wordsOf(roomTimes),
    rooms: 0,
    freeRooms: [],
    heap: createRecordHeap(units, grow),
    instant: ALWAYS,
    gathering: createNumberList(),
    crowds: [],
    repeated: 0,
    gapFrom: 0,
    gapTo: 0,
  };
}

/** A room in which nothing has happened yet. */
export function addRoom(state: FlatState): number {
  const room = state.freeRooms.pop() ?? state.rooms++;
  if (state.rooms * ROOM_TIMES > state.roomTimes.length) {
    state.roomTimes = state.heap.grow(state.roomTimes, state.roomTimes.length * 2);
    state.roomLinks = wordsOf(state.roomTimes);
  }
  const t = room * ROOM_TIMES;
  const r = room * ROOM_LINKS;
  const { roomTimes, roomLinks } = state;
  // Not `fill`, which takes a call of the runtime.
  for (let i = r; i < r + ROOM_LINKS; i++) roomLinks[i] = 0;
  roomLinks[r + DEED] = NO_DEED;
  roomLinks[r + NEWS] = NONE;
  roomLinks[r + VISIT_LIST] = NONE;
  roomLinks[r + NEXT_CHANGE] = NONE;
  roomLinks[r + LAST_CHANGE] = NONE;
  roomLinks[r + UNCHECKED] = NONE;
  roomLinks[r + FIRST_NEWS] = NONE;
  roomLinks[r + BEGAN_BY] = NONE;
  roomTimes[t + WAKE_AT] = NEVER;
  roomTimes[t + SINCE] = NEVER;
  roomTimes[t + START] = NEVER;
  roomTimes[t + ALONE_SINCE] = NEVER;
  roomTimes[t + DECIDED_AT] = ALWAYS;
  roomTimes[t + BEGAN_AFTER] = NEVER;
  roomTimes[t + BEGAN_ON] = NEVER;
  return room;
}

/** Gives a room's record back; it must be forgettable. It is not looked at any more. */
export function removeRoom(state: FlatState, room: number): void {
  state.roomTimes[room * ROOM_TIMES + WAKE_AT] = NEVER;
  state.freeRooms.push(room);
}

/** A record for a participant who has no open visit: it becomes a visit, or is given back unused. */
export function addRecord({ heap }: FlatState, units: number, owner: number): number {
  const record = allocate(heap, units);
  heap.words[record * WORDS_A_UNIT + OWNER] = owner;
  heap.words[record * WORDS_A_UNIT + FLAGS] = units << UNITS_SHIFT;
  return record;
}

/** Gives a record back. */
export function removeRecord({ heap }: FlatState, record: number): void {
  release(heap, record, unitsOf(heap, record));
}

/** A record's size. */
function unitsOf(heap: RecordHeap, record: number): number {
  return (heap.words[record * WORDS_A_UNIT + FLAGS]! >> UNITS_SHIFT) & 31;
}

/** Makes a record the latest visit of its room, from the state's instant on. */
export function openVisit(state: FlatState, room: number, visit: number, flags: number): void {
  const r = room * ROOM_LINKS;
  const count = state.roomLinks[r + VISITS]!;
  if (count === state.roomLinks[r + LIST_UNITS]! * WORDS_A_UNIT) growList(state, r);
  const { heap, roomLinks } = state;
  const { times, words } = heap;
  times[visit * TIMES_A_UNIT + JOIN_AT] = state.instant;
  times[visit * TIMES_A_UNIT + LEAVE_AT] = NEVER;
  words[visit * WORDS_A_UNIT + FLAGS]! |= IS_OPEN | flags;
  words[roomLinks[r + VISIT_LIST]! * WORDS_A_UNIT + count] = visit;
  roomLinks[r + VISITS] = count + 1;
  roomLinks[r + OPEN]!++;
}

/** The place in the heap's words at which the list of a room's visits begins. */
export function visitListOf({ roomLinks }: FlatState, room: number): number {
  return roomLinks[room * ROOM_LINKS + VISIT_LIST]! * WORDS_A_UNIT;
}

/** A place in the list of visits of the room that is being brought to T, or where it goes on if that is in its gap. */
export function pastGap({ gapFrom, gapTo }: FlatState, place: number): number {
  return place === gapFrom ? gapTo : place;
}

/** Whether a visit, and with it all behind it in the list, comes after an end, and has not been looked at for what it changes. */
export function isToCome({ heap: { times, words } }: FlatState, visit: number, end: EpochMs): boolean {
  return (
    times[visit * TIMES_A_UNIT + JOIN_AT]! > end &&
    (words[visit * WORDS_A_UNIT + FLAGS]! & JOIN_APPLIED) === 0
  );
}

function growList({ heap, roomLinks }: FlatState, r: number): void {
  const units = roomLinks[r + LIST_UNITS]!;
  const list = allocate(heap, Math.max(1, 2 * units));
  if (units > 0) {
    const from = roomLinks[r + VISIT_LIST]! * WORDS_A_UNIT;
    heap.words.copyWithin(list * WORDS_A_UNIT, from, from + units * WORDS_A_UNIT);
    release(heap, roomLinks[r + VISIT_LIST]!, units);
  }
  roomLinks[r + VISIT_LIST] = list;
  roomLinks[r + LIST_UNITS] = Math.max(1, 2 * units);
}

/** Lets a room have so many visits as are left in its list, and gives back what is far too long for them. */
export function shortenList({ heap, roomLinks }: FlatState, room: number, count: number): void {
  const r = room * ROOM_LINKS;
  roomLinks[r + VISITS] = count;
  const units = roomLinks[r + LIST_UNITS]!;
  if (count > 0 || units === 0) return;
  release(heap, roomLinks[r + VISIT_LIST]!, units);
  roomLinks[r + VISIT_LIST] = NONE;
  roomLinks[r + LIST_UNITS] = 0;
}
