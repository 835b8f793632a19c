import { problemOfName } from '../../rules/event.js';
import { NONE } from '../flat/none.js';
import { hashText } from './number-texts.js';

/**
 * By code the first code that has the same text, NONE for what names nothing; null if every text is a name that stands
 * there once, so that each code is the first.
 */
export function distinctTexts(dictionary: readonly (string | null)[]): Int32Array | null {
  const { length } = dictionary;
  const slots = new Int32Array(2 << (32 - Math.clz32(length)));
  const hashes = new Int32Array(length);
  const mask = slots.length - 1;
  let firstCodes: Int32Array | null = null;
  for (let code = 0; code < length; code++) {
    const text = dictionary[code]!;
    let first = NONE;
    if (problemOfName(text) === null) {
      const hash = hashText(text);
      hashes[code] = hash;
      first = code;
      let slot = hash & mask;
      for (; slots[slot] !== 0; slot = (slot + 1) & mask) {
        const known = slots[slot]! - 1;
        if (hashes[known] === hash && dictionary[known] === text) {
          first = known;
          break;
        }
      }
      if (first === code) slots[slot] = code + 1;
    }
    if (first !== code) firstCodes ??= Int32Array.from(dictionary, (_, i) => i);
    if (firstCodes !== null) firstCodes[code] = first;
  }
  return firstCodes;
}
