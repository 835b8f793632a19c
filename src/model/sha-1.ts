const schedule = new Int32Array(80);

/**
 * SHA-1 (FIPS 180-4) of the first `length` bytes of `buffer`, as five words in `digest`. The padding is written into
 * the buffer behind them: it must have room up to `paddedLength(length)`.
 */
export function sha1(buffer: Uint8Array, length: number, digest: Int32Array): void {
  const total = paddedLength(length);
  // Not `fill`, which takes a call of the runtime.
  for (let i = length; i < total; i++) buffer[i] = 0;
  buffer[length] = 0x80;
  const bits = length * 8;
  writeWord(buffer, total - 8, Math.floor(bits / 0x1_0000_0000));
  writeWord(buffer, total - 4, bits | 0);
  digest[0] = 0x67452301;
  digest[1] = 0xefcdab89 | 0;
  digest[2] = 0x98badcfe | 0;
  digest[3] = 0x10325476;
  digest[4] = 0xc3d2e1f0 | 0;
  for (let block = 0; block < total; block += 64) compress(buffer, block, digest);
}

/** The length of a message of `length` bytes with its padding: whole blocks of 64 bytes. */
export function paddedLength(length: number): number {
  return Math.ceil((length + 9) / 64) * 64;
}

function compress(buffer: Uint8Array, offset: number, digest: Int32Array): void {
  const w = schedule;
  for (let i = 0; i < 16; i++) {
    const at = offset + i * 4;
    w[i] = (buffer[at]! << 24) | (buffer[at + 1]! << 16) | (buffer[at + 2]! << 8) | buffer[at + 3]!;
  }
  for (let i = 16; i < 80; i++) {
    const mixed = w[i - 3]! ^ w[i - 8]! ^ w[i - 14]! ^ w[i - 16]!;
    w[i] = (mixed << 1) | (mixed >>> 31);
  }
  let a = digest[0]!;
  let b = digest[1]!;
  let c = digest[2]!;
  let d = digest[3]!;
  let e = digest[4]!;
  // Four loops of one shape, so that no round has to ask which it is.
  for (let i = 0; i < 20; i++) {
    const next = (((a << 5) | (a >>> 27)) + ((b & c) | (~b & d)) + e + w[i]! + 0x5a827999) | 0;
    e = d;
    d = c;
    c = (b << 30) | (b >>> 2);
    b = a;
    a = next;
  }
  for (let i = 20; i < 40; i++) {
    const next = (((a << 5) | (a >>> 27)) + (b ^ c ^ d) + e + w[i]! + 0x6ed9eba1) | 0;
    e = d;
    d = c;
    c = (b << 30) | (b >>> 2);
    b = a;
    a = next;
  }
  for (let i = 40; i < 60; i++) {
    const next = (((a << 5) | (a >>> 27)) + ((b & c) | (b & d) | (c & d)) + e + w[i]! + (0x8f1bbcdc | 0)) | 0;
    e = d;
    d = c;
    c = (b << 30) | (b >>> 2);
    b = a;
    a = next;
  }
  for (let i = 60; i < 80; i++) {
    const next = (((a << 5) | (a >>> 27)) + (b ^ c ^ d) + e + w[i]! + (0xca62c1d6 | 0)) | 0;
    e = d;
    d = c;
    c = (b << 30) | (b >>> 2);
    b = a;
    a = next;
  }
  digest[0] = (digest[0]! + a) | 0;
  digest[1] = (digest[1]! + b) | 0;
  digest[2] = (digest[2]! + c) | 0;
  digest[3] = (digest[3]! + d) | 0;
  digest[4] = (digest[4]! + e) | 0;
}

function writeWord(buffer: Uint8Array, at: number, word: number): void {
  buffer[at] = word >>> 24;
  buffer[at + 1] = word >>> 16;
  buffer[at + 2] = word >>> 8;
  buffer[at + 3] = word;
}
