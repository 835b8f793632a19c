import { problemOfName } from '../../rules/event.js';
import { NONE } from '../flat/none.js';
import { hashText } from './number-texts.js';

/**
 * By code the first code that has the same text, NONE for what names nothing; null if every text is a name that stands
 * there once, so that each code is the first.
 */
export function distinctTexts(dictionary: readonly (string | null)[]): Int32Array | null {
  const { length } = dictionary;
  const hashes = new Int32Array(length);
  let firstCodes: Int32Array | null = null;
  for (let code = 0; code < length; code++) {
    const text = dictionary[code]!;
    if (problemOfName(text) === null) hashes[code] = hashText(text);
    else {
      firstCodes ??= Int32Array.from(dictionary, (_, i) => i);
      firstCodes[code] = NONE;
    }
  }
  // In a loop of its own, as what it waits for is elsewhere in memory.
  const slots = new Int32Array(2 << (32 - Math.clz32(length)));
  const mask = slots.length - 1;
  for (let code = 0; code < length; code++) {
    if (firstCodes !== null && firstCodes[code] === NONE) continue;
    const hash = hashes[code]!;
    let slot = hash & mask;
    for (; slots[slot] !== 0; slot = (slot + 1) & mask) {
      const known = slots[slot]! - 1;
      if (hashes[known] === hash && dictionary[known] === dictionary[code]) break;
    }
    if (slots[slot] === 0) slots[slot] = code + 1;
    else {
      firstCodes ??= Int32Array.from(dictionary, (_, i) => i);
      firstCodes[code] = slots[slot]! - 1;
    }
  }
  return firstCodes;
}
