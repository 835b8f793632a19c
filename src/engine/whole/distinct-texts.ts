import { problemOfName } from '../../rules/event.js';
import { NONE } from '../flat/none.js';
import { sliceEnd } from '../slices.js';
import { hashText } from './hash-text.js';
import { MOST_PROBES, slotsFor } from './text-numbers.js';

/** A dictionary that is being looked through. */
interface Search {
  readonly dictionary: readonly (string | null)[];
  readonly hashes: Int32Array;
  /** by hash, a code + 1 */
  readonly slots: Int32Array;
  /** the codes of texts for which there was no slot near, as in `TextNumbers` */
  readonly crowded: Map<string, number>;
  firstCodes: Int32Array | null;
  /** what was seen by looking ahead, of no meaning: a result, so that it is not optimised away */
  looked: number;
}

/**
 * By code the first code that has the same text, NONE for what names nothing; null if every text is a name that stands
 * there once, so that each code is the first.
 */
export function distinctTexts(dictionary: readonly (string | null)[]): Int32Array | null {
  const { length } = dictionary;
  const search: Search = {
    dictionary,
    hashes: new Int32Array(length),
    slots: new Int32Array(slotsFor(length)),
    crowded: new Map(),
    firstCodes: null,
    looked: 0,
  };
  for (let from = 0; from < length; from = sliceEnd(from, length)) {
    hashTexts(search, from, sliceEnd(from, length));
    placeTexts(search, from, sliceEnd(from, length));
  }
  return search.firstCodes;
}

function hashTexts(search: Search, from: number, to: number): void {
  const { dictionary, hashes } = search;
  for (let code = from; code < to; code++) {
    const text = dictionary[code]!;
    if (problemOfName(text) === null) hashes[code] = hashText(text);
    else setFirst(search, code, NONE);
  }
}

/** Apart from the hashing, as what the two wait for is elsewhere in memory. */
function placeTexts(search: Search, from: number, to: number): void {
  const { hashes, slots } = search;
  const mask = slots.length - 1;
  let looked = 0;
  for (let code = from; code < to; code++) looked ^= slots[hashes[code]! & mask]!;
  search.looked = looked;
  for (let code = from; code < to; code++) {
    if (search.firstCodes !== null && search.firstCodes[code] === NONE) continue;
    const slot = hashes[code]! & mask;
    if (slots[slot] === 0) slots[slot] = code + 1;
    else placeBehind(search, code, slot);
  }
}

/** Places a text whose first slot, this one, is taken, perhaps by itself. */
function placeBehind(search: Search, code: number, firstSlot: number): void {
  const { dictionary, hashes, slots, crowded } = search;
  const mask = slots.length - 1;
  let slot = firstSlot;
  for (let probes = 0; probes < MOST_PROBES; probes++) {
    const known = slots[slot]! - 1;
    if (known < 0) {
      slots[slot] = code + 1;
      return;
    }
    if (hashes[known] === hashes[code] && dictionary[known] === dictionary[code]) {
      setFirst(search, code, known);
      return;
    }
    slot = (slot + 1) & mask;
  }
  const text = dictionary[code]!;
  const known = crowded.get(text);
  if (known === undefined) crowded.set(text, code);
  else setFirst(search, code, known);
}

function setFirst(search: Search, code: number, first: number): void {
  search.firstCodes ??= Int32Array.from(search.dictionary, (_, i) => i);
  search.firstCodes[code] = first;
}
