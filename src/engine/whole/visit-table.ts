import { JOIN } from '../flat/event-types.js';
import { NONE } from '../flat/none.js';
import type { LogRows } from './log-rows.js';

/**
 * The visits of a log, those of a room together, in order of join. Each is seen both as 64-bit times and as 32-bit
 * words, so that what is needed together is in one line of memory.
 */
export interface VisitTable {
  /** by room, where its visits are, and where the next one will be */
  readonly rooms: Int32Array;
  readonly times: Float64Array;
  readonly words: Int32Array;
  /** The visits that have ended, by time, those of a room where its visits are: the first of as many places. */
  readonly leaves: Int32Array;
  /** by visit */
  readonly flags: Uint8Array;
  /** names of leaves that several events of one instant agreed on */
  readonly agreed: AgreedNames[];
}

/** Codes of names, NONE for none. */
export interface AgreedNames {
  readonly userId: number;
  readonly userName: number;
}

/** The size of a room, and its fields. */
export const ROOM_WORDS = 4;
export const FIRST = 0; // its first visit
export const NEXT = 1; // where its next visit will be
export const NEXT_LEAVE = 2;
export const CLOSED_UP_TO = 3; // visits before this one are not open

/** The size of a visit, and its fields: times, then words. */
export const VISIT_TIMES = 4;
export const VISIT_WORDS = 8;
export const JOINED = 0;
export const LEFT = 1; // NEVER while it is open
export const WHO = 4; // the participant
export const USER_ID = 5; // codes of the names of its join, negative for none
export const USER_NAME = 6;
export const LEAVE_REF = 7; // the row with the names of its leave, NONE for none, else −2 − a place in `agreed`

/** Flags, known once the visits of a room have been judged as of T. */
export const ADMITTED = 1;
export const OCCUPIES = 2; // counts for who is in the room

/** With room for all visits: no room has more of them than joins. */
export function createVisitTable({ type, room, rooms: count }: LogRows): VisitTable {
  const rooms = new Int32Array(count * ROOM_WORDS);
  for (let row = 0; row < room.length; row++) {
    if (type[row] === JOIN && room[row] !== NONE) rooms[room[row]! * ROOM_WORDS]!++;
  }
  let visits = 0;
  for (let r = 0; r < rooms.length; r += ROOM_WORDS) {
    const joins = rooms[r]!;
    rooms.fill(visits, r, r + ROOM_WORDS);
    visits += joins;
  }
  const times = new Float64Array(visits * VISIT_TIMES);
  return {
    rooms,
    times,
    words: new Int32Array(times.buffer),
    leaves: new Int32Array(visits),
    flags: new Uint8Array(visits),
    agreed: [],
  };
}
