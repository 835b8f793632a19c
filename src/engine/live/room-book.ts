import * as F from '../flat/flat-state.js';
import { NONE } from '../flat/none.js';
import {
  addSlot,
  createSlotTable,
  firstSlot,
  nextSlot,
  removeSlot,
  type SlotTable,
} from '../flat/slot-table.js';
import type { LiveState } from './live-state.js';
import { createPackedText, isPackedAt, type PackedText, packText, putPacked } from './packed-text.js';

/** The rooms that matter: their records by name, and what is known of them by record. */
export interface RoomBook {
  readonly table: SlotTable;
  /** the name that was looked for last */
  readonly packed: PackedText;
  /** empty where a record is of no room */
  readonly names: string[];
  /** of the session that runs, so that it is made once; undefined where it has not been */
  readonly ids: (string | undefined)[];
}

/**
 * Links of a room's record beyond the engine's: whether it is in the list of those touched, whether a session runs, and
 * the name's length and the name if it is packed. A name that is not long is in the line that an event touches anyway.
 */
export const TOUCHED = F.FREE_ROOM_LINKS;
export const RUNNING = TOUCHED + 1;
const LENGTH = TOUCHED + 2;
const TEXT = TOUCHED + 3;
const LONGEST = (F.FREE_ROOM_LINKS_END - TEXT) * 4;

export function createRoomBook(): RoomBook {
  return { table: createSlotTable(), packed: createPackedText(), names: [], ids: [] };
}

/** Says which room will be looked for. */
export function nameRoom({ roomBook: { packed } }: LiveState, name: string): void {
  packText(packed, name, 0);
}

/** The record of the room that is looked for, which is added if there is none. */
export function roomOf(state: LiveState, name: string): number {
  const room = findRoom(state, name);
  return room === NONE ? add(state, name) : room;
}

/** The record of the room that is looked for, NONE if there is none. */
export function findRoom({ roomLinks, roomBook }: LiveState, name: string): number {
  const { packed, names } = roomBook;
  const { slots } = roomBook.table;
  const { hash } = packed;
  const length = lengthOf(packed);
  for (let slot = firstSlot(slots, hash); slots[slot + 1] !== 0; slot = nextSlot(slots, slot)) {
    if (slots[slot] !== hash) continue;
    const room = slots[slot + 1]! - 1;
    const r = room * F.ROOM_LINKS;
    if (roomLinks[r + LENGTH] !== length) continue;
    if (length === NONE ? names[room] === name : isPackedAt(packed, roomLinks, r + TEXT)) return room;
  }
  return NONE;
}

export function nameOf({ roomBook }: LiveState, room: number): string {
  return roomBook.names[room]!;
}

/** Gives the record back: nothing of the room can matter any more. */
export function forgetRoom(state: LiveState, room: number): void {
  const { table, packed, names } = state.roomBook;
  nameRoom(state, names[room]!);
  removeSlot(table, packed.hash, room);
  names[room] = '';
  F.removeRoom(state, room);
}

/** All of them. */
export function* roomsOf({ rooms, roomBook: { names } }: LiveState): Generator<number> {
  for (let room = 0; room < rooms; room++) if (names[room] !== '') yield room;
}

function add(state: LiveState, name: string): number {
  const { table, packed, names, ids } = state.roomBook;
  const room = F.addRoom(state);
  const length = lengthOf(packed);
  state.roomLinks[room * F.ROOM_LINKS + LENGTH] = length;
  if (length !== NONE) putPacked(packed, state.roomLinks, room * F.ROOM_LINKS + TEXT);
  addSlot(table, packed.hash, room);
  names[room] = name;
  ids[room] = undefined;
  return room;
}

/** The length of a name that a room's record holds, NONE for another. */
function lengthOf({ length }: PackedText): number {
  return length > LONGEST ? NONE : length;
}
