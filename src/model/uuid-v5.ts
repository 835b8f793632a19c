import { writeDecimal } from './decimal.js';
import { paddedLength, sha1 } from './sha-1.js';
import { writeUtf8 } from './utf-8.js';

/** How many ASCII codes a UUID takes. */
export const UUID_LENGTH = 36;

/** The ASCII codes of the two hexadecimal digits of each byte, the first in the lower half. */
const HEX = Uint16Array.from({ length: 256 }, (_, byte) => {
  const digits = byte.toString(16).padStart(2, '0');
  return digits.charCodeAt(0) | (digits.charCodeAt(1) << 8);
});
const DASH = 0x2d;
const LINE_FEED = 0x0a;
/** More than a line feed and a safe integer take. */
const NUMBER = 24;
/** Before bytes 4, 6, 8 and 10 the text has a dash: a bit for each byte. */
const DASHED = 0b101_0101_0000;
const codes: number[] = new Array(UUID_LENGTH).fill(DASH);
const digest = new Int32Array(5);
let scratch = new Uint8Array(512);

/**
 * The UUID of version 5 (RFC 9562) of a text, a line feed and a whole number in decimal, `${text}\n${whole}`, in a
 * namespace that is given as 16 bytes.
 */
export function uuidV5OfLine(namespace: Uint8Array, text: string, whole: number): string {
  beginName(namespace, text.length * 3);
  endName(writeUtf8(text, scratch, 16), whole);
  writeDigest(codes, 0);
  // One call makes one flat text, where joining pieces would keep them all alive.
  return String.fromCharCode.apply(null, codes);
}

/**
 * The same for a text that is there as UTF-8, the bytes [from, to) of `utf8`: writes UUID_LENGTH ASCII codes into
 * `target` from `offset` on.
 */
export function writeUuidV5OfLine(
  namespace: Uint8Array,
  utf8: Uint8Array,
  from: number,
  to: number,
  whole: number,
  target: Uint8Array,
  offset: number,
): void {
  beginName(namespace, to - from);
  for (let i = from; i < to; i++) scratch[16 + i - from] = utf8[i]!;
  endName(16 + to - from, whole);
  writeDigest(target, offset);
}

/** Writes the namespace, and makes room for so many more bytes, the number and the padding. */
function beginName(namespace: Uint8Array, length: number): void {
  const room = paddedLength(16 + length + NUMBER);
  if (scratch.length < room) scratch = new Uint8Array(room * 2);
  for (let i = 0; i < 16; i++) scratch[i] = namespace[i]!;
}

function endName(end: number, whole: number): void {
  scratch[end] = LINE_FEED;
  sha1(scratch, writeDecimal(whole, scratch, end + 1), digest);
  digest[1] = (digest[1]! & 0xffff0fff) | 0x5000;
  digest[2] = (digest[2]! & 0x3fffffff) | 0x80000000;
}

function writeDigest(target: number[] | Uint8Array, offset: number): void {
  let end = offset;
  for (let byte = 0; byte < 16; byte++) {
    const pair = HEX[(digest[byte >> 2]! >>> (24 - 8 * (byte & 3))) & 0xff]!;
    if (((DASHED >> byte) & 1) === 1) target[end++] = DASH;
    target[end++] = pair & 0xff;
    target[end++] = pair >> 8;
  }
}

/** The 16 bytes of a UUID in its text form. */
export function uuidBytes(uuid: string): Uint8Array {
  const digits = uuid.replaceAll('-', '');
  return Uint8Array.from({ length: 16 }, (_, i) => Number.parseInt(digits.slice(i * 2, i * 2 + 2), 16));
}
