import { ALWAYS, type EpochMs, NEVER } from '../../model/time.js';

/**
 * Sections 2 and 3 of SPEC.md as far as a room has come: the same state as a `Room` and its `Session` have. Times in an
 * array of their own are never made objects of, however they are handed on.
 */
export interface SessionState {
  readonly times: Float64Array;
  readonly counts: Int32Array;
}

/** Times. */
export const AS_OF = 0;
export const NOW = 1; // the instant, or the deadline, that takes effect
export const DECIDED_BY = 2; // from when the changes in effect were decided
export const WAITING_SINCE = 3; // with no session running: since when someone is alone, else NEVER
export const STARTED = 4; // of the running session, NEVER for none; what follows is of no meaning then
export const ALONE_SINCE = 5;
export const BEGAN_AFTER = 6;
export const BEGAN_ON = 7;

/** Counts. */
export const APPLIED = 0; // how many of the room's changes have taken effect
export const PRESENT = 1;
export const PRESENT_XOR = 2; // of the visits in P: with one present, that visit
export const LARGEST = 3;
export const BEGAN = 4; // index of BEGIN_CLAUSES
export const BEGAN_BY = 5; // the visit of the one who was alone, NONE for none
export const BEGAN_WITH = 6;

export function createSessionState(asOf: EpochMs): SessionState {
  const times = new Float64Array(8);
  times[AS_OF] = asOf;
  return { times, counts: new Int32Array(8) };
}

/** Makes it the state of a room in which nothing has happened yet. */
export function clearSessionState({ times, counts }: SessionState): void {
  times[DECIDED_BY] = ALWAYS;
  times[WAITING_SINCE] = NEVER;
  times[STARTED] = NEVER;
  counts[APPLIED] = 0;
  counts[PRESENT] = 0;
  counts[PRESENT_XOR] = 0;
}
