/** Bytes that grow at their end. */
export interface ByteBuffer {
  bytes: Uint8Array;
  length: number;
}

export function createByteBuffer(capacity: number): ByteBuffer {
  return { bytes: new Uint8Array(capacity), length: 0 };
}

/** Makes room for so many more bytes. */
export function makeRoom(buffer: ByteBuffer, count: number): void {
  const needed = buffer.length + count;
  if (needed <= buffer.bytes.length) return;
  const bytes = new Uint8Array(Math.max(needed, buffer.bytes.length * 2));
  bytes.set(buffer.bytes.subarray(0, buffer.length));
  buffer.bytes = bytes;
}

/** Writes text that is known to be ASCII; there must be room. */
export function writeAscii(buffer: ByteBuffer, text: Uint8Array): void {
  const { bytes, length } = buffer;
  for (let i = 0; i < text.length; i++) bytes[length + i] = text[i]!;
  buffer.length = length + text.length;
}

/** Writes a whole number in decimal; there must be room for 24 bytes. */
export function writeWhole(buffer: ByteBuffer, value: number): void {
  if (!Number.isSafeInteger(value)) {
    for (const character of String(value)) buffer.bytes[buffer.length++] = character.charCodeAt(0);
    return;
  }
  const { bytes } = buffer;
  let rest = value;
  if (rest < 0) {
    bytes[buffer.length++] = 0x2d;
    rest = -rest;
  }
  let digits = 1;
  for (let bound = 10; bound <= rest; bound *= 10) digits++;
  let place = buffer.length + digits;
  buffer.length = place;
  while (rest > 0x7fffffff) {
    const tenth = Math.floor(rest / 10);
    bytes[--place] = 0x30 + (rest - tenth * 10);
    rest = tenth;
  }
  do {
    const tenth = (rest / 10) | 0;
    bytes[--place] = 0x30 + (rest - tenth * 10);
    rest = tenth;
  } while (rest > 0);
}

/** The bytes of an ASCII text. */
export function ascii(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}
