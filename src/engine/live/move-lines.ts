import { copyLines, type GrowLines } from '../flat/lines.js';
import { giveBack } from './give-back.js';

/** Gives the shorter block back. */
export const moveLines: GrowLines = (lines, count) => {
  const grown = copyLines(lines, count);
  giveBack(lines.buffer);
  return grown;
};
