import { isUtf8 } from 'node:buffer';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createTextStage } from '../../src/formats/decode-text.js';

const BOM = '\ufeff';

function inPieces(bytes: Buffer, sizes: readonly number[]): Buffer[] {
  const pieces: Buffer[] = [];
  for (let from = 0, i = 0; from < bytes.length; i++) {
    const size = sizes.length === 0 ? bytes.length : (sizes[i % sizes.length] ?? 1);
    pieces.push(bytes.subarray(from, from + size));
    from += size;
  }
  return pieces;
}

function decode(bytes: Buffer, sizes: readonly number[] = []): Buffer {
  const taken: Buffer[] = [];
  const stage = createTextStage((chunk) => taken.push(Buffer.from(chunk)));
  for (const piece of inPieces(bytes, sizes)) stage.push(Buffer.from(piece));
  stage.end();
  return Buffer.concat(taken);
}

const text = fc.string({ unit: 'grapheme', maxLength: 40 });
const sizes = fc.array(fc.integer({ min: 1, max: 7 }), { maxLength: 5 });

test('UTF-16 of both byte orders comes out as UTF-8, however it is cut', () => {
  fc.assert(
    fc.property(text, sizes, fc.boolean(), (said, cuts, isBig) => {
      const bytes = Buffer.from(BOM + said, 'utf16le');
      if (isBig) bytes.swap16();
      expect(decode(bytes, cuts).toString()).toBe(said);
    }),
  );
});

test('UTF-8 stays as it is, its byte order mark too', () => {
  fc.assert(
    fc.property(text, sizes, (said, cuts) => {
      expect(decode(Buffer.from(BOM + said), cuts).toString()).toBe(BOM + said);
    }),
  );
});

test('half a surrogate pair is not made into a character', () => {
  for (const said of ['a\ud83d', '\ude00b', 'x\ud83d\ud83d\ude00y', 'a\ud83db']) {
    const decoded = decode(Buffer.from(BOM + said, 'utf16le'));
    expect(isUtf8(decoded)).toBe(false);
    expect(decoded.toString().replaceAll('\ufffd', '')).toBe(
      said.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, ''),
    );
  }
});

test('a text that ends within a character is broken', () => {
  expect(() => decode(Buffer.from([0xff, 0xfe, 0x61, 0x00, 0x62]))).toThrow('within a character');
});
