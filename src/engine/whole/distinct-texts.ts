import { problemOfName } from '../../rules/event.js';
import { NONE } from '../flat/none.js';
import { addNumber, createNumberList, type NumberList } from '../flat/number-list.js';
import { sliceEnd } from '../slices.js';
import { int32s } from '../small-arrays.js';
import { hashText } from './hash-text.js';
import { addTextNumber, createTextNumbers, findText, slotsFor, type TextNumbers } from './text-numbers.js';

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

/**
 * By code the first code that has the same text, NONE for what names nothing; null if every text is a name that stands
 * there once, so that each code is the first.
 */
export function distinctTexts(dictionary: readonly (string | null)[]): Int32Array | null {
  const { length } = dictionary;
  const search: Search = {
    dictionary,
    hashes: int32s(length),
    bits: int32s(wordsFor(length)),
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
  let looked = 0;
  for (let code = from; code < to; code++) looked ^= bits[wordOf(bits, hashes[code]!)]!;
  search.looked = looked;
  for (let code = from; code < to; code++) {
    if (firstCodes !== null && firstCodes[code] === NONE) continue;
    if (hasBit(bits, hashes[code]!)) addNumber(suspects, code);
    else setBit(bits, hashes[code]!);
  }
}

/** Finds out which suspects have the text of another one. */
function findSuspects(search: Search): void {
  const { hashes, bits, suspects } = search;
  const { length } = hashes;
  bits.fill(0);
  for (let i = 0; i < suspects.length; i++) setBit(bits, hashes[suspects.items[i]!]!);
  const numbers = createTextNumbers();
  const codes = createNumberList();
  for (let from = 0; from < length; from = sliceEnd(from, length)) {
    numberTexts(search, numbers, codes, from, sliceEnd(from, length));
  }
}

/**
 * Numbers the texts that share a bit: the suspects, and of each bit the one that came before them.
 * @param codes by number, the first code of a text
 */
function numberTexts(
  search: Search,
  numbers: TextNumbers,
  codes: NumberList,
  from: number,
  to: number,
): void {
  const { dictionary, hashes, bits, firstCodes } = search;
  for (let code = from; code < to; code++) {
    if (!hasBit(bits, hashes[code]!)) continue;
    if (firstCodes !== null && firstCodes[code] === NONE) continue;
    const text = dictionary[code]!;
    const number = findText(numbers, text, hashes[code]!);
    if (number !== NONE) {
      setFirst(search, code, codes.items[number]!);
      continue;
    }
    addTextNumber(numbers, text, hashes[code]!);
    addNumber(codes, code);
  }
}

function wordOf(bits: Int32Array, hash: number): number {
  return (hash >>> 5) & (bits.length - 1);
}

/** The bit of a hash in its word: a shift goes by its lowest five bits. */
function hasBit(bits: Int32Array, hash: number): boolean {
  return (bits[wordOf(bits, hash)]! & (1 << hash)) !== 0;
}

function setBit(bits: Int32Array, hash: number): void {
  bits[wordOf(bits, hash)]! |= 1 << hash;
}

function setFirst(search: Search, code: number, first: number): void {
  search.firstCodes ??= Int32Array.from(search.dictionary, (_, i) => i);
  search.firstCodes[code] = first;
}
