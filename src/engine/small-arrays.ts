/*
 * Arrays of numbers for what is known of a log while it is run: all 0 at first, and no part of a result. An array that has
 * memory of its own takes some 2 µs to make, as long as a few events take, and a log needs some twenty; so small ones are
 * cut from one piece of memory after the other. No part of a piece is used twice, and it goes with the last array of it.
 */

/** A piece of memory, in bytes. */
const PIECE = 1 << 16;

/** Arrays of more bytes have memory of their own. */
const MOST = 1 << 12;

/** Of so few bytes V8 keeps them in the object itself, which is faster still. */
const FEW = 64;

/** The piece that arrays are cut from now, and so many bytes of it are taken. */
let piece = new ArrayBuffer(0);
let used = 0;

export function int32s(length: number): Int32Array {
  const bytes = length * Int32Array.BYTES_PER_ELEMENT;
  if (bytes <= FEW || bytes > MOST) return new Int32Array(length);
  const from = cut(bytes);
  return new Int32Array(piece, from, length);
}

export function float64s(length: number): Float64Array {
  const bytes = length * Float64Array.BYTES_PER_ELEMENT;
  if (bytes <= FEW || bytes > MOST) return new Float64Array(length);
  const from = cut(bytes);
  return new Float64Array(piece, from, length);
}

export function uint8s(length: number): Uint8Array {
  if (length <= FEW || length > MOST) return new Uint8Array(length);
  const from = cut(length);
  return new Uint8Array(piece, from, length);
}

/** One memory, seen both as 64-bit times and as 32-bit words. */
export interface TimesAndWords {
  readonly times: Float64Array;
  readonly words: Int32Array;
}

/** Room for so many times, or twice as many words. */
export function timesAndWords(times: number): TimesAndWords {
  const bytes = times * Float64Array.BYTES_PER_ELEMENT;
  const isSmall = bytes <= MOST;
  const from = isSmall ? cut(bytes) : 0;
  const memory = isSmall ? piece : new ArrayBuffer(bytes);
  return { times: new Float64Array(memory, from, times), words: new Int32Array(memory, from, 2 * times) };
}

/** Where so many bytes of the piece begin that nobody has. */
function cut(bytes: number): number {
  // Times are to be at multiples of their size.
  const size = (bytes + 7) & ~7;
  if (used + size > piece.byteLength) {
    piece = new ArrayBuffer(PIECE);
    used = 0;
  }
  const from = used;
  used += size;
  return from;
}
