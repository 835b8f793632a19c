import fc from 'fast-check';
import { v5 } from 'uuid';
import { describe, expect, test } from 'vitest';
import { UUID_LENGTH, uuidBytes, uuidV5OfLine, writeUuidV5OfLine } from '../../src/model/uuid-v5.js';
import { runs, seed } from '../support/law.js';

const DNS = '6ba7b810-9dad-11d1-80b4-00c04fd430c8';
const wellFormed = fc.string({ unit: 'binary', maxLength: 200 }).filter((text) => text.isWellFormed());

test(`agrees with the package uuid on any well-formed text, RECONVENE_SEED=${seed}`, () => {
  fc.assert(
    fc.property(wellFormed, fc.uuid(), (text, namespace) => {
      expect(uuidV5OfLine(uuidBytes(namespace), text, 7)).toBe(v5(`${text}\n7`, namespace));
    }),
    { numRuns: 2000, seed },
  );
});

describe('the ends of SHA-1 blocks, with the namespace and the number', () => {
  test.each([18, 54, 55, 56, 57, 63, 64, 65, 118, 119, 120, 121, 127, 128, 129])('%d bytes', (length) => {
    for (const text of ['x'.repeat(length - 18), 'é'.repeat((length - 18) / 2).padEnd(length - 18, 'x')]) {
      expect(uuidV5OfLine(uuidBytes(DNS), text, 7)).toBe(v5(`${text}\n7`, DNS));
    }
  });
});

test('a long text, and a short one after it', () => {
  for (const text of ['x'.repeat(511), '😀'.repeat(10_000), 'x', '', 'ÿ'.repeat(1_000_000), 'y']) {
    expect(uuidV5OfLine(uuidBytes(DNS), text, 7)).toBe(v5(`${text}\n7`, DNS));
  }
});

test('every length of a character in UTF-8, first and last of each', () => {
  for (const code of [0, 0x7f, 0x80, 0x7ff, 0x800, 0xd7ff, 0xe000, 0xffff, 0x10000, 0x10ffff]) {
    const text = `<${String.fromCodePoint(code)}>`;
    expect(uuidV5OfLine(uuidBytes(DNS), text, 7), code.toString(16)).toBe(v5(`${text}\n7`, DNS));
  }
});

test('half of a surrogate pair counts as U+FFFD', () => {
  for (const [given, meant] of [
    ['\uD83D', '\uFFFD'],
    ['\uDE00\uD83D', '\uFFFD\uFFFD'],
    ['\uD83Dx', '\uFFFDx'],
  ] as const) {
    expect(uuidV5OfLine(uuidBytes(DNS), given, 7)).toBe(v5(`${meant}\n7`, DNS));
  }
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

test(`of UTF-8 it writes what it gives for the text, and nothing beside it, RECONVENE_SEED=${seed}`, () => {
  const places = fc.nat({ max: 40 });
  fc.assert(
    fc.property(wellFormed, fc.maxSafeInteger(), places, places, (text, whole, from, offset) => {
      const utf8 = Buffer.concat([Buffer.alloc(from, 'x'), Buffer.from(text), Buffer.from('x')]);
      const target = new Uint8Array(offset + UUID_LENGTH + 1);
      writeUuidV5OfLine(uuidBytes(DNS), utf8, from, utf8.length - 1, whole, target, offset);
      const expected = `${'\0'.repeat(offset)}${uuidV5OfLine(uuidBytes(DNS), text, whole)}\0`;
      expect(Buffer.from(target).toString('latin1')).toBe(expected);
    }),
    { numRuns: runs, seed },
  );
});
