import { describe, expect, test } from 'vitest';
import { readLength, readTime } from '../../src/sources/read-time.js';

describe('a point in time', () => {
  test.each([
    [1_770_728_400, 's', 1_770_728_400_000],
    ['1770728400', 's', 1_770_728_400_000],
    ['1770728400.5', 's', 1_770_728_400_500],
    [1_770_728_400_123, 'ms', 1_770_728_400_123],
    ['1770728400123', 'ms', 1_770_728_400_123],
    ['2026-02-10T13:00:00Z', 's', 1_770_728_400_000],
    ['2026-02-10T14:00:00.0004999+01:00', 'ms', 1_770_728_400_000],
    ['2026-02-10T13:00:00.0005000Z', 'ms', 1_770_728_400_001],
    ['2026-02-10T13:00:00.123456789Z', 'ms', 1_770_728_400_123],
    ['2026-02-10T13:00:00.999999999Z', 'ms', 1_770_728_401_000],
  ] as const)('%j in %s', (value, unit, at) => {
    expect(readTime(value, unit)).toBe(at);
  });

  test.each([
    undefined,
    null,
    '',
    0,
    '0',
    '0001-01-01T00:00:00Z',
    '0001-01-01T00:00:00.0000000Z',
    '0001-01-01T00:00:00',
  ])('%j is missing', (value) => {
    expect(readTime(value, 's')).toBe('missing');
  });

  test.each([
    ['soon', 'not-a-time'],
    [{}, 'not-a-time'],
    [true, 'not-a-time'],
    [Number.NaN, 'not-a-time'],
    [8.64e12 + 1, 'out-of-range'],
    ['99999999999999999999', 'out-of-range'],
    ['2026-02-10T13:00:00', 'no-offset'],
  ])('%j is %s', (value, problem) => {
    expect(readTime(value, 's')).toBe(problem);
  });

  test('local times are read where a time zone was given', () => {
    const localTime = (text: string) => (text.startsWith('2026') ? 7 : null);
    expect(readTime('2026-02-10T13:00:00', 's', localTime)).toBe(7);
    expect(readTime('2026-02-10 13:00', 's', localTime)).toBe(7);
    expect(readTime('13 o’clock', 's', localTime)).toBe('not-a-time');
    expect(readTime('2026-02-10T13:00:00Z', 's', localTime)).toBe(1_770_728_400_000);
  });
});

test('a length of time', () => {
  expect([2.5, '60', 0].map(readLength)).toEqual([2500, 60_000, 0]);
  expect([-1, '', 'x', null, undefined, Number.POSITIVE_INFINITY].map(readLength)).toEqual(
    Array(6).fill(null),
  );
});
