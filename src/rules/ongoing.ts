import { type EpochMs, NEVER } from '../model/time.js';

/** Clause `ongoing`: a session that has no end yet, as far as decided. */
export function isOngoing(end: EpochMs): boolean {
  return end === NEVER;
}

/** Clause `ongoing`: what is still running lasts, so far, until T; what has ended by T has its real end. */
export function endAsOf(end: EpochMs, asOf: EpochMs): EpochMs {
  return end === NEVER ? asOf : end;
}
