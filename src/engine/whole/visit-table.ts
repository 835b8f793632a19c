import { NONE } from '../flat/none.js';
import type { AgreedNames } from './agreed-names.js';
import { type LogRows, rowUserId, rowUserName } from './log-rows.js';

/**
 * The visits of a log room by room, those of a room in order of join. Each is seen both as 64-bit times and as 32-bit
 * words, so that what is needed together is in one line of memory.
 */
export interface VisitTable {
  count: number;
  readonly times: Float64Array;
  readonly words: Int32Array;
  /** what is known of each as of T, once its room has been judged */
  readonly flags: Uint8Array;
  /** names of leaves that several events of one instant agreed on */
  readonly agreed: AgreedNames[];
}

/** The size of a visit, and its fields: times, then words. */
export const VISIT_TIMES = 4;
export const VISIT_WORDS = 8;
export const JOINED = 0;
export const LEFT = 1; // NEVER while it is open
export const WHO = 4; // the code of the participant
export const USER_ID = 5; // codes of the names of its join, NONE for none
export const USER_NAME = 6;
export const LEAVE_REF = 7; // the row with the names of its leave, NONE for none, else −2 − a place in `agreed`

/** Flags. */
export const ADMITTED = 1;
export const OCCUPIES = 2; // counts for who is in the room

/** With room for all visits: there are no more of them than joins. */
export function createVisitTable(joins: number): VisitTable {
  const times = new Float64Array(joins * VISIT_TIMES);
  return { count: 0, times, words: new Int32Array(times.buffer), flags: new Uint8Array(joins), agreed: [] };
}

/** The code of the user id that a leave told, NONE for none. */
export function leaveUserId({ agreed }: VisitTable, rows: LogRows, ref: number): number {
  if (ref < NONE) return agreed[-2 - ref]!.userId;
  return ref === NONE ? NONE : rowUserId(rows, ref);
}

/** The code of the user name that a leave told, NONE for none. */
export function leaveUserName({ agreed }: VisitTable, rows: LogRows, ref: number): number {
  if (ref < NONE) return agreed[-2 - ref]!.userName;
  return ref === NONE ? NONE : rowUserName(rows, ref);
}
