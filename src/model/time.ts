/** A point in time: integer milliseconds since the Unix epoch. */
export type EpochMs = number;

/** A length of time in seconds, as in rule options and in the meeting object. */
export type Seconds = number;

/** A point in time as callers may give it: epoch milliseconds, an ISO 8601 text with an offset, or a Date. */
export type TimeInput = EpochMs | string | Date;

/**
 * The instant that never comes: the end of an open visit, a deadline that is not set. JSON has no infinity, and
 * the largest number absorbs sums as infinity would, so no arithmetic on it needs a special case.
 */
export const NEVER: EpochMs = Number.MAX_VALUE;

/** The instant before all others: what a room has seen before its first step. */
export const ALWAYS: EpochMs = -Number.MAX_VALUE;

/** The largest distance from the epoch that a time may have, as for a Date. */
export const TIME_LIMIT = 8.64e15;

/** Whether a time is in the range of a Date; NaN is not. */
export function isInRange(at: EpochMs): boolean {
  return at >= -TIME_LIMIT && at <= TIME_LIMIT;
}
