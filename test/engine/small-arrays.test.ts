import fc from 'fast-check';
import { expect, test } from 'vitest';
import { float64s, int32s, timesAndWords, uint8s } from '../../src/engine/small-arrays.js';
import { runs, seed } from '../support/law.js';

/** Around where arrays begin to share memory, and to have their own again; and so many that pieces come to their end. */
const lengths = fc.oneof(
  fc.constantFrom(0, 1, 7, 8, 9, 15, 16, 17, 63, 64, 65, 511, 512, 513, 1023, 1024, 1025, 4096, 4097),
  fc.integer({ min: 0, max: 1200 }),
);
const kinds = fc.constantFrom('int32s', 'float64s', 'uint8s', 'timesAndWords');

/** Views of one memory, of which all are looked at and the first is written. */
function made(kind: string, length: number): (Int32Array | Float64Array | Uint8Array)[] {
  if (kind === 'int32s') return [int32s(length)];
  if (kind === 'float64s') return [float64s(length)];
  if (kind === 'uint8s') return [uint8s(length)];
  const { times, words } = timesAndWords(length);
  return [times, words];
}

test(`each is as long as asked for, 0 at first, and nobody else writes to it, RECONVENE_SEED=${seed}`, () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(kinds, lengths), { maxLength: 60 }), (asked) => {
      const arrays = asked.map(([kind, length], i) => {
        const views = made(kind, length);
        expect(views[0]!.length).toBe(length);
        expect(views.every((view) => view.every((item) => item === 0))).toBe(true);
        return views[0]!.fill(i + 1);
      });
      expect(arrays.every((array, i) => array.every((item) => item === i + 1))).toBe(true);
    }),
    { numRuns: runs, seed },
  );
});

test('times and words are of one memory', () => {
  const { times, words } = timesAndWords(3);
  times[2] = 1.5;
  expect(words).toHaveLength(6);
  expect(new Float64Array(Int32Array.from(words).buffer)).toEqual(Float64Array.of(0, 0, 1.5));
});
