import { writeDecimal } from '../../model/decimal.js';
import { doublesFor, wordsFor } from './byte-text.js';

/*
 * Texts are moved eight bytes at a time, as 64-bit numbers. That is safe: the bytes of UTF-8 are never those of a NaN, the
 * one kind of number that may be changed on the way.
 */

/** Bytes that grow at their end. What is written may spill over by less than eight bytes, and is written over next. */
export interface ByteBuffer {
  bytes: Uint8Array;
  view: DataView;
  length: number;
}

const SPILL = 8;

export function createByteBuffer(capacity: number): ByteBuffer {
  return bufferIn(new ArrayBuffer(capacity));
}

/** The same in memory that is there already. */
export function bufferIn(memory: ArrayBufferLike, from = 0): ByteBuffer {
  return { bytes: new Uint8Array(memory, from), view: new DataView(memory, from), length: 0 };
}

/** Makes room for so many more bytes. */
export function makeRoom(buffer: ByteBuffer, count: number): void {
  const needed = buffer.length + count + SPILL;
  if (needed <= buffer.bytes.length) return;
  const bytes = new Uint8Array(Math.max(needed, buffer.bytes.length * 2));
  bytes.set(buffer.bytes.subarray(0, buffer.length));
  buffer.bytes = bytes;
  buffer.view = new DataView(bytes.buffer);
}

/** Text that is written again and again. */
export interface Phrase {
  readonly doubles: Float64Array;
  readonly length: number;
}

/** A phrase of ASCII characters. */
export function phrase(text: string): Phrase {
  const doubles = new Float64Array(doublesFor(text.length));
  new Uint8Array(doubles.buffer).set(Array.from(text, (character) => character.charCodeAt(0)));
  return { doubles, length: text.length };
}

/** Writes a phrase; there must be room. */
export function writePhrase(buffer: ByteBuffer, { doubles, length }: Phrase): void {
  writeDoubles(buffer, doubles, 0, length);
}

/** Writes a text of so many bytes that is in 64-bit numbers; there must be room. */
export function writeDoubles(buffer: ByteBuffer, doubles: Float64Array, at: number, length: number): void {
  const { view } = buffer;
  const end = buffer.length;
  for (let i = 0; i < length; i += 8) view.setFloat64(end + i, doubles[at + (i >> 3)]!, true);
  buffer.length = end + length;
}

/** Writes a text of so many bytes that is in words; there must be room. */
export function writeWords(buffer: ByteBuffer, words: Int32Array, length: number): void {
  const { view } = buffer;
  const end = buffer.length;
  for (let i = 0; i < wordsFor(length); i++) view.setInt32(end + i * 4, words[i]!, true);
  buffer.length = end + length;
}

/** Writes bytes; there must be room. */
export function writeBytes(buffer: ByteBuffer, bytes: Uint8Array): void {
  buffer.bytes.set(bytes, buffer.length);
  buffer.length += bytes.length;
}

/** Writes a byte; there must be room. */
export function writeByte(buffer: ByteBuffer, byte: number): void {
  buffer.bytes[buffer.length++] = byte;
}

/** Writes a whole number in decimal; there must be room for 24 bytes. */
export function writeWhole(buffer: ByteBuffer, value: number): void {
  if (value >= 0 && value <= 0x7fffffff) writeSmall(buffer, value | 0);
  else buffer.length = writeDecimal(value, buffer.bytes, buffer.length);
}

/** The ASCII digits of 0 to 99, the first in the lower byte. */
const PAIRS = Uint16Array.from({ length: 100 }, (_, pair) => {
  return (0x30 + Math.floor(pair / 10)) | ((0x30 + (pair % 10)) << 8);
});

function writeSmall(buffer: ByteBuffer, value: number): void {
  const { bytes, view } = buffer;
  buffer.length += digitsIn(value);
  let place = buffer.length;
  let rest = value;
  while (rest >= 100) {
    const hundredth = (rest / 100) | 0;
    place -= 2;
    view.setUint16(place, PAIRS[rest - hundredth * 100]!, true);
    rest = hundredth;
  }
  if (rest >= 10) view.setUint16(place - 2, PAIRS[rest]!, true);
  else bytes[place - 1] = 0x30 + rest;
}

function digitsIn(value: number): number {
  // Most are seconds since 1970, or the seconds of a visit.
  if (value >= 1_000_000_000) return 10;
  let digits = 1;
  for (let bound = 10; bound <= value; bound *= 10) digits++;
  return digits;
}
