import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createLocalTime, type OddLocalTime, type RepeatedHour } from '../../src/sources/local-time.js';
import { runs, seed } from '../support/law.js';

function read(zone: string, text: string, repeatedHour: RepeatedHour = 'earlier') {
  const odd: OddLocalTime[] = [];
  const at = createLocalTime(zone, repeatedHour, (found) => odd.push(found))(text);
  return { iso: at === null ? null : new Date(at).toISOString(), odd: odd.map(({ kind }) => kind) };
}

describe('local times', () => {
  test.each<[string, string, string]>([
    ['Europe/London', '2026-07-01T12:00:00', '2026-07-01T11:00:00.000Z'],
    ['Europe/London', '2026-01-01 12:00', '2026-01-01T12:00:00.000Z'],
    ['America/New_York', '2026-07-01T12:00:00.5', '2026-07-01T16:00:00.500Z'],
    ['Asia/Kolkata', '2026-07-01T12:00:00', '2026-07-01T06:30:00.000Z'],
    ['Australia/Lord_Howe', '2026-01-01T12:00:00', '2026-01-01T01:00:00.000Z'],
    ['Pacific/Kiritimati', '2026-01-01T00:00:00', '2025-12-31T10:00:00.000Z'],
    ['UTC', '2026-01-01T00:00:00', '2026-01-01T00:00:00.000Z'],
  ])('%s %s', (zone, text, expected) => {
    expect(read(zone, text)).toEqual({ iso: expected, odd: [] });
  });

  test('the hour that autumn repeats is the earlier one, or the later', () => {
    const cases: [string, string, string, string][] = [
      ['Europe/Berlin', '2026-10-25T02:30:00', '2026-10-25T00:30:00.000Z', '2026-10-25T01:30:00.000Z'],
      ['Europe/Berlin', '2026-10-25T02:00:00', '2026-10-25T00:00:00.000Z', '2026-10-25T01:00:00.000Z'],
      ['America/New_York', '2026-11-01T01:59:59.999', '2026-11-01T05:59:59.999Z', '2026-11-01T06:59:59.999Z'],
      ['Australia/Sydney', '2026-04-05T02:30:00', '2026-04-04T15:30:00.000Z', '2026-04-04T16:30:00.000Z'],
      ['Australia/Lord_Howe', '2026-04-05T01:45:00', '2026-04-04T14:45:00.000Z', '2026-04-04T15:15:00.000Z'],
    ];
    for (const [zone, text, earlier, later] of cases) {
      expect(read(zone, text)).toEqual({ iso: earlier, odd: ['repeated'] });
      expect(read(zone, text, 'later')).toEqual({ iso: later, odd: ['repeated'] });
    }
  });

  test('just outside of it there is one', () => {
    expect(read('Europe/Berlin', '2026-10-25T01:59:59')).toEqual({
      iso: '2026-10-24T23:59:59.000Z',
      odd: [],
    });
    expect(read('Europe/Berlin', '2026-10-25T03:00:00')).toEqual({
      iso: '2026-10-25T02:00:00.000Z',
      odd: [],
    });
  });

  test('the hour that spring skips is moved forward', () => {
    for (const policy of ['earlier', 'later'] as const) {
      expect(read('Europe/Berlin', '2026-03-29T02:30:00', policy)).toEqual({
        iso: '2026-03-29T01:30:00.000Z',
        odd: ['skipped'],
      });
    }
    expect(read('America/New_York', '2026-03-08T02:00:00')).toEqual({
      iso: '2026-03-08T07:00:00.000Z',
      odd: ['skipped'],
    });
    expect(read('Europe/Berlin', '2026-03-29T03:00:00')).toEqual({
      iso: '2026-03-29T01:00:00.000Z',
      odd: [],
    });
  });

  test.each([
    'noon',
    '2026-13-01T00:00:00',
    '24.3.2026',
    '2026-01-01',
    '+275760-09-13T01:00:00',
    '-271821-04-20T00:00:00',
  ])('%s is none', (text) => {
    for (const zone of ['UTC', 'America/New_York', 'Asia/Tokyo'])
      expect(read(zone, text)).toEqual({ iso: null, odd: [] });
  });

  test('a zone that is not known', () => {
    expect(() => createLocalTime('Mars/Olympus', 'earlier', () => {})).toThrow(RangeError);
  });

  test(`a clock that shows what is read is at the time that is told; ${runs} runs, RECONVENE_SEED=${seed}`, () => {
    const zones = [
      'Europe/Berlin',
      'America/New_York',
      'Australia/Lord_Howe',
      'Asia/Kathmandu',
      'Africa/Casablanca',
    ];
    const MINUTE = 60_000;
    const around = (iso: string) =>
      fc.integer({ min: -180, max: 180 }).map((minutes) => Date.parse(iso) + minutes * MINUTE);
    const walls = fc.oneof(
      fc.integer({ min: Date.UTC(2026, 0), max: Date.UTC(2027, 0) }),
      // when clocks are changed in Berlin, New York, on Lord Howe (by half an hour) and in Casablanca
      ...['2026-03-29T02:00Z', '2026-10-25T02:00Z', '2026-11-01T01:00Z', '2026-03-08T02:00Z'].map(around),
      ...['2026-04-05T01:30Z', '2026-10-04T02:00Z', '2026-02-15T03:00Z', '2026-03-22T02:00Z'].map(around),
    );
    const law = (zone: string, readings: readonly number[]) => {
      const clock = new Intl.DateTimeFormat('sv-SE', {
        timeZone: zone,
        dateStyle: 'short',
        timeStyle: 'medium',
      });
      const odd: OddLocalTime[] = [];
      const localTime = createLocalTime(zone, 'earlier', (found) => odd.push(found));
      for (const wall of readings) {
        const text = new Date(wall).toISOString().slice(0, 19).replace('T', ' ');
        odd.length = 0;
        const at = localTime(text)!;
        const shown = clock.format(at);
        if (odd[0]?.kind === 'skipped') expect(shown > text).toBe(true);
        else expect(shown).toBe(text);
      }
    };
    fc.assert(fc.property(fc.constantFrom(...zones), fc.array(walls, { maxLength: 20 }), law), {
      numRuns: runs,
      seed,
    });
  });
});
