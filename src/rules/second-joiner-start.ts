import type { EpochMs } from '../model/time.js';

/**
 * Clause `second-joiner-start`: with no session running, where the changes at an instant leave several in the room
 * (`present`), the start: since x is alone if x is still there, else that instant. Null where they begin none.
 */
export function companyStart(
  present: number,
  loneStays: boolean,
  aloneSince: EpochMs,
  at: EpochMs,
): EpochMs | null {
  if (present < 2) return null;
  return loneStays ? aloneSince : at;
}
