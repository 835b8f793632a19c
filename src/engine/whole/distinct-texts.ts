import { problemOfName } from '../../rules/event.js';
import { NONE } from '../flat/none.js';
import { addNumber, createNumberList, type NumberList } from '../flat/number-list.js';
import { keepOne } from '../keep-one.js';
import { sliceEnd } from '../slices.js';
import { int32s } from '../small-arrays.js';
import { hashEnd, hashText } from './hash-text.js';
import { addTextNumber, createTextNumbers, findText, slotsFor, type TextNumbers } from './text-numbers.js';

/**
 * A dictionary that is being looked through. Nearly always it has each text once. To see that, two bits for each text are enough,
 * and a table of bits stays in the caches; only texts whose bits were there before are looked for.
 */
interface Search {
  readonly dictionary: readonly (string | null)[];
  /** by code, a hash of its text or the end of it */
  readonly hashes: Int32Array;
  areOfEnds: boolean;
  /** in the word of a hash the bits that texts have */
  bits: Int32Array;
  /** the codes of texts whose bits were set when they came */
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
  keepOne(searchOfNothing);
  const { length } = dictionary;
  const search = createSearch(dictionary);
  for (let from = 0; from < length; ) {
    const to = sliceEnd(from, length);
    hashTexts(search, from, to);
    markTexts(search, from, to);
    from = to;
    if (search.areOfEnds && search.suspects.length > FEW + to / MANY) {
      hashWhole(search);
      from = 0;
    }
  }
  if (search.suspects.length > 0) findSuspects(search);
  return search.firstCodes;
}

function createSearch(dictionary: readonly (string | null)[]): Search {
  const { length } = dictionary;
  return {
    dictionary,
    hashes: int32s(length),
    areOfEnds: true,
    bits: int32s(wordsFor(length)),
    suspects: createNumberList(),
    firstCodes: null,
    looked: 0,
  };
}

function searchOfNothing(): readonly [Search, TextNumbers] {
  return [createSearch([]), createTextNumbers()];
}

/** 16 bits or more for each text, so that at most one in 64 is suspected in vain. */
function wordsFor(texts: number): number {
  return slotsFor(texts + 1) >> 2;
}

/** With more suspects than a few and one in so many, texts end alike, or there are twins among them. */
const FEW = 64;
const MANY = 16;

/** Begins anew, with hashes of whole texts. */
function hashWhole(search: Search): void {
  search.areOfEnds = false;
  search.bits.fill(0);
  search.suspects.length = 0;
}

function hashTexts(search: Search, from: number, to: number): void {
  const { dictionary, hashes, areOfEnds } = search;
  for (let code = from; code < to; code++) {
    const text = dictionary[code]!;
    if (problemOfName(text) === null) hashes[code] = areOfEnds ? hashEnd(text) : hashText(text);
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
    if (hasBits(bits, hashes[code]!)) addNumber(suspects, code);
    else setBits(bits, hashes[code]!);
  }
}

/** Finds out which suspects have the text of another one. As there are few, so are their bits, and what else has these. */
function findSuspects(search: Search): void {
  const { hashes, suspects } = search;
  const { length } = hashes;
  search.bits = int32s(Math.min(search.bits.length, wordsFor(SPREAD * suspects.length)));
  for (let i = 0; i < suspects.length; i++) setBits(search.bits, hashes[suspects.items[i]!]!);
  const numbers = createTextNumbers();
  const codes = createNumberList();
  for (let from = 0; from < length; from = sliceEnd(from, length)) {
    numberTexts(search, numbers, codes, from, sliceEnd(from, length));
  }
}

/** So many times the bits that a table of all texts has for each of them. */
const SPREAD = 4;

/**
 * Numbers the texts whose bits are those of suspects: these, and what came before them.
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
    if (!hasBits(bits, hashes[code]!)) continue;
    if (firstCodes !== null && firstCodes[code] === NONE) continue;
    const text = dictionary[code]!;
    const hash = hashText(text);
    const number = findText(numbers, text, hash);
    if (number !== NONE) {
      setFirst(search, code, codes.items[number]!);
      continue;
    }
    addTextNumber(numbers, text, hash);
    addNumber(codes, code);
  }
}

function wordOf(bits: Int32Array, hash: number): number {
  return (hash >>> 10) & (bits.length - 1);
}

/** The bits of a hash in its word: a shift goes by its lowest five bits. */
function bitsOf(hash: number): number {
  return (1 << hash) | (1 << (hash >>> 5));
}

function hasBits(bits: Int32Array, hash: number): boolean {
  return (~bits[wordOf(bits, hash)]! & bitsOf(hash)) === 0;
}

function setBits(bits: Int32Array, hash: number): void {
  bits[wordOf(bits, hash)]! |= bitsOf(hash);
}

function setFirst(search: Search, code: number, first: number): void {
  search.firstCodes ??= Int32Array.from(search.dictionary, (_, i) => i);
  search.firstCodes[code] = first;
}
