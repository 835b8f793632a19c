import * as F from '../flat/flat-state.js';

/** The rooms that matter: their records by name, and their names by record. */
export interface RoomBook {
  /** The record of a room, which is added if there is none. */
  roomOf(name: string): number;
  /** The record of a room, undefined if there is none. */
  find(name: string): number | undefined;
  nameOf(room: number): string;
  /** Gives the record back: nothing of the room can matter any more. */
  forget(room: number): void;
  /** All of them. */
  rooms(): Iterable<number>;
}

export function createRoomBook(state: F.FlatState): RoomBook {
  const numbers = new Map<string, number>();
  /** by record */
  const names: string[] = [];

  function roomOf(name: string): number {
    return numbers.get(name) ?? add(name);
  }

  function add(name: string): number {
    const room = F.addRoom(state);
    numbers.set(name, room);
    names[room] = name;
    return room;
  }

  return {
    roomOf,
    find: (name) => numbers.get(name),
    nameOf: (room) => names[room]!,
    forget(room) {
      numbers.delete(names[room]!);
      names[room] = '';
      F.removeRoom(state, room);
    },
    rooms: () => numbers.values(),
  };
}
