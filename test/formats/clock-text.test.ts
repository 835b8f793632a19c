import { tz } from '@date-fns/tz';
import { format } from 'date-fns/format';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createClockText } from '../../src/formats/clock-text.js';
import { TIME_LIMIT } from '../../src/model/time.js';
import { runs, seed } from '../support/law.js';

const zones = [
  'UTC',
  'Europe/Berlin',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'Europe/Amsterdam',
  'Africa/Monrovia',
];
/** When the offsets of these zones changed, some from one of whole minutes to one with seconds, or back. */
const changes = [
  '1937-06-30T23:40:28Z',
  '1937-07-01T00:00:00Z',
  '1940-05-15T23:40:00Z',
  '1972-01-07T00:44:30Z',
  '2026-03-29T01:00:00Z',
  '2026-10-25T01:00:00Z',
  '2026-04-04T15:00:00Z',
].map((text) => Date.parse(text));
const near = fc
  .tuple(fc.constantFrom(...changes), fc.integer({ min: -90_000, max: 90_000 }))
  .map(([change, off]) => change + off);
const far = fc.integer({ min: -8.6e15, max: 8.6e15 });
const instants = fc.oneof(near, near, fc.integer({ min: -4e12, max: 4e12 }), far);

test(`a clock shows of instants one by one what it shows of each alone, RECONVENE_SEED=${seed}`, () => {
  for (const zone of zones) {
    const say = createClockText(zone);
    fc.assert(
      fc.property(instants, (at) => {
        expect(say(at)).toBe(format(at, 'uuuu-MM-dd HH:mm:ss', { in: tz(zone) }));
      }),
      { numRuns: runs, seed },
    );
  }
});

test('the ends of time are told in milliseconds', () => {
  const say = createClockText('Asia/Tokyo');
  expect(say(TIME_LIMIT)).toBe(`${TIME_LIMIT} ms`);
  expect(say(-TIME_LIMIT)).toBe(`-${TIME_LIMIT} ms`);
});
