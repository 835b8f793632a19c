import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { inTimeOrder } from '../../src/engine/time-order.js';
import { runs, seed } from '../support/law.js';

/** The furthest instants that an event may have (clause `event`). */
const FURTHEST = 8_640_000_000_000_000;
const instant = fc
  .record({
    near: fc.constantFrom(-FURTHEST, -(2 ** 52), -1, 0, 1_774_363_859_000, 2 ** 52, FURTHEST),
    off: fc.oneof(fc.integer({ min: -3, max: 3 }), fc.integer({ min: -(2 ** 40), max: 2 ** 40 })),
  })
  .map(({ near, off }) => Math.max(-FURTHEST, Math.min(FURTHEST, near + off)));

function sorted(times: readonly number[]): number[] {
  return times.map((_, place) => place).sort((a, b) => times[a]! - times[b]! || a - b);
}

describe(`the order of times, RECONVENE_SEED=${seed}`, () => {
  test('is ascending, equal ones as they came, however far apart they lie', () => {
    fc.assert(
      fc.property(fc.array(instant, { minLength: 1, maxLength: 40 }), (times) => {
        expect(Array.from(inTimeOrder(Float64Array.from(times)))).toEqual(sorted(times));
      }),
      { numRuns: runs, seed },
    );
  });

  // Their distance from the earliest is no whole number that a double can hold.
  test('two times 1 ms apart at one end, and one at the other', () => {
    const times = [-FURTHEST, FURTHEST, FURTHEST - 1, FURTHEST - 2];
    expect(Array.from(inTimeOrder(Float64Array.from(times)))).toEqual([0, 3, 2, 1]);
  });
});
