/**
 * Texts as bytes, by number: each in a record of its own, its length and what else belongs to it beside it, so that
 * looking at a text touches memory in one place. A text that is too long for its record is kept apart.
 */
export interface ByteSlab {
  /** the size of a record in 32-bit words, which of them is the length, and where the text begins */
  readonly size: number;
  readonly lengthAt: number;
  readonly textAt: number;
  words: Int32Array;
  bytes: Uint8Array;
  readonly long: Map<number, Uint8Array>;
}

export function createByteSlab(
  size: number,
  lengthAt: number,
  textAt: number,
  words = new Int32Array(size * 64),
): ByteSlab {
  return { size, lengthAt, textAt, words, bytes: new Uint8Array(words.buffer), long: new Map() };
}

/** Keeps the bytes [from, to) as text `number`, in place of what it was before. */
export function keepBytes(
  slab: ByteSlab,
  number: number,
  source: Uint8Array,
  from: number,
  to: number,
): void {
  while ((number + 1) * slab.size > slab.words.length) grow(slab);
  const length = to - from;
  const isShort = length <= longest(slab);
  if (lengthOf(slab, number) > longest(slab)) slab.long.delete(number);
  setLength(slab, number, length);
  if (!isShort) {
    // Not slice: that of a Buffer would keep looking at its bytes.
    slab.long.set(number, new Uint8Array(source.subarray(from, to)));
    return;
  }
  const { bytes } = slab;
  const place = placeOf(slab, number);
  for (let i = 0; i < length; i++) bytes[place + i] = source[from + i]!;
}

/** The length of text `number` in bytes. */
export function lengthOf(slab: ByteSlab, number: number): number {
  return slab.words[number * slab.size + slab.lengthAt]!;
}

/** Sets the length alone: a length of −1 stands for no text. */
export function setLength(slab: ByteSlab, number: number, length: number): void {
  slab.words[number * slab.size + slab.lengthAt] = length;
}

/** Whether text `number` is the bytes [from, to). */
export function isKept(slab: ByteSlab, number: number, other: Uint8Array, from: number, to: number): boolean {
  const length = to - from;
  if (lengthOf(slab, number) !== length) return false;
  const isShort = length <= longest(slab);
  const kept = isShort ? slab.bytes : slab.long.get(number)!;
  const place = isShort ? placeOf(slab, number) : 0;
  for (let i = 0; i < length; i++) if (kept[place + i] !== other[from + i]) return false;
  return true;
}

/** Copies text `number` to `target` and returns the end; there must be room. */
export function copyKept(slab: ByteSlab, number: number, target: Uint8Array, offset: number): number {
  const length = lengthOf(slab, number);
  if (length > longest(slab)) {
    target.set(slab.long.get(number)!, offset);
    return offset + length;
  }
  const { bytes } = slab;
  const place = placeOf(slab, number);
  for (let i = 0; i < length; i++) target[offset + i] = bytes[place + i]!;
  return offset + length;
}

/** The bytes of text `number`. */
export function keptBytes(slab: ByteSlab, number: number): Uint8Array {
  const length = lengthOf(slab, number);
  if (length > longest(slab)) return slab.long.get(number)!;
  const place = placeOf(slab, number);
  return slab.bytes.subarray(place, place + length);
}

function placeOf({ size, textAt }: ByteSlab, number: number): number {
  return (number * size + textAt) << 2;
}

/** How many bytes have room in a record. */
function longest({ size, textAt }: ByteSlab): number {
  return (size - textAt) << 2;
}

function grow(slab: ByteSlab): void {
  const words = new Int32Array(slab.words.length * 2);
  words.set(slab.words);
  lookAt(slab, words);
}

/** Lets the slab lie in other words, which have its records. */
export function lookAt(slab: ByteSlab, words: Int32Array): void {
  slab.words = words;
  slab.bytes = new Uint8Array(words.buffer);
}
