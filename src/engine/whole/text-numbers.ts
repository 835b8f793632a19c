import { NONE } from '../flat/none.js';
import { int32s } from '../small-arrays.js';

/** Texts by number, the same text by the same number, in the order in which they first came. */
export interface TextNumbers {
  readonly texts: string[];
  /** by hash, a number + 1 */
  slots: Int32Array;
  /** by number, the hash of its text */
  hashes: Int32Array;
  /** the numbers of those for which there was no slot near */
  readonly crowded: Map<string, number>;
}

/**
 * So many slots are looked at; texts for which none of them is free are in a `Map`, which is slower, but whose hashes nobody
 * can foresee: whoever makes up texts of one hash gains nothing.
 */
export const MOST_PROBES = 64;

/** There is room for so many texts at first. */
const FEW = 8;

/** A power of two, at least twice the number of texts. */
export function slotsFor(texts: number): number {
  return 2 << (32 - Math.clz32(texts));
}

/** With room for a few: a log of one room among thousands of logs is not to pay for more. */
export function createTextNumbers(): TextNumbers {
  return { texts: [], slots: new Int32Array(2 * FEW), hashes: new Int32Array(FEW), crowded: new Map() };
}

/** The number of a text of that hash, NONE if it has none. */
export function findText({ texts, slots, hashes, crowded }: TextNumbers, text: string, hash: number): number {
  const mask = slots.length - 1;
  let slot = hash & mask;
  for (let probes = 0; probes < MOST_PROBES; probes++) {
    if (slots[slot] === 0) return NONE;
    const number = slots[slot]! - 1;
    if (hashes[number] === hash && texts[number] === text) return number;
    slot = (slot + 1) & mask;
  }
  return crowded.get(text) ?? NONE;
}

/** Gives a number to a text of that hash that has none. */
export function addTextNumber(numbers: TextNumbers, text: string, hash: number): number {
  const { texts } = numbers;
  if (texts.length === numbers.hashes.length) grow(numbers);
  const number = texts.push(text) - 1;
  numbers.hashes[number] = hash;
  place(numbers, number);
  return number;
}

function grow(numbers: TextNumbers): void {
  const { hashes, texts, crowded } = numbers;
  numbers.hashes = int32s(2 * hashes.length);
  numbers.hashes.set(hashes);
  numbers.slots = int32s(4 * hashes.length);
  crowded.clear();
  for (let number = 0; number < texts.length; number++) place(numbers, number);
}

function place({ texts, slots, hashes, crowded }: TextNumbers, number: number): void {
  const mask = slots.length - 1;
  let slot = hashes[number]! & mask;
  for (let probes = 0; probes < MOST_PROBES; probes++) {
    if (slots[slot] === 0) {
      slots[slot] = number + 1;
      return;
    }
    slot = (slot + 1) & mask;
  }
  crowded.set(texts[number]!, number);
}
