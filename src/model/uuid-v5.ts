import { paddedLength, sha1 } from './sha-1.js';
import { writeUtf8 } from './utf-8.js';

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
const digest = new Int32Array(5);
let scratch = new Uint8Array(512);

/** The UUID of version 5 (RFC 9562) of a text in a namespace, given as 16 bytes. */
export function uuidV5(namespace: Uint8Array, text: string): string {
  const room = paddedLength(16 + text.length * 3);
  if (scratch.length < room) scratch = new Uint8Array(room * 2);
  scratch.set(namespace, 0);
  sha1(scratch, writeUtf8(text, scratch, 16), digest);
  const w0 = digest[0]!;
  const w1 = (digest[1]! & 0xffff0fff) | 0x5000;
  const w2 = (digest[2]! & 0x3fffffff) | 0x80000000;
  const w3 = digest[3]!;
  return `${hex4(w0)}-${hex2(w1 >>> 16)}-${hex2(w1)}-${hex2(w2 >>> 16)}-${hex2(w2)}${hex4(w3)}`;
}

/** The 16 bytes of a UUID in its text form. */
export function uuidBytes(uuid: string): Uint8Array {
  const digits = uuid.replaceAll('-', '');
  return Uint8Array.from({ length: 16 }, (_, i) => Number.parseInt(digits.slice(i * 2, i * 2 + 2), 16));
}

function hex2(word: number): string {
  return HEX[(word >>> 8) & 0xff]! + HEX[word & 0xff]!;
}

function hex4(word: number): string {
  return hex2(word >>> 16) + hex2(word);
}
