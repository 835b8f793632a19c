/**
 * The session of a room that is running, or the last one that did, as it began and as it ended. Times in an array of their
 * own are never made objects of, however they are handed on.
 */
export interface SessionState {
  readonly times: Float64Array;
  readonly counts: Int32Array;
}

/** Times. */
export const STARTED = 0; // NEVER once it has ended
export const BEGAN_AFTER = 1;
export const BEGAN_ON = 2;
export const ENDED = 3; // as what follows, of a session that has ended; NEVER for one that is listed as it runs
export const DECIDED_AT = 4;
export const ALONE_SINCE = 5; // of a reset, else NEVER, as the next
export const DUE_AT = 6;

/** Counts. */
export const LARGEST = 0;
export const BEGAN = 1; // index of BEGIN_CLAUSES
export const BEGAN_BY = 2; // the visit of the one who was alone, NONE for none
export const BEGAN_WITH = 3;
export const LAST_PRESENT = 4; // how many there were just before the end
export const LAST_LONE = 5; // of a reset, the visit of the one who is alone

export function createSessionState(): SessionState {
  return { times: new Float64Array(7), counts: new Int32Array(6) };
}
