import { type EpochMs, NEVER } from '../../model/time.js';
import { NONE } from '../flat/none.js';
import { timesAndWords } from '../small-arrays.js';

/**
 * Visits room by room, those of a room in order of join. Each is seen both as 64-bit times and as 32-bit words, so that
 * what is needed together is close together in memory.
 */
export interface VisitTable {
  count: number;
  readonly times: Float64Array;
  readonly words: Int32Array;
}

/** The size of a visit, and its fields: times, then words. */
export const VISIT_TIMES = 5;
export const VISIT_WORDS = 10;
export const JOINED = 0;
export const LEFT = 1; // NEVER while it is open
export const WHO = 4; // the code of the participant
export const USER_ID = 5; // codes of the names of its join, NONE for none
export const USER_NAME = 6;
export const LEAVE_USER_ID = 7; // and of its leave
export const LEAVE_USER_NAME = 8;
export const FLAGS = 9; // what is known of it as of T, once its room has been judged

/** Flags. */
export const ADMITTED = 1;
export const OCCUPIES = 2; // counts for who is in the room

/** With room for so many. */
export function createVisitTable(visits: number): VisitTable {
  return { count: 0, ...timesAndWords(visits * VISIT_TIMES) };
}

/** Adds a visit, whose number is the count before. */
export function addVisit(
  table: VisitTable,
  joined: EpochMs,
  who: number,
  userId: number,
  userName: number,
): void {
  const { times, words } = table;
  const t = table.count * VISIT_TIMES;
  const w = table.count * VISIT_WORDS;
  times[t + JOINED] = joined;
  times[t + LEFT] = NEVER;
  words[w + WHO] = who;
  words[w + USER_ID] = userId;
  words[w + USER_NAME] = userName;
  words[w + LEAVE_USER_ID] = NONE;
  words[w + LEAVE_USER_NAME] = NONE;
  table.count++;
}

/** Ends a visit that is open. */
export function endVisit(
  { times, words }: VisitTable,
  visit: number,
  left: EpochMs,
  userId: number,
  userName: number,
): void {
  times[visit * VISIT_TIMES + LEFT] = left;
  words[visit * VISIT_WORDS + LEAVE_USER_ID] = userId;
  words[visit * VISIT_WORDS + LEAVE_USER_NAME] = userName;
}
