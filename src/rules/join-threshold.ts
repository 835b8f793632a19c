import type { EpochMs } from '../model/time.js';

/**
 * Clause `join-threshold`: a visit is admitted iff it is not empty and has lasted the threshold, an open one as of T.
 * `leave` is `NEVER` while the visit is open.
 */
export function isAdmitted(join: EpochMs, leave: EpochMs, asOf: EpochMs, thresholdMs: number): boolean {
  return leave > join && Math.min(leave, asOf) - join >= thresholdMs;
}
