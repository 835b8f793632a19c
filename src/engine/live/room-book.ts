import * as F from '../flat/flat-state.js';
import type { LiveState } from './live-state.js';

/** The rooms that matter: their records by name, and what is known of them by record. */
export interface RoomBook {
  readonly numbers: Map<string, number>;
  readonly names: string[];
  /** of the session that runs, so that it is made once; undefined where it has not been */
  readonly ids: (string | undefined)[];
}

export function createRoomBook(): RoomBook {
  return { numbers: new Map(), names: [], ids: [] };
}

/** The record of a room, which is added if there is none. */
export function roomOf(state: LiveState, name: string): number {
  return state.roomBook.numbers.get(name) ?? add(state, name);
}

/** The record of a room, undefined if there is none. */
export function findRoom({ roomBook }: LiveState, name: string): number | undefined {
  return roomBook.numbers.get(name);
}

export function nameOf({ roomBook }: LiveState, room: number): string {
  return roomBook.names[room]!;
}

/** Gives the record back: nothing of the room can matter any more. */
export function forgetRoom(state: LiveState, room: number): void {
  const { numbers, names } = state.roomBook;
  numbers.delete(names[room]!);
  names[room] = '';
  F.removeRoom(state, room);
}

/** All of them. */
export function roomsOf({ roomBook }: LiveState): Iterable<number> {
  return roomBook.numbers.values();
}

function add(state: LiveState, name: string): number {
  const { numbers, names, ids } = state.roomBook;
  const room = F.addRoom(state);
  numbers.set(name, room);
  names[room] = name;
  ids[room] = undefined;
  return room;
}
