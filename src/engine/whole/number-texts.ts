import { CLEAR } from '../flat/event-types.js';
import { NONE } from '../flat/none.js';
import { spread } from '../flat/slot-table.js';
import { EVENT_WORDS, type GroupedRows, PARTICIPANT, typeAt } from './grouped-rows.js';

/** So much of a text's beginning, and of its end, is hashed. */
const HASHED = 24;

/** A hash of a text, never NONE. */
export function hashText(text: string): number {
  const { length } = text;
  let hash = length;
  const first = Math.min(length, HASHED);
  for (let i = 0; i < first; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  for (let i = Math.max(first, length - HASHED); i < length; i++) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  }
  const mixed = spread(hash);
  return mixed === NONE ? 0 : mixed;
}

/**
 * Numbers participants who are known by texts: in place of the hash of the text each event gets a number that stands
 * for it in its room. A table for one room is small, and so is faster than one for all.
 *
 * @returns how many numbers there are
 */
export function numberTexts(rows: GroupedRows, textOf: (place: number) => string): number {
  const { from, words } = rows;
  const rooms = from.length - 1;
  let most = 0;
  for (let room = 0; room < rooms; room++) most = Math.max(most, from[room + 1]! - from[room]!);
  const table = new Int32Array(slotsFor(most));
  const places = new Int32Array(most);
  const hashes = new Int32Array(most);
  let largest = 0;
  for (let room = 0; room < rooms; room++) {
    const end = from[room + 1]!;
    const mask = slotsFor(end - from[room]!) - 1;
    table.fill(0, 0, mask + 1);
    let count = 0;
    for (let place = from[room]!; place < end; place++) {
      if (typeAt(rows, place) === CLEAR) continue;
      const hash = words[place * EVENT_WORDS + PARTICIPANT]!;
      let text: string | null = null;
      let slot = hash & mask;
      let number = NONE;
      for (; table[slot] !== 0; slot = (slot + 1) & mask) {
        const known = table[slot]! - 1;
        if (hashes[known] !== hash) continue;
        text ??= textOf(place);
        if (textOf(places[known]!) === text) {
          number = known;
          break;
        }
      }
      if (number === NONE) {
        number = count++;
        hashes[number] = hash;
        places[number] = place;
        table[slot] = number + 1;
      }
      words[place * EVENT_WORDS + PARTICIPANT] = number;
    }
    largest = Math.max(largest, count);
  }
  return largest;
}

/** A power of two, at least twice the number of texts. */
function slotsFor(texts: number): number {
  return 2 << (32 - Math.clz32(texts));
}
