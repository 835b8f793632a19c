import { spread } from '../flat/slot-table.js';

/** A hash of a text. */
export function hashText(text: string): number {
  return hashFrom(text, 0);
}

/** A hash of its length and its end, where most ids differ: it takes less, and says less. */
export function hashEnd(text: string): number {
  return hashFrom(text, Math.max(0, text.length - END));
}

/** So many characters of any id that is made at random, or counted up, hardly ever come twice. */
const END = 8;

function hashFrom(text: string, from: number): number {
  const { length } = text;
  let hash = length;
  for (let i = from; i < length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return spread(hash);
}
