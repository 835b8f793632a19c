import type { EpochMs, Seconds } from '../model/time.js';

/** Clause `whole-seconds`: the Unix second in which an instant falls. */
export function wholeSecond(at: EpochMs): Seconds {
  return Math.floor(at / 1000);
}

/** Clause `whole-seconds`: a length is the difference of the seconds of its exact bounds. */
export function wholeDuration(begin: EpochMs, end: EpochMs): Seconds {
  return wholeSecond(end) - wholeSecond(begin);
}
