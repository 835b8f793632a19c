import { wordsFor } from './byte-text.js';

/** Bytes that grow at their end. What is written may spill over by less than a word, and is written over next. */
export interface ByteBuffer {
  bytes: Uint8Array;
  view: DataView;
  length: number;
}

const SPILL = 4;

export function createByteBuffer(capacity: number): ByteBuffer {
  const bytes = new Uint8Array(capacity);
  return { bytes, view: new DataView(bytes.buffer), length: 0 };
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

/** Text that is written again and again, in words. */
export interface Phrase {
  readonly words: Int32Array;
  readonly length: number;
}

/** A phrase of ASCII characters. */
export function phrase(text: string): Phrase {
  const words = new Int32Array(wordsFor(text.length));
  for (let i = 0; i < text.length; i++) words[i >> 2]! |= text.charCodeAt(i) << (8 * (i & 3));
  return { words, length: text.length };
}

/** Writes a phrase; there must be room. */
export function writePhrase(buffer: ByteBuffer, { words, length }: Phrase): void {
  const { view } = buffer;
  const end = buffer.length;
  for (let i = 0; i < words.length; i++) view.setInt32(end + i * 4, words[i]!, true);
  buffer.length = end + length;
}

/** Writes a text of so many bytes that is in words; there must be room. */
export function writeWords(buffer: ByteBuffer, words: Int32Array, at: number, length: number): void {
  const { view } = buffer;
  const end = buffer.length;
  for (let i = 0; i < length; i += 4) view.setInt32(end + i, words[at + (i >> 2)]!, true);
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
  else for (const character of String(value)) writeByte(buffer, character.charCodeAt(0));
}

function writeSmall(buffer: ByteBuffer, value: number): void {
  let digits = 1;
  for (let bound = 10; bound <= value && digits < 10; bound *= 10) digits++;
  const { bytes } = buffer;
  buffer.length += digits;
  let place = buffer.length;
  let rest = value;
  do {
    const tenth = (rest / 10) | 0;
    bytes[--place] = 0x30 + (rest - tenth * 10);
    rest = tenth;
  } while (rest > 0);
}
