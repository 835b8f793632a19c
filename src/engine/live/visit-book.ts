import { NEVER } from '../../model/time.js';
import type { Visit } from '../../model/visit.js';
import type { VisitKeeper } from '../flat/flat-host.js';
import * as F from '../flat/flat-state.js';
import { NONE } from '../flat/none.js';
import { TIMES_A_UNIT, WORDS_A_UNIT } from '../flat/record-heap.js';
import {
  addSlot,
  createSlotTable,
  firstSlot,
  nextSlot,
  removeCrowded,
  removeSlot,
  type SlotTable,
  textInRoom,
} from '../flat/slot-table.js';
import type { VisitNames } from '../list-flat.js';
import { giveBack } from './give-back.js';
import type { LiveState } from './live-state.js';
import { createPackedText, isPackedAt, type PackedText, packText, putPacked } from './packed-text.js';
import {
  createRecordTexts,
  dropTexts,
  ID,
  JOIN_USER_ID,
  JOIN_USER_NAME,
  LEAVE_USER_ID,
  LEAVE_USER_NAME,
  putTexts,
  type RecordTexts,
  setText,
  textOf,
} from './record-texts.js';
import { nameHashOf } from './room-book.js';

/** The visits of the live engine beside their flat records: who has one, and by record, what texts they have. */
export interface VisitBook {
  readonly texts: RecordTexts;
  /** of those who have a record, by room and id */
  readonly table: SlotTable;
  /** the id that was looked for last */
  readonly packed: PackedText;
  /** what was seen by looking ahead, of no meaning: a result, so that it is not optimised away */
  looked: number;
}

/** Words of a record beyond the engine's: the hash of room and participant, the id's length if it is packed, and the id. */
const HASH = F.FREE_VISIT_WORDS;
const LENGTH = HASH + 1;
const TEXT = HASH + 2;

/** So many visits are looked at though not all of them will be needed. */
const FEW = 64;

export function createVisitBook(): VisitBook {
  return {
    texts: createRecordTexts(),
    table: createSlotTable(giveBack),
    packed: createPackedText(),
    looked: 0,
  };
}

/** Looks for a participant, from now on, in the room that is looked for. */
export function seekParticipant({ roomBook, visitBook }: LiveState, id: string): void {
  const { packed } = visitBook;
  packText(packed, id, roomBook.packed.hash);
  // Both tables are looked at before anything has to wait for what is there: so they are waited for at once.
  const rooms = roomBook.table.slots;
  const { slots } = visitBook.table;
  visitBook.looked ^= rooms[firstSlot(rooms, roomBook.packed.hash)]! ^ slots[firstSlot(slots, packed.hash)]!;
}

/** The record of the participant in a room who is looked for, NONE if there is none. */
export function findRecord({ heap: { words }, visitBook }: LiveState, room: number, id: string): number {
  const { packed, texts } = visitBook;
  const { slots, crowdedOut } = visitBook.table;
  const { hash, length } = packed;
  for (let slot = firstSlot(slots, hash); slots[slot + 1] !== 0; slot = nextSlot(slots, slot)) {
    if (slots[slot] !== hash) continue;
    const record = slots[slot + 1]! - 1;
    const w = record * WORDS_A_UNIT;
    if (words[w + F.OWNER] !== room || words[w + LENGTH] !== length) continue;
    if (length < 0 ? textOf(texts, record, ID) === id : isPackedAt(packed, words, w + TEXT)) return record;
  }
  return crowdedOut.size === 0 ? NONE : (crowdedOut.get(textInRoom(room, id)) ?? NONE);
}

/**
 * Looks at all visits of a room that will be gone through one by one, and changes nothing: so waiting for their memory
 * is done at once for all of them.
 */
export function expectVisits(state: LiveState, room: number): void {
  const { roomLinks, heap, visitBook } = state;
  const { words } = heap;
  const { texts } = visitBook;
  const count = roomLinks[room * F.ROOM_LINKS + F.VISITS]!;
  if (count > FEW) return;
  const list = F.visitListOf(state, room);
  let seen = 0;
  for (let i = 0; i < count; i++) {
    const record = words[list + i]!;
    seen ^= words[record * WORDS_A_UNIT]!;
    if (textOf(texts, record, ID) === null) seen++;
  }
  visitBook.looked = seen;
}

/** Makes a record for a participant who was looked for last, and has none. Its names are those of a join. */
export function addParticipant(
  state: LiveState,
  room: number,
  id: string,
  userId: string | null,
  userName: string | null,
): number {
  const record = referTo(state, room, id, userId, userName);
  list(state, record);
  return record;
}

/**
 * Refers to the names of an event of a participant who was looked for last, and has a record already: a record that is
 * no visit, yet.
 */
export function referTo(
  state: LiveState,
  room: number,
  id: string,
  userId: string | null,
  userName: string | null,
): number {
  const { packed, texts } = state.visitBook;
  const record = F.addRecord(state, unitsFor(packed), room);
  const { words } = state.heap;
  const w = record * WORDS_A_UNIT;
  words[w + HASH] = packed.hash;
  words[w + LENGTH] = packed.length;
  if (packed.length >= 0) putPacked(packed, words, w + TEXT);
  putTexts(texts, record, id, userId, userName);
  return record;
}

/** Makes a record for a visit that began, and perhaps ended, earlier: the latest of its room. */
export function restoreVisit(state: LiveState, room: number, id: string, visit: Visit): number {
  const { join, leave, joinUserId, joinUserName, leaveUserId, leaveUserName } = visit;
  const { packed, texts } = state.visitBook;
  const isOpen = leave === NEVER;
  packText(packed, id, nameHashOf(state, room));
  const record = isOpen
    ? addParticipant(state, room, id, joinUserId, joinUserName)
    : referTo(state, room, id, joinUserId, joinUserName);
  setText(texts, record, LEAVE_USER_ID, leaveUserId);
  setText(texts, record, LEAVE_USER_NAME, leaveUserName);
  F.openVisit(state, room, record, 0);
  state.heap.times[record * TIMES_A_UNIT + F.JOIN_AT] = join;
  if (isOpen) return record;
  state.heap.times[record * TIMES_A_UNIT + F.LEAVE_AT] = leave;
  state.heap.words[record * WORDS_A_UNIT + F.FLAGS]! &= ~F.IS_OPEN;
  state.roomLinks[room * F.ROOM_LINKS + F.OPEN]!--;
  return record;
}

/** What visits are called. */
export const visitNames: VisitNames<LiveState> = {
  idOf,
  joinUserId: ({ visitBook: { texts } }, record) => textOf(texts, record, JOIN_USER_ID),
  joinUserName: ({ visitBook: { texts } }, record) => textOf(texts, record, JOIN_USER_NAME),
  leaveUserId: ({ visitBook: { texts } }, record) => textOf(texts, record, LEAVE_USER_ID),
  leaveUserName: ({ visitBook: { texts } }, record) => textOf(texts, record, LEAVE_USER_NAME),
};

export const visitKeeper: VisitKeeper<LiveState> = {
  opened(state, visit, ref) {
    if (ref === NONE || ref === visit) return;
    const { texts } = state.visitBook;
    setText(texts, visit, JOIN_USER_ID, textOf(texts, ref, JOIN_USER_ID));
    setText(texts, visit, JOIN_USER_NAME, textOf(texts, ref, JOIN_USER_NAME));
    unnamed(state, ref);
  },
  left(state, _room, visit, ref) {
    unlist(state, visit);
    if (ref === NONE) return;
    const { texts } = state.visitBook;
    setText(texts, visit, LEAVE_USER_ID, textOf(texts, ref, JOIN_USER_ID));
    setText(texts, visit, LEAVE_USER_NAME, textOf(texts, ref, JOIN_USER_NAME));
    unnamed(state, ref);
  },
  anew(state, _room, _visit, ref) {
    list(state, ref);
    return ref;
  },
  unnamed,
  unused(state, _room, record) {
    unlist(state, record);
    dropped(state, record);
  },
  dropped,
  spelled(state, record, ref) {
    if (ref !== NONE) return ref;
    const room = ownerOf(state, record);
    const { packed, texts } = state.visitBook;
    const id = idOf(state, record);
    packText(packed, id, nameHashOf(state, room));
    const userName = textOf(texts, record, JOIN_USER_NAME);
    return referTo(state, room, id, textOf(texts, record, JOIN_USER_ID), userName);
  },
  agreed(state, a, b) {
    if (a === NONE || b === NONE) return a === NONE ? b : a;
    const { texts } = state.visitBook;
    for (const name of [JOIN_USER_ID, JOIN_USER_NAME]) {
      setText(texts, a, name, state.rules.agreedName(textOf(texts, a, name), textOf(texts, b, name)));
    }
    unnamed(state, b);
    return a;
  },
};

/** Lets a record be found. */
function list(state: LiveState, record: number): void {
  const { table } = state.visitBook;
  if (addSlot(table, hashOf(state, record), record)) return;
  table.crowdedOut.set(textInRoom(ownerOf(state, record), idOf(state, record)), record);
}

function unlist(state: LiveState, record: number): void {
  const { table } = state.visitBook;
  if (removeSlot(table, hashOf(state, record), record)) return;
  removeCrowded(table, textInRoom(ownerOf(state, record), idOf(state, record)), record);
}

function hashOf({ heap: { words } }: LiveState, record: number): number {
  return words[record * WORDS_A_UNIT + HASH]!;
}

function ownerOf({ heap: { words } }: LiveState, record: number): number {
  return words[record * WORDS_A_UNIT + F.OWNER]!;
}

/** Lets the texts go, as the record is given back. */
function dropped({ visitBook: { texts } }: LiveState, record: number): void {
  dropTexts(texts, record);
}

function unnamed(state: LiveState, ref: number): void {
  dropped(state, ref);
  F.removeRecord(state, ref);
}

function idOf({ visitBook: { texts } }: LiveState, record: number): string {
  return textOf(texts, record, ID)!;
}

function unitsFor({ count, length }: PackedText): number {
  return length < 0 ? 1 : Math.ceil((TEXT + count) / WORDS_A_UNIT);
}
