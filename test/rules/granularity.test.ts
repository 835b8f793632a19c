import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { snap } from '../../src/rules/granularity.js';
import { seed } from '../support/law.js';

describe('15 s', () => {
  test.each([
    [0, 0, 0, 0],
    [1, 0, 0, 15],
    [7, 0, 0, 15],
    [8, 0, 15, 15],
    [14, 0, 15, 15],
    [15, 15, 15, 15],
    [16, 15, 15, 30],
    [-1, -15, 0, 0],
    [-7, -15, 0, 0],
    [-8, -15, -15, 0],
    [-14, -15, -15, 0],
    [-15, -15, -15, -15],
    [-16, -30, -15, -15],
    [-23, -30, -30, -15],
    [1_774_363_859, 1_774_363_845, 1_774_363_860, 1_774_363_860],
  ])('%d: floor %d, nearest %d, ceil %d', (second, floor, nearest, ceil) => {
    expect(snap(second, 15, 'floor')).toBe(floor);
    expect(snap(second, 15, 'nearest')).toBe(nearest);
    expect(snap(second, 15, 'ceil')).toBe(ceil);
  });
});

test('of an even step the half goes up, below zero too', () => {
  expect([5, 4, -4, -5, -6, -15, -16].map((second) => snap(second, 10, 'nearest'))).toEqual([
    10, 0, 0, 0, -10, -10, -20,
  ]);
});

test.each(['floor', 'nearest', 'ceil'] as const)('a step of 1 changes nothing: %s', (rounding) => {
  for (const second of [0, 1, -1, 8_640_000_000_000, -8_640_000_000_000]) {
    expect(snap(second, 1, rounding)).toBe(second);
  }
});

test(`a multiple of the step, on the right side, and never −0, RECONVENE_SEED=${seed}`, () => {
  const second = fc.oneof(fc.integer({ min: -100, max: 100 }), fc.integer({ min: -8.64e12, max: 8.64e12 }));
  fc.assert(
    fc.property(second, fc.integer({ min: 1, max: 100_000 }), (at, step) => {
      const above = ((at % step) + step) % step;
      const floor = at - above + 0;
      expect(snap(at, step, 'floor')).toBe(floor);
      expect(snap(at, step, 'ceil')).toBe(above === 0 ? floor : floor + step);
      expect(snap(at, step, 'nearest')).toBe(above * 2 >= step ? floor + step : floor);
    }),
    { numRuns: 5000, seed },
  );
});
