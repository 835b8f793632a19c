import * as F from '../../engine/flat/flat-state.js';
import { WORDS_A_UNIT } from '../../engine/flat/record-heap.js';
import { doublesFor } from './byte-text.js';

/*
 * What a visit's record has beyond the engine's fields: its texts, and in its flags how long they are and what is elsewhere.
 */

/** Where the texts begin in a record. */
export const TEXTS = F.FREE_VISIT_WORDS;
/** A flag: there is something apart. */
export const HAS_APART = 1 << F.FREE_FLAGS_SHIFT;
/** A flag of one who has left: the names of the leave are in another record. */
export const HAS_LEAVE_NAMES = 2 << F.FREE_FLAGS_SHIFT;
/** Above the flags stand the lengths of the three texts, of six bits each. */
export const LENGTHS_SHIFT = F.FREE_FLAGS_SHIFT + 2;
/** A length of a text that is not in the record: of an id that is too long, of a name that is null or lies apart. */
export const NO_TEXT = 63;
/** Of a text in a record, in bytes. */
export const LONGEST = 60;
/** Told of a name that has no place in a record: its length might be NO_TEXT. */
export const TOO_LONG = 62;

/** The length of the id, by the flags of a record. */
export function idLengthIn(flags: number): number {
  return (flags >> LENGTHS_SHIFT) & 63;
}

/** The length of the user id of the join, by the flags of a record. */
export function userIdLengthIn(flags: number): number {
  return (flags >> (LENGTHS_SHIFT + 6)) & 63;
}

/** The length of the user name of the join, by the flags of a record. */
export function userNameLengthIn(flags: number): number {
  return (flags >> (LENGTHS_SHIFT + 12)) & 63;
}

/** The record with the names of the leave of one who has them: from then on it need not be known where a visit was. */
export function leaveNamesOf(words: Int32Array, visit: number): number {
  return words[visit * WORDS_A_UNIT + F.OWNER]!;
}

/** How many words of a record a text of such a length takes: it begins where a 64-bit number does. */
export function spaceFor(length: number): number {
  return length === NO_TEXT ? 0 : 2 * doublesFor(length);
}
