import { type ByteSlab, isKept } from './byte-slab.js';

/**
 * Finds texts of a slab by their bytes and the number they belong to (a participant by id and room; the owner is part
 * of the hash, and a word of the record settles what hashes cannot): open addressing with linear probing. A slot is a pair of the
 * hash and the number + 1, so that a text is looked at only where its hash agrees.
 */
export interface ByteIndex {
  readonly slab: ByteSlab;
  /** the word of a record that is the hash of its text */
  readonly hashAt: number;
  slots: Int32Array;
  size: number;
}

export function createByteIndex(slab: ByteSlab, hashAt: number): ByteIndex {
  return { slab, hashAt, slots: new Int32Array(2048), size: 0 };
}

/** The hash of bytes under an owner, spread over all bits. */
export function spreadHash(hash: number, owner: number): number {
  let mixed = Math.imul(hash ^ Math.imul(owner, 0x9e3779b1 | 0), 0x85ebca6b | 0);
  mixed ^= mixed >>> 15;
  mixed = Math.imul(mixed, 0xc2b2ae35 | 0);
  return mixed ^ (mixed >>> 16);
}

/** The number of the bytes [from, to), −1 if there is none. `hash` is their spread hash, `ownerAt` the word for whose they are, −1 for none. */
export function findBytes(
  index: ByteIndex,
  hash: number,
  ownerAt: number,
  owner: number,
  bytes: Uint8Array,
  from: number,
  to: number,
): number {
  const { slots, slab } = index;
  const mask = slots.length - 1;
  for (let slot = (hash << 1) & mask; ; slot = (slot + 2) & mask) {
    const number = slots[slot + 1]! - 1;
    if (number < 0) return -1;
    if (slots[slot] !== hash || !isKept(slab, number, bytes, from, to)) continue;
    if (ownerAt < 0 || slab.words[number * slab.size + ownerAt] === owner) return number;
  }
}

/** Adds a text of the slab that is not in the index yet. */
export function addBytes(index: ByteIndex, hash: number, number: number): void {
  const { slab, hashAt } = index;
  if (index.size * 4 >= index.slots.length) rehash(index);
  slab.words[number * slab.size + hashAt] = hash;
  place(index.slots, hash, number + 1);
  index.size++;
}

/** Takes a text out, and moves up what had to give way to it. */
export function removeBytes(index: ByteIndex, number: number): void {
  const { slots, slab, hashAt } = index;
  const mask = slots.length - 1;
  let hole = (slab.words[number * slab.size + hashAt]! << 1) & mask;
  while (slots[hole + 1] !== number + 1) hole = (hole + 2) & mask;
  for (let slot = (hole + 2) & mask; slots[slot + 1] !== 0; slot = (slot + 2) & mask) {
    const home = (slots[slot]! << 1) & mask;
    if (((slot - home) & mask) < ((slot - hole) & mask)) continue;
    slots[hole] = slots[slot]!;
    slots[hole + 1] = slots[slot + 1]!;
    hole = slot;
  }
  slots[hole + 1] = 0;
  index.size--;
}

function rehash(index: ByteIndex): void {
  const before = index.slots;
  index.slots = new Int32Array(before.length * 2);
  for (let slot = 0; slot < before.length; slot += 2) {
    if (before[slot + 1] !== 0) place(index.slots, before[slot]!, before[slot + 1]!);
  }
}

function place(slots: Int32Array, hash: number, entry: number): void {
  const mask = slots.length - 1;
  let slot = (hash << 1) & mask;
  while (slots[slot + 1] !== 0) slot = (slot + 2) & mask;
  slots[slot] = hash;
  slots[slot + 1] = entry;
}
