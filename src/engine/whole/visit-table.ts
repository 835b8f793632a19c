import { NONE } from '../flat/none.js';
import type { GroupedRows } from './grouped-rows.js';

/** The visits of the room that is being read, in order of join, each seen both as 64-bit times and as 32-bit words. */
export interface VisitTable {
  count: number;
  readonly times: Float64Array;
  readonly words: Int32Array;
  /** by visit, 1 for those that count for who is in the room, as of T */
  readonly occupies: Uint8Array;
  /** joins and leaves in time order: 2 × visit, + 1 for a join */
  readonly changes: Int32Array;
  changeCount: number;
  /** by participant, the visit that is open, NONE for none */
  readonly open: Int32Array;
  /** Visits before this one are not open. */
  closedUpTo: number;
}

/** The size of a visit, and its fields: times, then words. */
export const VISIT_TIMES = 4;
export const VISIT_WORDS = 8;
export const JOINED = 0;
export const LEFT = 1; // NEVER while it is open
export const PLACE = 4; // the place of its join
export const WHO = 5; // the participant
export const JOIN_REF = 6; // where the names of its join are
export const LEAVE_REF = 7; // and those of its leave, NONE for none

/** With room for the visits of any room: as many as it has events, at most. */
export function createVisitTable({ from }: GroupedRows, participants: number): VisitTable {
  let most = 0;
  for (let room = 1; room < from.length; room++) most = Math.max(most, from[room]! - from[room - 1]!);
  const times = new Float64Array(most * VISIT_TIMES);
  return {
    count: 0,
    times,
    words: new Int32Array(times.buffer),
    occupies: new Uint8Array(most),
    changes: new Int32Array(2 * most),
    changeCount: 0,
    open: new Int32Array(participants).fill(NONE),
    closedUpTo: 0,
  };
}

/** Begins the next room, in which nobody is. */
export function beginRoom(visits: VisitTable): void {
  const { open, words, count } = visits;
  for (let visit = 0; visit < count; visit++) open[words[visit * VISIT_WORDS + WHO]!] = NONE;
  visits.count = 0;
  visits.closedUpTo = 0;
  visits.changeCount = 0;
}
