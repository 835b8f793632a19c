import { writeDecimal } from './decimal.js';
import { paddedLength, sha1 } from './sha-1.js';
import { writeUtf8 } from './utf-8.js';

/** The ASCII codes of the hexadecimal digits. */
const HEX = Array.from('0123456789abcdef', (digit) => digit.charCodeAt(0));
const DASH = 0x2d;
const LINE_FEED = 0x0a;
/** More than a line feed and a safe integer take. */
const NUMBER = 24;
/** Before bytes 4, 6, 8 and 10 the text has a dash: a bit for each byte. */
const DASHED = 0b101_0101_0000;
const codes: number[] = new Array(36).fill(DASH);
const digest = new Int32Array(5);
let scratch = new Uint8Array(512);

/** The UUID of version 5 (RFC 9562) of a text in a namespace, given as 16 bytes. */
export function uuidV5(namespace: Uint8Array, text: string): string {
  return textOf(codesOf(beginName(namespace, text)));
}

/** The UUID of version 5 of a text, a line feed and a whole number in decimal: `${text}\n${whole}`. */
export function uuidV5OfLine(namespace: Uint8Array, text: string, whole: number): string {
  return textOf(uuidV5CodesOfLine(namespace, text, whole));
}

/** The same as 36 ASCII codes, in an array that the next call uses again. */
export function uuidV5CodesOfLine(namespace: Uint8Array, text: string, whole: number): number[] {
  const end = beginName(namespace, text);
  scratch[end] = LINE_FEED;
  return codesOf(writeDecimal(whole, scratch, end + 1));
}

/** Writes the namespace and the text, with room for a number and the padding, and returns the end. */
function beginName(namespace: Uint8Array, text: string): number {
  const room = paddedLength(16 + text.length * 3 + NUMBER);
  if (scratch.length < room) scratch = new Uint8Array(room * 2);
  for (let i = 0; i < 16; i++) scratch[i] = namespace[i]!;
  return writeUtf8(text, scratch, 16);
}

function codesOf(length: number): number[] {
  sha1(scratch, length, digest);
  digest[1] = (digest[1]! & 0xffff0fff) | 0x5000;
  digest[2] = (digest[2]! & 0x3fffffff) | 0x80000000;
  let end = 0;
  for (let byte = 0; byte < 16; byte++) {
    const value = (digest[byte >> 2]! >>> (24 - 8 * (byte & 3))) & 0xff;
    if (((DASHED >> byte) & 1) === 1) end++;
    codes[end++] = HEX[value >> 4]!;
    codes[end++] = HEX[value & 15]!;
  }
  return codes;
}

function textOf(asciiCodes: number[]): string {
  // One call makes one flat text, where joining pieces would keep them all alive.
  return String.fromCharCode.apply(null, asciiCodes);
}

/** The 16 bytes of a UUID in its text form. */
export function uuidBytes(uuid: string): Uint8Array {
  const digits = uuid.replaceAll('-', '');
  return Uint8Array.from({ length: 16 }, (_, i) => Number.parseInt(digits.slice(i * 2, i * 2 + 2), 16));
}
