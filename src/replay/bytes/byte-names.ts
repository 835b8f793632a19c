import {
  type ByteSlab,
  copyKept,
  createByteSlab,
  keepBytes,
  keptBytes,
  lengthOf,
  setLength,
} from './byte-slab.js';

/**
 * The names of events that still matter, by reference, each as the bytes of a JSON string without its quotes; length
 * −1 for null. User ids and user names share a slab: reference r has the texts 2r and 2r + 1.
 */
export interface ByteNames {
  readonly texts: ByteSlab;
  readonly free: number[];
  count: number;
}

/** No names at all. */
export const NO_NAMES = -1;

export function createByteNames(): ByteNames {
  return { texts: createByteSlab(8, 0, 1), free: [], count: 0 };
}

/** Keeps the names of an event; a range that begins at −1 is null. */
export function keepNames(
  names: ByteNames,
  bytes: Uint8Array,
  userIdFrom: number,
  userIdTo: number,
  userNameFrom: number,
  userNameTo: number,
): number {
  if (userIdFrom < 0 && userNameFrom < 0) return NO_NAMES;
  const ref = names.free.pop() ?? names.count++;
  keepText(names.texts, ref * 2, bytes, userIdFrom, userIdTo);
  keepText(names.texts, ref * 2 + 1, bytes, userNameFrom, userNameTo);
  return ref;
}

/** Gives a reference back. */
export function dropNames(names: ByteNames, ref: number): void {
  names.free.push(ref);
}

/** Whether the user id (`which` 0) or user name (1) of a reference is not null. */
export function hasName(names: ByteNames, ref: number, which: number): boolean {
  return ref !== NO_NAMES && lengthOf(names.texts, ref * 2 + which) >= 0;
}

/** Copies a name that is not null and returns the end. */
export function copyName(
  names: ByteNames,
  ref: number,
  which: number,
  target: Uint8Array,
  offset: number,
): number {
  return copyKept(names.texts, ref * 2 + which, target, offset);
}

/** The length in bytes of a name, −1 for null. */
export function nameLength(names: ByteNames, ref: number, which: number): number {
  return ref === NO_NAMES ? -1 : lengthOf(names.texts, ref * 2 + which);
}

/** The bytes of a name, null for null. */
export function nameBytes(names: ByteNames, ref: number, which: number): Uint8Array | null {
  return hasName(names, ref, which) ? keptBytes(names.texts, ref * 2 + which) : null;
}

function keepText(texts: ByteSlab, number: number, bytes: Uint8Array, from: number, to: number): void {
  keepBytes(texts, number, bytes, Math.max(from, 0), from < 0 ? 0 : to);
  if (from < 0) setLength(texts, number, -1);
}
