import * as F from '../flat/flat-state.js';
import { NONE } from '../flat/none.js';
import {
  addSlot,
  createSlotTable,
  firstSlot,
  nextSlot,
  removeCrowded,
  removeSlot,
  type SlotTable,
} from '../flat/slot-table.js';
import { giveBack } from './give-back.js';
import type { LiveState } from './live-state.js';
import { createPackedText, isPackedAt, type PackedText, packText, putPacked } from './packed-text.js';

/** The rooms that matter: their records by name, and what is known of them by record. */
export interface RoomBook {
  readonly table: SlotTable;
  /** the name that is looked for */
  readonly packed: PackedText;
  /** null where a record is free */
  readonly names: (string | null)[];
  /** of the session that runs, so that it is made once; undefined where it has not been */
  readonly ids: (string | undefined)[];
}

/** Links of a room's record beyond the engine's and the run's: the name's hash, its length if it is packed, and the name. */
const HASH = F.FREE_ROOM_LINKS + 2;
const LENGTH = HASH + 1;
const TEXT = HASH + 2;
const LONGEST = (F.FREE_ROOM_LINKS_END - TEXT) * 4;

export function createRoomBook(): RoomBook {
  return { table: createSlotTable(giveBack), packed: createPackedText(), names: [], ids: [] };
}

/** Looks for the room of a name, from now on. */
export function seekRoom({ packed }: RoomBook, name: string): void {
  packText(packed, name, 0);
  if (packed.length > LONGEST) packed.length = -1;
}

/** The record of the room that is looked for, which is added if there is none. */
export function roomOf(state: LiveState, name: string): number {
  const room = findRoom(state, name);
  return room === NONE ? add(state, name) : room;
}

/** The record of the room that is looked for, NONE if there is none. */
export function findRoom({ roomBook, roomLinks }: LiveState, name: string): number {
  const { packed, names } = roomBook;
  const { slots, crowdedOut } = roomBook.table;
  const { hash, length } = packed;
  for (let slot = firstSlot(slots, hash); slots[slot + 1] !== 0; slot = nextSlot(slots, slot)) {
    if (slots[slot] !== hash) continue;
    const room = slots[slot + 1]! - 1;
    const r = room * F.ROOM_LINKS;
    if (roomLinks[r + LENGTH] !== length) continue;
    if (length < 0 ? names[room] === name : isPackedAt(packed, roomLinks, r + TEXT)) return room;
  }
  return crowdedOut.size === 0 ? NONE : (crowdedOut.get(name) ?? NONE);
}

export function nameOf({ roomBook }: LiveState, room: number): string {
  return roomBook.names[room]!;
}

export function nameHashOf({ roomLinks }: LiveState, room: number): number {
  return roomLinks[room * F.ROOM_LINKS + HASH]!;
}

/** Gives the record back: nothing of the room can matter any more. */
export function forgetRoom(state: LiveState, room: number): void {
  const { table, names } = state.roomBook;
  if (!removeSlot(table, nameHashOf(state, room), room)) removeCrowded(table, names[room]!, room);
  names[room] = null;
  F.removeRoom(state, room);
}

/** All of them. */
export function* roomsOf({ roomBook: { names } }: LiveState): Iterable<number> {
  for (let room = 0; room < names.length; room++) if (names[room] !== null) yield room;
}

function add(state: LiveState, name: string): number {
  const { table, packed, names, ids } = state.roomBook;
  const room = F.addRoom(state);
  const { roomLinks } = state;
  const r = room * F.ROOM_LINKS;
  if (!addSlot(table, packed.hash, room)) table.crowdedOut.set(name, room);
  roomLinks[r + HASH] = packed.hash;
  roomLinks[r + LENGTH] = packed.length;
  if (packed.length >= 0) putPacked(packed, roomLinks, r + TEXT);
  names[room] = name;
  ids[room] = undefined;
  return room;
}
