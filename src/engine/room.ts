import type { BeginClause } from '../model/clause.js';
import { showValue } from '../model/show-value.js';
import { ALWAYS, type EpochMs, NEVER } from '../model/time.js';
import type { Visit } from '../model/visit.js';

/** A running session, as far as decided. What began it is kept as it was found, to be explained if anyone asks. */
export interface Session {
  readonly start: EpochMs;
  /** The largest number present at once so far. */
  max: number;
  /** Since when its lone participant has been left alone; `NEVER`: not alone, or since the start. */
  aloneSince: EpochMs;
  readonly began: BeginClause;
  /** `solo-start`: the id of the one who was alone. */
  readonly beganBy: string | null;
  /** `second-joiner-start`: since when one had waited (`NEVER`: nobody); `reset-start`: the previous start. */
  readonly beganAfter: EpochMs;
  /** The instant that decided it: the limit reached, the company come, the reset due. */
  readonly beganOn: EpochMs;
  /** How many were present then. */
  readonly beganWith: number;
}

/**
 * The state of one room: plain JSON, no shared references, so that it can be compared, stored, sent. Participants
 * and visits are numbered; whatever follows from these numbers is derived, not stored.
 */
export interface Room {
  readonly room: string;
  /** The last instant seen: the room's T. */
  at: EpochMs;
  /** participant ids by number */
  participants: string[];
  /** by participant number: the number of the open visit, −1 for none */
  open: number[];
  /** the visits that can still matter, in order of join */
  visits: Visit[];
  /** joins and leaves in time order: 2 × visit number, + 1 for a join */
  changes: number[];
  /** how many of `changes` have taken effect */
  applied: number;
  /** from which of `changes` on it must be asked whether a visit is decided */
  checked: number;
  /** |P| after the changes in effect */
  present: number;
  /** the sum of the visit numbers in P: with |P| = 1 it names the lone one, at no cost per participant */
  presentSum: number;
  /** the instant at which the changes in effect were decided, for the order of closing */
  decidedAt: EpochMs;
  /** how many visits, at most, can no longer matter */
  spent: number;
  /** with no session running: since when someone is alone, else `NEVER` */
  waitingSince: EpochMs;
  session: Session | null;
}

/**
 * A room in which nothing has happened yet.
 * @throws TypeError for a name that is no text
 */
export function createRoom(room: string): Room {
  if (typeof room !== 'string') {
    throw new TypeError(`room: ${showValue(room)} is not allowed; expected a text`);
  }
  return {
    room,
    at: ALWAYS,
    participants: [],
    open: [],
    visits: [],
    changes: [],
    applied: 0,
    checked: 0,
    present: 0,
    presentSum: 0,
    decidedAt: ALWAYS,
    spent: 0,
    waitingSince: NEVER,
    session: null,
  };
}

/** Whether a room is empty and decided: nothing of its state can matter any more. */
export function isForgettable(room: Room): boolean {
  return room.session === null && room.present === 0 && room.applied === room.changes.length;
}
