import { spread } from '../flat/slot-table.js';

/** A hash of a text. */
export function hashText(text: string): number {
  const { length } = text;
  let hash = length;
  for (let i = 0; i < length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return spread(hash);
}
