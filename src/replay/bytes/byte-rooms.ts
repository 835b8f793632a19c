import { isFlatForgettable } from '../../engine/flat/flat-recipe.js';
import * as F from '../../engine/flat/flat-state.js';
import { NONE } from '../../engine/flat/none.js';
import {
  addSlot,
  createSlotTable,
  firstNumber,
  firstSlot,
  nextSlot,
  removeCrowded,
  removeSlot,
} from '../../engine/flat/slot-table.js';
import { type ByteBuffer, writeDoubles, writeWords } from './byte-buffer.js';
import { bytesAt, hashWords, isSameText, putText, textInWords, textOf, wordsFor } from './byte-text.js';
import { BATCH, type ScannedLine } from './scan-line.js';
import { touchAll } from './touch-all.js';

/** The rooms that matter, found by the bytes of their names, beside the engine's records of them. */
export interface ByteRooms {
  /** Finds a room, or adds it. */
  readonly roomOf: (view: DataView, line: ScannedLine) => number;
  /**
   * Looks at the memory of the rooms of lines to come, and notes which rooms they probably are, NONE for
   * unknown; what it returns means nothing, but that it has looked.
   */
  readonly expect: (lines: readonly ScannedLine[], count: number, found: Int32Array) => number;
  readonly roomName: (room: number) => string;
  /** Looks at the memory that `roomName` needs, as `expect` does. */
  readonly expectName: (room: number) => number;
  /** how many bytes `writeName` writes */
  readonly nameLength: (room: number) => number;
  readonly writeName: (buffer: ByteBuffer, room: number) => void;
  /** Rooms, in no order. */
  readonly eachRoom: (visit: (room: number) => void) => void;
}

/** Fields of a room's record beyond the engine's: its name's length in bytes, −1 for no room, and the name, if not too long. */
const LENGTH = F.FREE_ROOM_LINKS + 1;
const TEXT = LENGTH + 1;
const LONGEST = (F.FREE_ROOM_LINKS_END - TEXT) * 4;

/** So many rooms are kept without asking whether they matter: most are soon used again. */
const FEW = 1024;

export function createByteRooms(state: F.FlatState): ByteRooms {
  const table = createSlotTable();
  const places = new Int32Array(BATCH);
  /** names that are too long for their record, by room */
  const long = new Map<number, Int32Array>();
  const names: (string | null)[] = [];
  let sweepAt = FEW;

  function roomOf(view: DataView, { roomFrom, roomTo, roomHash }: ScannedLine): number {
    const length = roomTo - roomFrom;
    const { slots } = table;
    const words = state.roomLinks;
    for (let slot = firstSlot(slots, roomHash); slots[slot + 1] !== 0; slot = nextSlot(slots, slot)) {
      if (slots[slot] !== roomHash) continue;
      const room = slots[slot + 1]! - 1;
      if (words[room * F.ROOM_LINKS + LENGTH] !== length) continue;
      const isKnown =
        length <= LONGEST
          ? isSameText(words, room * F.ROOM_LINKS + TEXT, view, roomFrom, length)
          : isSameText(long.get(room)!, 0, view, roomFrom, length);
      if (isKnown) return room;
    }
    const { crowdedOut } = table;
    const crowded =
      crowdedOut.size === 0 ? undefined : crowdedOut.get(textOf(bytesAt(view, roomFrom, roomTo)));
    return crowded ?? addRoom(view, roomFrom, length, roomHash);
  }

  function expect(lines: readonly ScannedLine[], count: number, found: Int32Array): number {
    const { slots } = table;
    for (let i = 0; i < count; i++) places[i] = firstSlot(slots, lines[i]!.roomHash);
    let seen = touchAll(slots, places, count);
    for (let i = 0; i < count; i++) {
      const room = firstNumber(slots, lines[i]!.roomHash);
      found[i] = room;
      places[i] = room < 0 ? 0 : room * F.ROOM_LINKS;
    }
    seen ^= touchAll(state.roomLinks, places, count);
    return seen;
  }

  function addRoom(view: DataView, from: number, length: number, hash: number): number {
    if (table.size + table.crowdedOut.size >= sweepAt) sweep();
    const room = F.addRoom(state);
    const words = state.roomLinks;
    words[room * F.ROOM_LINKS + LENGTH] = length;
    if (length <= LONGEST) {
      putText(words, room * F.ROOM_LINKS + TEXT, view, from, length);
    } else {
      const text = new Int32Array(wordsFor(length));
      putText(text, 0, view, from, length);
      long.set(room, text);
    }
    names[room] = null;
    if (!addSlot(table, hash, room)) table.crowdedOut.set(roomName(room), room);
    return room;
  }

  /** Forgets rooms in which nothing can matter any more, at a cost that those added since have paid for. */
  function sweep(): void {
    eachRoom((room) => {
      if (isFlatForgettable(state, room)) dropRoom(room);
    });
    sweepAt = Math.max(FEW, 2 * (table.size + table.crowdedOut.size));
  }

  function eachRoom(visit: (room: number) => void): void {
    for (let room = 0; room < state.rooms; room++) if (lengthOf(room) !== NONE) visit(room);
  }

  function dropRoom(room: number): void {
    const hash = hashWords(textWords(room), textAt(room), lengthOf(room));
    if (!removeSlot(table, hash, room)) removeCrowded(table, roomName(room), room);
    state.roomLinks[room * F.ROOM_LINKS + LENGTH] = NONE;
    long.delete(room);
    F.removeRoom(state, room);
  }

  function roomName(room: number): string {
    names[room] ??= textInWords(textWords(room), textAt(room), lengthOf(room));
    return names[room]!;
  }

  function lengthOf(room: number): number {
    return state.roomLinks[room * F.ROOM_LINKS + LENGTH]!;
  }

  function textWords(room: number): Int32Array {
    return lengthOf(room) <= LONGEST ? state.roomLinks : long.get(room)!;
  }

  function textAt(room: number): number {
    return lengthOf(room) <= LONGEST ? room * F.ROOM_LINKS + TEXT : 0;
  }

  return {
    roomOf,
    expect,
    roomName,
    expectName: (room) => (names[room] === null ? 0 : 1),
    nameLength: lengthOf,
    writeName(buffer, room) {
      const length = lengthOf(room);
      if (length > LONGEST) writeWords(buffer, long.get(room)!, length);
      else writeDoubles(buffer, state.roomTimes, (room * F.ROOM_LINKS + TEXT) >> 1, length);
    },
    eachRoom,
  };
}
