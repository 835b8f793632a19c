import fc from 'fast-check';
import { expect, test } from 'vitest';
import { NONE } from '../../../src/engine/flat/none.js';
import { distinctTexts } from '../../../src/engine/whole/distinct-texts.js';
import { problemOfName } from '../../../src/rules/event.js';
import { seed } from '../../support/law.js';

/** As one would write it who need not be fast. */
function firstCodes(dictionary: readonly (string | null)[]): number[] {
  const first = new Map<string | null, number>();
  return dictionary.map((text, code) => {
    if (problemOfName(text) !== null) return NONE;
    if (!first.has(text)) first.set(text, code);
    return first.get(text)!;
  });
}

/** Dictionaries of up to three slices; so many texts share bits of their hashes by chance, or as all of them end alike. */
const dictionaries = fc
  .record({
    length: fc.nat(10_000),
    salt: fc.nat(),
    end: fc.constantFrom('', '@example.com'),
    /** from this code on the end is there */
    endsFrom: fc.oneof(fc.constant(0), fc.nat(9_999)),
    repeated: fc.array(fc.tuple(fc.nat(9_999), fc.nat(9_999)), { maxLength: 5 }),
    noNames: fc.array(fc.tuple(fc.nat(9_999), fc.constantFrom(null, '', '\ud800')), { maxLength: 3 }),
  })
  .map(({ length, salt, end, endsFrom, repeated, noNames }) => {
    const texts: (string | null)[] = Array.from(
      { length },
      (_, i) => `${salt}-${i}${i < endsFrom ? '' : end}`,
    );
    for (const [from, to] of repeated) if (from < length && to < length) texts[to] = texts[from]!;
    for (const [at, text] of noNames) if (at < length) texts[at] = text;
    return texts;
  });

test('each code stands for the first one of its text, in dictionaries of any size', () => {
  fc.assert(
    fc.property(dictionaries, (dictionary) => {
      const found = distinctTexts(dictionary);
      const expected = firstCodes(dictionary);
      expect([...(found ?? dictionary.keys())]).toEqual(expected);
      expect(found === null).toBe(expected.every((first, code) => first === code));
    }),
    { numRuns: 100, seed },
  );
});

test('of a dictionary that has each text once nothing is to be said, however many share bits, or their end', () => {
  for (const end of ['', '@example.com']) {
    expect(distinctTexts(Array.from({ length: 50_000 }, (_, i) => `p-${i}${end}`))).toBe(null);
  }
});
