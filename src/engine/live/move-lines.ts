import { copyLines, type GrowLines } from '../flat/lines.js';

/** So many numbers and more are worth being given back early. */
const LARGE = 1 << 17;

/**
 * Gives the memory of the shorter block back without waiting for garbage to be collected: what garbage holds beside the
 * heap soon makes V8 go through all of the heap, with all that the caller has in it. The price is that V8 no longer takes
 * for granted that memory stays where it is, which views of bytes pay for: so the byte path copies.
 */
export const moveLines: GrowLines = (lines, count) => {
  const grown = copyLines(lines, count);
  // Whoever it is handed to is young garbage, which goes soon; who had it is old.
  if (lines.length >= LARGE) structuredClone(null, { transfer: [lines.buffer] });
  return grown;
};
