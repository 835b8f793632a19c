import { problemOfName } from '../../rules/event.js';
import { NONE } from '../flat/none.js';
import { addNumber, createNumberList, type NumberList } from '../flat/number-list.js';
import { sliceEnd } from '../slices.js';
import { hashText } from './hash-text.js';
import { MOST_PROBES, slotsFor } from './text-numbers.js';

/**
 * A dictionary that is being looked through. Nearly always it has each text once. To see that, a bit for each text is enough,
 * and a table of bits stays in the caches; only texts whose bit another one had before are looked for.
 */
interface Search {
  readonly dictionary: readonly (string | null)[];
  readonly hashes: Int32Array;
  /** by the lowest bits of a hash, whether a text has them */
  readonly bits: Int32Array;
  /** the codes of texts whose bit was set when they came */
  readonly suspects: NumberList;
  firstCodes: Int32Array | null;
  /** what was seen by looking ahead, of no meaning: a result, so that it is not optimised away */
  looked: number;
}

/** The texts that share a bit with a suspect: they have slots by hash, in which there is a code + 1. */
interface Places {
  readonly slots: Int32Array;
  /** the codes of texts for which there was no slot near, as in `TextNumbers` */
  readonly crowded: Map<string, number>;
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
    bits: new Int32Array(wordsFor(length)),
    suspects: createNumberList(),
    firstCodes: null,
    looked: 0,
  };
  for (let from = 0; from < length; from = sliceEnd(from, length)) {
    hashTexts(search, from, sliceEnd(from, length));
    markTexts(search, from, sliceEnd(from, length));
  }
  if (search.suspects.length > 0) findSuspects(search);
  return search.firstCodes;
}

/** 16 bits or more for each text, so that at most one in 16 is suspected in vain. */
function wordsFor(texts: number): number {
  return slotsFor(texts + 1) >> 2;
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
function markTexts(search: Search, from: number, to: number): void {
  const { hashes, bits, suspects, firstCodes } = search;
  const mask = bits.length - 1;
  let looked = 0;
  for (let code = from; code < to; code++) looked ^= bits[(hashes[code]! >>> 5) & mask]!;
  search.looked = looked;
  for (let code = from; code < to; code++) {
    if (firstCodes !== null && firstCodes[code] === NONE) continue;
    const word = (hashes[code]! >>> 5) & mask;
    const bit = 1 << hashes[code]!;
    if ((bits[word]! & bit) === 0) bits[word]! |= bit;
    else addNumber(suspects, code);
  }
}

/** Finds out which suspects have the text of another one. */
function findSuspects(search: Search): void {
  const { hashes, bits, suspects } = search;
  const { length } = hashes;
  const mask = bits.length - 1;
  bits.fill(0);
  for (let i = 0; i < suspects.length; i++) {
    const hash = hashes[suspects.items[i]!]!;
    bits[(hash >>> 5) & mask]! |= 1 << hash;
  }
  // Those that share a bit are the suspects, and of each bit the one that came before them.
  const places: Places = { slots: new Int32Array(slotsFor(2 * suspects.length)), crowded: new Map() };
  for (let from = 0; from < length; from = sliceEnd(from, length)) {
    placeTexts(search, places, from, sliceEnd(from, length));
  }
}

function placeTexts(search: Search, places: Places, from: number, to: number): void {
  const { hashes, bits, firstCodes } = search;
  const mask = bits.length - 1;
  for (let code = from; code < to; code++) {
    if ((bits[(hashes[code]! >>> 5) & mask]! & (1 << hashes[code]!)) === 0) continue;
    if (firstCodes !== null && firstCodes[code] === NONE) continue;
    placeText(search, places, code);
  }
}

function placeText(search: Search, { slots, crowded }: Places, code: number): void {
  const { dictionary, hashes } = search;
  const mask = slots.length - 1;
  let slot = hashes[code]! & mask;
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
