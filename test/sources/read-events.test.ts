import { describe, expect, test } from 'vitest';
import { presets } from '../../src/sources/presets.js';
import { type ReadEventsOptions, readEvents } from '../../src/sources/read-events.js';

const join = { type: 'join', room: 'den', participant_id: 'p', at: 1_774_363_800_000 };
const leave = { ...join, type: 'leave', at: 1_774_363_860_000 };
const kinds = '"lost-join" or "drift" or "redelivery" or "room-end" or "replaced" or "max-open"';

describe('records', () => {
  test('are any iterable', () => {
    function* each() {
      yield join;
      yield { ...join, type: 'leaf' };
      yield leave;
    }
    const { events, invalid, source } = readEvents(each());
    expect([events.length, source.name]).toEqual([2, 'native']);
    expect(invalid).toEqual([expect.objectContaining({ index: 1, field: 'type' })]);
    expect(readEvents(new Set([join, leave])).events.length).toBe(2);
  });

  test.each([undefined, null, {}, '[]', 1])('%o are none', (none) => {
    expect(() => readEvents(none as never)).toThrow(TypeError);
    expect(() => readEvents(none as never)).toThrow(
      'readEvents: records must be an iterable of parsed records, such as an array',
    );
  });
});

describe('options', () => {
  const source = 'expected one of `sources`, or what `compileMapping` makes of a mapping';

  test.each([
    [{ roomby: 'name' }, 'readEvents: "roomby" is not an option; expected one of source, roomBy, breakouts'],
    [{ roomBy: 'sessions' }, 'roomBy: "sessions" is not allowed; expected "name" or "session"'],
    [{ breakouts: 'split' }, 'breakouts: "split" is not allowed; expected "separate" or "merge" or null'],
    [{ bots: 'no' }, 'bots: "no" is not allowed; expected true or false'],
    [{ room: 7 }, 'room: 7 is not allowed; expected a text or null'],
    [
      { timezone: 5 },
      'timezone: 5 is not allowed; expected an IANA time zone such as "Europe/London", or null',
    ],
    [{ repeatedHour: 'last' }, 'repeatedHour: "last" is not allowed; expected "earlier" or "later"'],
    [{ repair: ['lostjoin'] }, `repair: "lostjoin" is not allowed; expected ${kinds}`],
    [{ repair: ['drift', undefined] }, 'repair: null is not allowed'],
    [{ repair: null }, 'repair: null is not allowed; expected true, false or a list of what to repair'],
    [{ repair: 'drift' }, 'repair: "drift" is not allowed'],
    [{ maxOpen: -5 }, 'maxOpen: -5 is not allowed; expected seconds from 0.001 on, or null for no end'],
    [{ maxOpen: 0 }, 'maxOpen: 0 is not allowed'],
    [{ maxOpen: Number.NaN }, 'maxOpen: NaN is not allowed'],
    [{ maxOpen: '60' }, 'maxOpen: "60" is not allowed'],
    [{ source: null }, `source: null is not allowed; ${source}`],
    [{ source: 'native' }, `source: "native" is not allowed; ${source}`],
    [{ source: presets[0] }, `source: an object is not allowed; ${source}`],
    [new Map([['maxOpen', 60]]), 'readEvents: expected a plain object of options, got an object'],
    [null, 'readEvents: expected a plain object of options, got null'],
  ])('%o are refused before a record is read', (options, told) => {
    const unread = {
      [Symbol.iterator]() {
        throw new Error('was read');
      },
    };
    expect(() => readEvents(unread, options as never)).toThrow(told);
  });

  test('what is left out, undefined, or null where that is allowed is the default', () => {
    const none = { source: undefined, roomBy: undefined, bots: undefined, repair: undefined };
    const nulls = { breakouts: null, room: null, timezone: null, maxOpen: null };
    expect(readEvents([join], { ...none, ...nulls })).toEqual(readEvents([join]));
  });

  test('what is to be repaired is, and nothing else', () => {
    const closed = (repair: ReadEventsOptions['repair']) =>
      readEvents([join, { ...leave, participant_id: 'q' }], { maxOpen: 30, repair }).notices.map(
        ({ kind }) => kind,
      );
    expect(closed(['max-open'])).toEqual(['max-open']);
    expect(closed(['drift'])).toEqual([]);
    expect(closed([])).toEqual([]);
    expect(closed(true)).toEqual(['max-open']);
  });
});
