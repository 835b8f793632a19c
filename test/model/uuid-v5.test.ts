import fc from 'fast-check';
import { v5 } from 'uuid';
import { describe, expect, test } from 'vitest';
import { uuidBytes, uuidV5, uuidV5OfLine } from '../../src/model/uuid-v5.js';
import { runs, seed } from '../support/law.js';

const DNS = '6ba7b810-9dad-11d1-80b4-00c04fd430c8';
const wellFormed = fc.string({ unit: 'binary', maxLength: 200 }).filter((text) => text.isWellFormed());

test(`agrees with the package uuid on any well-formed text, RECONVENE_SEED=${seed}`, () => {
  fc.assert(
    fc.property(wellFormed, fc.uuid(), (text, namespace) => {
      expect(uuidV5(uuidBytes(namespace), text)).toBe(v5(text, namespace));
    }),
    { numRuns: 2000, seed },
  );
});

describe('the ends of SHA-1 blocks, namespace included', () => {
  test.each([16, 54, 55, 56, 57, 63, 64, 65, 118, 119, 120, 121, 127, 128, 129])('%d bytes', (length) => {
    for (const text of ['x'.repeat(length - 16), 'é'.repeat((length - 16) / 2).padEnd(length - 16, 'x')]) {
      expect(uuidV5(uuidBytes(DNS), text)).toBe(v5(text, DNS));
    }
  });
});

test('a long text, and a short one after it', () => {
  for (const text of ['x'.repeat(511), '😀'.repeat(10_000), 'x', '', 'ÿ'.repeat(1_000_000), 'y']) {
    expect(uuidV5(uuidBytes(DNS), text)).toBe(v5(text, DNS));
  }
});

test('every length of a character in UTF-8, first and last of each', () => {
  for (const code of [0, 0x7f, 0x80, 0x7ff, 0x800, 0xd7ff, 0xe000, 0xffff, 0x10000, 0x10ffff]) {
    const text = `<${String.fromCodePoint(code)}>`;
    expect(uuidV5(uuidBytes(DNS), text), code.toString(16)).toBe(v5(text, DNS));
  }
});

test('half of a surrogate pair counts as U+FFFD', () => {
  for (const [given, meant] of [
    ['\uD83D', '\uFFFD'],
    ['\uDE00\uD83D', '\uFFFD\uFFFD'],
    ['\uD83Dx', '\uFFFDx'],
  ] as const) {
    expect(uuidV5(uuidBytes(DNS), given)).toBe(v5(meant, DNS));
  }
});

test('the example of RFC 9562', () => {
  expect(uuidV5(uuidBytes(DNS), 'www.example.com')).toBe('2ed6657d-e927-568b-95e1-2665a8aea6a2');
});

test('the bytes of a UUID, in either case', () => {
  const bytes = [0x6b, 0xa7, 0xb8, 0x10, 0x9d, 0xad, 0x11, 0xd1, 0x80, 0xb4, 0, 0xc0, 0x4f, 0xd4, 0x30, 0xc8];
  expect([...uuidBytes(DNS)]).toEqual(bytes);
  expect([...uuidBytes(DNS.toUpperCase())]).toEqual(bytes);
});

test(`a line: a text and a whole number, RECONVENE_SEED=${seed}`, () => {
  const wholes = fc.oneof(
    fc.maxSafeInteger(),
    fc.constantFrom(0, 9, 10, 9_999_999, 10_000_000, -1, -10_000_000, 8.64e15, -8.64e15, 1_774_363_859_000),
  );
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), wholes, (text, whole) => {
      expect(uuidV5OfLine(uuidBytes(DNS), text, whole)).toBe(v5(`${text}\n${whole}`, DNS));
    }),
    { numRuns: runs, seed },
  );
});
