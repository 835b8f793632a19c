import type { EpochMs } from '../model/time.js';

/** Clause `as-of`: events after T are not used. */
export function isAfterAsOf(at: EpochMs, asOf: EpochMs): boolean {
  return at > asOf;
}

/** Clause `as-of`: T is by default the latest time in the log, null for an empty one. */
export function latestTime(latest: EpochMs | null, at: EpochMs): EpochMs {
  return latest === null || at > latest ? at : latest;
}
