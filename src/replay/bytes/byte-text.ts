import { spread } from '../../engine/flat/slot-table.js';

/*
 * Texts as 32-bit words, four bytes of UTF-8 in each, the first in its lowest byte and what is missing in the last one
 * zero: compared, hashed and copied a word at a time. They are read from bytes through a DataView, at any place, of
 * which there must be three bytes more than the text has.
 */

/** What there must be behind the bytes that are read as texts. */
export const SLACK = 64;

/** Which bits of a word belong to its first bytes, by their number. */
const MASKS = Int32Array.of(0, 0xff, 0xffff, 0xffffff);

/** How many words a text of so many bytes takes. */
export function wordsFor(length: number): number {
  return (length + 3) >> 2;
}

/** How many 64-bit numbers a text of so many bytes takes. */
export function doublesFor(length: number): number {
  return (length + 7) >> 3;
}

/** The first `count` bytes of a word (1 to 3). */
export function firstBytes(word: number, count: number): number {
  return word & MASKS[count]!;
}

/** Adds a word of a text to what, spread, is its hash; it begins as 0. */
export function mixWord(hash: number, word: number): number {
  const mixed = Math.imul(hash ^ word, 0x9e3779b1 | 0);
  return (mixed << 13) | (mixed >>> 19);
}

/** The hash of a text in bytes. */
export function hashBytes(view: DataView, from: number, to: number): number {
  let hash = 0;
  let i = from;
  for (; i + 4 <= to; i += 4) hash = mixWord(hash, view.getInt32(i, true));
  return spread(i === to ? hash : mixWord(hash, firstBytes(view.getInt32(i, true), to - i)));
}

/** The hash of a text of so many bytes in words. */
export function hashWords(words: Int32Array, at: number, length: number): number {
  let hash = 0;
  for (let i = 0; i < wordsFor(length); i++) hash = mixWord(hash, words[at + i]!);
  return spread(hash);
}

/** Puts the bytes [from, from + length) into words. */
export function putText(words: Int32Array, at: number, view: DataView, from: number, length: number): void {
  const whole = length >> 2;
  for (let i = 0; i < whole; i++) words[at + i] = view.getInt32(from + i * 4, true);
  if ((length & 3) !== 0) words[at + whole] = firstBytes(view.getInt32(from + whole * 4, true), length & 3);
}

/** Whether words hold the bytes [from, from + length). */
export function isSameText(
  words: Int32Array,
  at: number,
  view: DataView,
  from: number,
  length: number,
): boolean {
  const whole = length >> 2;
  for (let i = 0; i < whole; i++) if (words[at + i] !== view.getInt32(from + i * 4, true)) return false;
  if ((length & 3) === 0) return true;
  return words[at + whole] === firstBytes(view.getInt32(from + whole * 4, true), length & 3);
}

/** The bytes [from, to), good as long as the view is. */
export function bytesAt(view: DataView, from: number, to: number): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset + from, to - from);
}

/** The bytes of a text in words. */
export function bytesInWords(words: Int32Array, at: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  // Byte by byte: a view would cost more than all of them, as it needs a buffer outside of the heap.
  for (let i = 0; i < length; i++) bytes[i] = words[at + (i >> 2)]! >> (8 * (i & 3));
  return bytes;
}

const scratch = Buffer.alloc(256);
const scratchView = new DataView(scratch.buffer, scratch.byteOffset, scratch.length);

/** The text of a JSON string's bytes, between the quotes, that are in words. */
export function textInWords(words: Int32Array, at: number, length: number): string {
  if (length > scratch.length) return textOf(bytesInWords(words, at, length));
  for (let i = 0; i < wordsFor(length); i++) scratchView.setInt32(i * 4, words[at + i]!, true);
  return unescaped(scratch.toString('utf8', 0, length));
}

/** The text of a few ASCII bytes, SLACK at most, of which none is escaped. */
export function asciiAt(view: DataView, from: number, to: number): string {
  for (let i = 0; i < to - from; i += 4) scratchView.setInt32(i, view.getInt32(from + i, true), true);
  return scratch.toString('latin1', 0, to - from);
}

/** The text of a JSON string's bytes between the quotes. */
export function textOf(bytes: Uint8Array): string {
  return unescaped(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8'));
}

function unescaped(text: string): string {
  return text.includes('\\') ? (JSON.parse(`"${text}"`) as string) : text;
}

/** The bytes of a text as JSON.stringify writes it, without the quotes. */
export function bytesOf(text: string): Uint8Array {
  return Buffer.from(JSON.stringify(text).slice(1, -1), 'utf8');
}
