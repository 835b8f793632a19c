import { type ByteSlab, isKept } from './byte-slab.js';

/**
 * Finds numbers by their bytes and the number they belong to (a participant by id and room): open addressing with
 * linear probing, so that looking up allocates nothing.
 */
export interface ByteIndex {
  /** number + 1, 0 for an empty slot */
  slots: Int32Array;
  /** by number */
  hashes: Int32Array;
  owners: Int32Array;
  size: number;
}

export function createByteIndex(): ByteIndex {
  return { slots: new Int32Array(256), hashes: new Int32Array(128), owners: new Int32Array(128), size: 0 };
}

/** The hash of bytes under an owner, spread over all bits. */
export function spreadHash(hash: number, owner: number): number {
  let mixed = Math.imul(hash ^ Math.imul(owner, 0x9e3779b1 | 0), 0x85ebca6b | 0);
  mixed ^= mixed >>> 15;
  return mixed;
}

/** The number of the bytes [from, to) under an owner, −1 if there is none. `hash` is their spread hash. */
export function findBytes(
  index: ByteIndex,
  slab: ByteSlab,
  hash: number,
  owner: number,
  bytes: Uint8Array,
  from: number,
  to: number,
): number {
  const { slots, hashes, owners } = index;
  const mask = slots.length - 1;
  for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
    const number = slots[slot]! - 1;
    if (number < 0) return -1;
    if (hashes[number] === hash && owners[number] === owner && isKept(slab, number, bytes, from, to))
      return number;
  }
}

/** Adds a number that is not there yet. */
export function addBytes(index: ByteIndex, hash: number, owner: number, number: number): void {
  if (index.size * 2 >= index.slots.length) rehash(index);
  while (number >= index.hashes.length) {
    index.hashes = doubled(index.hashes);
    index.owners = doubled(index.owners);
  }
  index.hashes[number] = hash;
  index.owners[number] = owner;
  place(index.slots, hash, number);
  index.size++;
}

/** Takes a number out, and moves up what had to give way to it. */
export function removeBytes(index: ByteIndex, number: number): void {
  const { slots, hashes } = index;
  const mask = slots.length - 1;
  let hole = hashes[number]! & mask;
  while (slots[hole] !== number + 1) hole = (hole + 1) & mask;
  for (let slot = (hole + 1) & mask; slots[slot] !== 0; slot = (slot + 1) & mask) {
    const home = hashes[slots[slot]! - 1]! & mask;
    if (((slot - home) & mask) < ((slot - hole) & mask)) continue;
    slots[hole] = slots[slot]!;
    hole = slot;
  }
  slots[hole] = 0;
  index.size--;
}

function rehash(index: ByteIndex): void {
  const before = index.slots;
  index.slots = new Int32Array(before.length * 2);
  for (const entry of before) if (entry !== 0) place(index.slots, index.hashes[entry - 1]!, entry - 1);
}

function place(slots: Int32Array, hash: number, number: number): void {
  const mask = slots.length - 1;
  let slot = hash & mask;
  while (slots[slot] !== 0) slot = (slot + 1) & mask;
  slots[slot] = number + 1;
}

function doubled(from: Int32Array): Int32Array {
  const to = new Int32Array(from.length * 2);
  to.set(from);
  return to;
}
