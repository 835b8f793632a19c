import { createContext, runInContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseTime, requireTime, wholeMs } from '../../src/model/parse-time.js';
import { TIME_LIMIT, type TimeInput } from '../../src/model/time.js';
import { seed } from '../support/law.js';

describe('numbers', () => {
  test.each([
    [0, 0],
    [-0, 0],
    [0.4, 0],
    [0.5, 1],
    [0.499_999_999_999_999_94, 0],
    [1.5, 2],
    [2.5, 3],
    [-0.4, 0],
    [-0.5, 0],
    [-0.6, -1],
    [-1.5, -1],
    [-2.5, -2],
    [4_503_599_627_370_495.5, 4_503_599_627_370_496],
    [1_774_363_859_123.456, 1_774_363_859_123],
  ])('%d ms are rounded half up to %d', (given, expected) => {
    expect(parseTime(given)).toBe(expected);
    expect(wholeMs(given)).toBe(expected);
    expect(requireTime(given, 'asOf')).toBe(expected);
  });

  test(`half up, whatever the sign, RECONVENE_SEED=${seed}`, () => {
    fc.assert(
      fc.property(fc.integer({ min: -4_000_000_000_000_000, max: 4_000_000_000_000_000 }), (whole) => {
        expect(parseTime(whole)).toBe(whole);
        expect(parseTime(whole + 0.5)).toBe(whole + 1);
      }),
      { seed },
    );
  });

  test('the range is that of a Date', () => {
    expect(parseTime(TIME_LIMIT)).toBe(TIME_LIMIT);
    expect(parseTime(-TIME_LIMIT)).toBe(-TIME_LIMIT);
    expect(parseTime(TIME_LIMIT + 1)).toBe('out-of-range');
    expect(parseTime(-TIME_LIMIT - 1)).toBe('out-of-range');
    expect(parseTime(Number.POSITIVE_INFINITY)).toBe('out-of-range');
    expect(parseTime(Number.NEGATIVE_INFINITY)).toBe('out-of-range');
    expect(parseTime(Number.NaN)).toBe('not-a-time');
  });

  test('in another unit', () => {
    expect(parseTime(1_774_363_859.25, 1000)).toBe(1_774_363_859_250);
    expect(parseTime(1.001, 1000)).toBe(1001);
    expect(parseTime(-0.0005, 1000)).toBe(0);
    expect(parseTime(TIME_LIMIT / 1000, 1000)).toBe(TIME_LIMIT);
    expect(parseTime(TIME_LIMIT / 1000 + 1, 1000)).toBe('out-of-range');
    expect(parseTime(1500, 0.001)).toBe(2);
    expect(parseTime(-1500, 0.001)).toBe(-1);
    expect(parseTime(1_774_363_859_123_499, 0.001)).toBe(1_774_363_859_123);
  });

  test('a unit is one of numbers: texts and Dates say their own', () => {
    expect(parseTime('1970-01-01T00:00:01Z', 1000)).toBe(1000);
    expect(parseTime(new Date(1000), 1000)).toBe(1000);
  });
});

describe('texts', () => {
  test('the range is checked after rounding', () => {
    expect(parseTime('+275760-09-13T00:00:00.0004Z')).toBe(TIME_LIMIT);
    expect(parseTime('+275760-09-13T00:00:00.0005Z')).toBe('out-of-range');
    expect(parseTime('-271821-04-19T23:59:59.9995Z')).toBe(-TIME_LIMIT);
    expect(parseTime('-271821-04-19T23:59:59.9994Z')).toBe('out-of-range');
    expect(parseTime('+275760-09-13T02:00+02:00')).toBe(TIME_LIMIT);
    expect(parseTime('+999999-12-31T00:00Z')).toBe('out-of-range');
  });

  test('what is wrong with them', () => {
    expect(parseTime('noon')).toBe('not-a-time');
    expect(parseTime('0')).toBe('not-a-time');
    expect(parseTime('2026-03-24T12:00')).toBe('no-offset');
  });

  test('midnight of the epoch is no −0', () => {
    expect(parseTime('1970-01-01T00:00Z')).toBe(0);
    expect(parseTime('1969-12-31T23:59:59.9996Z')).toBe(0);
  });
});

describe('Dates', () => {
  test('of any realm', () => {
    expect(parseTime(new Date(1234))).toBe(1234);
    expect(parseTime(new Date(-0))).toBe(0);
    expect(parseTime(new (class extends Date {})(1234))).toBe(1234);
    expect(parseTime(runInContext('new Date(1234)', createContext({})))).toBe(1234);
  });

  test('an invalid one is no time', () => {
    expect(parseTime(new Date(Number.NaN))).toBe('not-a-time');
  });

  test('what only calls itself one is none', () => {
    expect(parseTime({ [Symbol.toStringTag]: 'Date' })).toBe('not-a-time');
    expect(parseTime({ getTime: () => 0 })).toBe('not-a-time');
  });
});

test('other values are no times, and nothing is missing', () => {
  expect(parseTime(undefined)).toBe('missing');
  expect(parseTime(null)).toBe('missing');
  for (const value of [true, [0], {}, 10n, Symbol('now'), () => 0])
    expect(parseTime(value)).toBe('not-a-time');
});

describe('requireTime', () => {
  test('takes any finite number: the range is one of events', () => {
    expect(requireTime(1e300, 'asOf')).toBe(1e300);
    expect(requireTime(-Number.MAX_VALUE, 'asOf')).toBe(-Number.MAX_VALUE);
    expect(requireTime('1970-01-01T00:00:01Z', 'asOf')).toBe(1000);
    expect(requireTime(new Date(1000), 'asOf')).toBe(1000);
  });

  test.each([
    [Number.NaN, 'NaN'],
    [Number.POSITIVE_INFINITY, 'Infinity'],
    ['noon', '"noon"'],
    ['2026-03-24T12:00', '"2026-03-24T12:00"'],
    [new Date(Number.NaN), 'Invalid Date'],
    [null, 'null'],
    [undefined, 'undefined'],
    [true, 'true'],
    [10n, '10'],
  ])('refuses %s, and names the field and the value', (value, shown) => {
    const given = value as TimeInput;
    expect(() => requireTime(given, 'watermark')).toThrow(RangeError);
    expect(() => requireTime(given, 'watermark')).toThrow(`watermark: ${shown} is not a point in time`);
  });
});
