import { paddedLength, sha1 } from './sha-1.js';
import { writeUtf8 } from './utf-8.js';

/** The ASCII codes of the hexadecimal digits. */
const HEX = Array.from('0123456789abcdef', (digit) => digit.charCodeAt(0));
const DASH = 0x2d;
/** Before bytes 4, 6, 8 and 10 the text has a dash: a bit for each byte. */
const DASHED = 0b101_0101_0000;
const codes: number[] = new Array(36).fill(DASH);
const digest = new Int32Array(5);
let scratch = new Uint8Array(512);

/** The UUID of version 5 (RFC 9562) of a text in a namespace, given as 16 bytes. */
export function uuidV5(namespace: Uint8Array, text: string): string {
  // One call makes one flat text, where joining pieces would keep them all alive.
  return String.fromCharCode.apply(null, uuidV5Codes(namespace, text));
}

/** The same as 36 ASCII codes, in an array that the next call uses again. */
export function uuidV5Codes(namespace: Uint8Array, text: string): number[] {
  const room = paddedLength(16 + text.length * 3);
  if (scratch.length < room) scratch = new Uint8Array(room * 2);
  scratch.set(namespace, 0);
  sha1(scratch, writeUtf8(text, scratch, 16), digest);
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

/** The 16 bytes of a UUID in its text form. */
export function uuidBytes(uuid: string): Uint8Array {
  const digits = uuid.replaceAll('-', '');
  return Uint8Array.from({ length: 16 }, (_, i) => Number.parseInt(digits.slice(i * 2, i * 2 + 2), 16));
}
