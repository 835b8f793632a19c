import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseIso8601, parseIsoBytes } from '../../src/model/iso-8601.js';
import { TIME_LIMIT } from '../../src/model/time.js';
import { seed } from '../support/law.js';

const runs = { numRuns: 5000, seed };
const anyTime = fc.oneof(
  fc.integer({ min: -TIME_LIMIT, max: TIME_LIMIT }),
  fc.integer({ min: Date.UTC(1960, 0), max: Date.UTC(2040, 0) }),
);

describe(`agrees with Date, RECONVENE_SEED=${seed}`, () => {
  test('on what toISOString writes, over the whole range', () => {
    fc.assert(
      fc.property(anyTime, (at) => {
        expect(parseIso8601(new Date(at).toISOString())).toBe(at);
      }),
      runs,
    );
  });

  test('on offsets', () => {
    const day = 86_400_000;
    const withOffset = fc.record({
      local: fc.integer({ min: Date.UTC(0, 0) - 1900 * 365 * day, max: Date.UTC(9999, 11) }),
      sign: fc.constantFrom('+', '-'),
      hours: fc.nat(23),
      minutes: fc.nat(59),
    });
    fc.assert(
      fc.property(withOffset, ({ local, sign, hours, minutes }) => {
        const two = (value: number) => String(value).padStart(2, '0');
        const text = new Date(local).toISOString().slice(0, -1);
        const at = local - (sign === '+' ? 1 : -1) * (hours * 60 + minutes) * 60_000;
        expect(Date.parse(`${text}${sign}${two(hours)}:${two(minutes)}`)).toBe(at);
        expect(parseIso8601(`${text}${sign}${two(hours)}:${two(minutes)}`)).toBe(at);
        expect(parseIso8601(`${text}${sign}${two(hours)}${two(minutes)}`)).toBe(at);
        if (minutes === 0) expect(parseIso8601(`${text}${sign}${two(hours)}`)).toBe(at);
      }),
      runs,
    );
  });

  test('on which days there are', () => {
    const days = fc.record({ year: fc.nat(9999), month: fc.nat(13), day: fc.nat(32) });
    fc.assert(
      fc.property(days, ({ year, month, day }) => {
        const date = new Date(0);
        date.setUTCFullYear(year, month - 1, day);
        const exists = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
        const digits = [
          String(year).padStart(4, '0'),
          ...[month, day].map((n) => String(n).padStart(2, '0')),
        ];
        expect(parseIso8601(`${digits.join('-')}T00:00Z`)).toBe(exists ? date.getTime() : 'not-a-time');
      }),
      runs,
    );
  });
});

/** A text that is nearly a time, or one: its parts are drawn, and one character may be lost, doubled or another. */
const nearlyTime = fc
  .tuple(
    fc.constantFrom('', '', '', '+', '-'),
    fc.constantFrom('2026', '2024', '1900', '0000', '000000', '002024', '12026'),
    fc.constantFrom('-02-29', '-02-28', '-04-30', '-04-31', '-12-31', '-00-10', '-13-01', '-01-00', '0301'),
    fc.constantFrom('T', 'T', 'T', ' ', 't'),
    fc.constantFrom('00:00', '24:00', '23:59', '23:60', '24:01', '25:00', '7:00', '0700'),
    fc.constantFrom('', ':00', ':59', ':60', ':01', ':1', ':'),
    fc.constantFrom('', '.0', '.000000', '.0001', ',5', '.9995', '.1234', '.', '.1a'),
    fc.constantFrom('Z', 'Z', '', '+01:30', '-0130', '+23', '-00:00', '+24', '+01:60', '+1', '+01:', 'z'),
    fc.option(fc.tuple(fc.nat(40), fc.constantFrom('', '0', '9', ':', '-', 'Z', '/', '\u0130', '\u0000'))),
  )
  .map(([...parts]) => {
    const change = parts.pop() as [number, string] | null;
    const text = parts.join('');
    return change === null ? text : text.slice(0, change[0]) + change[1] + text.slice(change[0] + 1);
  });

const SHAPE =
  /^([+-]\d{6}|\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?(Z|([+-])(\d\d):?(\d\d)?)?$/;

const MS_OF_400_YEARS = 146_097 * 86_400_000;

/** The same by a pattern and by Date, part for part. */
function parseByPattern(text: string): number | string {
  const match = SHAPE.exec(text);
  if (match === null || /[+-]\d\d:$/.test(text)) return 'not-a-time';
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map((part) => Number(part ?? 0));
  const [, , , , , , , fraction = '', zone, sign, zoneHour, zoneMinute] = match;
  const date = new Date(0);
  // The calendar comes again every 400 years; Date does not reach to the last of six digits.
  const rounds = Math.floor(year! / 400);
  date.setUTCFullYear(year! - rounds * 400, month! - 1, day);
  const isThere = date.getUTCMonth() === month! - 1 && date.getUTCDate() === day;
  const isNextDay = hour === 24 && minute === 0 && second === 0 && Number(fraction) === 0;
  if (text.startsWith('-000000') || !isThere || (hour! > 23 && !isNextDay)) return 'not-a-time';
  if (minute! > 59 || second! > 59 || Number(zoneHour ?? 0) > 23 || Number(zoneMinute ?? 0) > 59)
    return 'not-a-time';
  if (zone === undefined) return 'no-offset';
  const offset = (sign === '-' ? -1 : 1) * (Number(zoneHour ?? 0) * 60 + Number(zoneMinute ?? 0));
  const tenths = Number(fraction.padEnd(4, '0').slice(0, 4));
  return (
    rounds * MS_OF_400_YEARS +
    date.getTime() +
    ((hour! * 60 + minute! - offset) * 60 + second!) * 1000 +
    Math.floor((tenths + 5) / 10)
  );
}

test(`takes what the pattern takes, and nothing else, RECONVENE_SEED=${seed}`, () => {
  fc.assert(
    fc.property(nearlyTime, (text) => {
      expect(parseIso8601(text)).toBe(parseByPattern(text));
    }),
    { ...runs, numRuns: 20 * runs.numRuns },
  );
});

test(`takes the same from the middle of bytes, RECONVENE_SEED=${seed}`, () => {
  fc.assert(
    fc.property(nearlyTime, fc.nat(3), (text, before) => {
      const bytes = new TextEncoder().encode(`${'9'.repeat(before)}${text}"`);
      const codes = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
      expect(parseIsoBytes(codes, before, bytes.length - 1)).toBe(parseIso8601(text));
    }),
    runs,
  );
});

const noon = Date.UTC(2026, 2, 24, 12);

describe('accepted forms', () => {
  test.each([
    ['2026-03-24T12:00:00Z', noon],
    ['2026-03-24T12:00Z', noon],
    ['2026-03-24T13:30:00+01:30', noon],
    ['2026-03-24T13:30+0130', noon],
    ['2026-03-24T07-05', 'not-a-time'],
    ['2026-03-24T07:00-05', noon],
    ['2026-03-24T12:00:00-00:00', noon],
    ['1970-01-01T00:00:00-00:00', 0],
    ['2026-03-24T12:00:00.25Z', noon + 250],
    ['2026-03-24T12:00:00,25Z', noon + 250],
    ['+002026-03-24T12:00:00Z', noon],
    ['+000000-01-01T00:00:00Z', -62_167_219_200_000],
    ['0000-01-01T00:00:00Z', -62_167_219_200_000],
    ['-000001-12-31T23:59:59.999Z', -62_167_219_200_001],
    ['+275760-09-13T00:00:00Z', TIME_LIMIT],
    ['-271821-04-20T00:00:00Z', -TIME_LIMIT],
  ])('%s', (text, expected) => {
    expect(parseIso8601(text)).toBe(expected);
  });

  test('24:00 is the next midnight', () => {
    const midnight = Date.UTC(2026, 2, 25);
    expect(parseIso8601('2026-03-24T24:00Z')).toBe(midnight);
    expect(parseIso8601('2026-03-24T24:00:00Z')).toBe(midnight);
    expect(parseIso8601('2026-03-24T24:00:00.000000Z')).toBe(midnight);
    expect(parseIso8601('2026-12-31T24:00+01:00')).toBe(Date.UTC(2026, 11, 31, 23));
    for (const late of ['24:01', '24:00:01', '24:00:01.0', '24:00:00.0001', '25:00']) {
      expect(parseIso8601(`2026-03-24T${late}Z`), late).toBe('not-a-time');
    }
  });

  test('February 29 in leap years only', () => {
    expect(parseIso8601('2024-02-29T00:00Z')).toBe(Date.UTC(2024, 1, 29));
    expect(parseIso8601('2000-02-29T00:00Z')).toBe(Date.UTC(2000, 1, 29));
    expect(parseIso8601('2023-02-29T00:00Z')).toBe('not-a-time');
    expect(parseIso8601('1900-02-29T00:00Z')).toBe('not-a-time');
    expect(parseIso8601('-000004-02-29T00:00Z')).toBe(Date.parse('-000004-02-29T00:00Z'));
  });
});

describe('parts of a millisecond are rounded half up, from the digits', () => {
  test.each([
    ['.0004', 0],
    ['.0005', 1],
    ['.00049999999999999999999999999999', 0],
    ['.00050000000000000000000000000000', 1],
    ['.1234999999999999999999999999999', 123],
    ['.1235', 124],
    ['.9994', 999],
    ['.9995', 1000],
    ['.5', 500],
    ['.05', 50],
  ])('%s s', (fraction, expected) => {
    expect(parseIso8601(`2026-03-24T12:00:00${fraction}Z`)).toBe(noon + expected);
    expect(parseIso8601(`2026-03-24T12:00:00${fraction.replace('.', ',')}Z`)).toBe(noon + expected);
  });

  test('half goes up before 1970 too, and −0 does not occur', () => {
    expect(parseIso8601('1969-12-31T23:59:59.9984Z')).toBe(-2);
    expect(parseIso8601('1969-12-31T23:59:59.9985Z')).toBe(-1);
    expect(parseIso8601('1969-12-31T23:59:59.9995Z')).toBe(0);
    expect(parseIso8601('1970-01-01T00:00:00-00:00')).toBe(0);
    expect(parseIso8601('1970-01-01T00:00:00.0004Z')).toBe(0);
  });
});

describe('refused', () => {
  test.each([
    '2026-03-24T12:00:60Z',
    '2016-12-31T23:59:60Z',
    '2026-03-24T12:60Z',
    '2026-00-24T12:00Z',
    '2026-13-24T12:00Z',
    '2026-03-00T12:00Z',
    '2026-04-31T12:00Z',
    '-000000-01-01T00:00:00Z',
    '+2026-03-24T12:00Z',
    '12026-03-24T12:00Z',
    '2026-03-24T12:00+24:00',
    '2026-03-24T12:00+01:60',
    '2026-03-24T12:00+1:00',
    '2026-03-24T12:00:00.Z',
    '2026-03-24T12Z',
    '2026-03-24T12:00.5Z',
    '20260324T120000Z',
    '2026-W13-2T12:00Z',
    '2026-083T12:00Z',
    '2026-03-24 12:00Z',
    '2026-03-24t12:00z',
    '2026-03-24T12:00 Z',
    ' 2026-03-24T12:00Z',
    '2026-03-24T12:00Z\n',
    '２０２６-03-24T12:00Z',
    '2026-03-24',
    '1774353600000',
    'noon',
    '',
  ])('%j', (text) => {
    expect(parseIso8601(text)).toBe('not-a-time');
  });

  test.each(['2026-03-24T12:00:00', '2026-03-24T12:00', '2026-03-24T24:00', '2026-03-24T12:00:00.123456'])(
    '%s says no offset',
    (text) => {
      expect(parseIso8601(text)).toBe('no-offset');
    },
  );

  test('what is no time in any zone is that first', () => {
    expect(parseIso8601('2026-02-30T12:00')).toBe('not-a-time');
    expect(parseIso8601('2026-03-24T12:00:60')).toBe('not-a-time');
  });
});
