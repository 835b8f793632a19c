/**
 * A loop over all of a log is run slice by slice, each in a call of its own: machine code made for a call is kept for the
 * next one and the next log, where code made in the middle of a long loop is not.
 */
export const SLICE = 4096;

/** Where the slice that begins at `from` ends. */
export function sliceEnd(from: number, length: number): number {
  return Math.min(from + SLICE, length);
}
