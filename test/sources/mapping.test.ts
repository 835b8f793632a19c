import { describe, expect, test } from 'vitest';
import { createLocalTime } from '../../src/sources/local-time.js';
import { compileMapping } from '../../src/sources/mapping/compile-mapping.js';
import type { Mapping } from '../../src/sources/mapping/mapping.js';
import { plainOptions } from '../support/source-fixtures.js';

const AT = 1_770_728_400_000;
const events: Mapping = {
  name: 'test',
  room: 'room',
  user_id: 'user',
  type: 'type',
  join: ['in'],
  leave: ['out'],
  time: 'at',
};
const record = { room: 'hall', user: 'ann', type: 'in', at: AT };

function read(changes: Partial<Mapping>, payload: unknown, options = {}) {
  return compileMapping({ ...events, ...changes }).read(payload, { ...plainOptions, ...options });
}

const joined = (changes: Partial<Mapping>, payload: unknown, options = {}) =>
  read(changes, payload, options)[0];

describe('paths', () => {
  test.each<[string, Mapping['room'], object, string]>([
    ['a key', 'room', { room: 'x' }, 'x'],
    ['keys within keys', 'data.room.name', { data: { room: { name: 'x' } } }, 'x'],
    [
      'dashes need no escape',
      'meeting.internal-meeting-id',
      { meeting: { 'internal-meeting-id': 'x' } },
      'x',
    ],
    ['dots, bars, plus signs and brackets do', 'a\\.b\\|c\\+d\\[e', { 'a.b|c+d[e': 'x' }, 'x'],
    ['places in lists', 'rooms[1].name', { rooms: [{ name: 'w' }, { name: 'x' }] }, 'x'],
    ['else another', 'a|b.c', { a: '', b: { c: 'x' } }, 'x'],
    ['null is nothing', 'a|b', { a: null, b: 'x' }, 'x'],
    ['two together', 'a+b', { a: 'x', b: 7 }, 'x/7'],
    ['both or nothing', 'a+b|c', { a: 'x', c: 'y' }, 'y'],
    ['numbers and booleans become texts', 'a', { a: 0 }, '0'],
    ['a text that holds JSON', 'data.room', { data: '{"room":"x"}' }, 'x'],
    ['a part of it', { path: 'a', match: '/rooms/([^/]+)' }, { a: '/v1/rooms/x/y' }, 'x'],
    ['a constant', { value: 'x' }, {}, 'x'],
    ['a list of choices', [{ path: 'a', match: '^r(.)' }, 'b'], { a: 'q', b: 'x' }, 'x'],
    ['keys of every object are none', 'constructor|__proto__|b', { b: 'x' }, 'x'],
  ])('%s', (_, room, more, expected) => {
    expect(joined({ room }, { ...record, room: undefined, ...more })).toMatchObject({
      kind: 'join',
      room: expected,
    });
  });
});

describe('events', () => {
  test('a join, a leave, a clear, and what is neither', () => {
    const changes = { clear: ['end'], participant_id: 'id', user_name: 'name' };
    const more = { id: 7, name: 'Ann' };
    const who = { room: 'hall', session: null, participant_id: '7', user_id: 'ann', user_name: 'Ann' };
    const told = { order: null, delivery: null };
    expect(read(changes, { ...record, ...more })).toEqual([{ kind: 'join', ...who, at: AT, ...told }]);
    expect(read(changes, { ...record, ...more, type: 'out' })).toEqual([
      { kind: 'leave', ...who, at: AT, joined_at: null, ...told },
    ]);
    expect(read(changes, { room: 'hall', type: 'end', at: AT })).toEqual([
      { kind: 'clear', room: 'hall', session: null, at: AT, ...told },
    ]);
    expect(read(changes, { type: 'wave' })).toEqual([{ kind: 'ignored', type: 'wave' }]);
  });

  test('types are texts, numbers or patterns', () => {
    const changes = { join: [103, '/^(joined|entered)$/i'], leave: [false] };
    for (const type of [103, '103', 'Entered'])
      expect(joined(changes, { ...record, type })?.kind).toBe('join');
    expect(joined(changes, { ...record, type: false })?.kind).toBe('leave');
    expect(joined(changes, { ...record, type: 'joined twice' })).toEqual({
      kind: 'ignored',
      type: 'joined twice',
    });
  });

  test('without a key of a connection, users are told apart by session', () => {
    expect(joined({}, record)).toMatchObject({ participant_id: 'ann' });
    expect(joined({ session: 's' }, { ...record, s: 5 })).toMatchObject({
      participant_id: '5/ann',
      session: '5',
    });
    expect(joined({ user_name: 'name' }, { ...record, user: '', name: 'Ann' })).toMatchObject({
      participant_id: 'Ann',
      user_id: null,
    });
  });

  test('what is not well-formed names a session, but no participant', () => {
    expect(joined({ session: 's' }, { ...record, s: '\ud800' })).toMatchObject({
      participant_id: '\ufffd/ann',
      session: '\ud800',
    });
  });

  test('a leave has its own join time, or how long it was', () => {
    const left = { ...record, type: 'out' };
    expect(joined({ join_time: 'since' }, { ...left, since: AT - 5000 })).toMatchObject({
      at: AT,
      joined_at: AT - 5000,
    });
    expect(joined({ duration: 'for' }, { ...left, for: '5' })).toMatchObject({ joined_at: AT - 5000 });
    expect(joined({ duration: 'for', duration_unit: 'min' }, { ...left, for: 1.5 })).toMatchObject({
      joined_at: AT - 90_000,
    });
    expect(joined({ join_time: 'since' }, { ...left, since: AT + 1 })).toMatchObject({ joined_at: null });
    const lengths = { join_time: 'since', duration: 'for' };
    expect(joined(lengths, { ...left, at: null, since: AT, for: 60 })).toMatchObject({ at: AT + 60_000 });
  });

  test('a rename, an order, a delivery, a bot', () => {
    expect(joined({ rename: ['nick'], new_user_id: 'to' }, { ...record, type: 'nick', to: 'anna' })).toEqual({
      ...{ kind: 'rename', type: 'nick', room: 'hall', session: null, from: 'ann', to: 'anna', at: AT },
    });
    expect(joined({ order: 'n', delivery: 'id' }, { ...record, n: '12', id: 5 })).toMatchObject({
      ...{ order: 12, delivery: '5' },
    });
    const bots = [{ path: 'role', in: ['rec'] }];
    expect(joined({ bots }, { ...record, role: 'rec' })).toEqual({ kind: 'ignored', type: 'in of a bot' });
    expect(joined({ bots }, { ...record, role: 'rec' }, { bots: true })).toMatchObject({ kind: 'join' });
  });

  test('rooms by session, or the room of the options', () => {
    expect(joined({ session: 's' }, { ...record, s: 'S1' }, { roomBy: 'session' })).toMatchObject({
      room: 'S1',
    });
    expect(joined({}, { ...record, room: '' }, { room: 'given' })).toMatchObject({ room: 'given' });
  });

  test.each<[string, Partial<Mapping>, object, string | null]>([
    ['no type', {}, { type: null }, 'type'],
    ['no room', {}, { room: null }, 'room'],
    ['nobody', {}, { user: '' }, 'user'],
    ['no time', {}, { at: 0 }, 'at'],
    ['a time that is none', {}, { at: 'noon' }, 'at'],
    ['an order that is none', { order: 'n' }, { n: 'x' }, 'n'],
    ['a lone surrogate', {}, { room: '\ud800' }, 'room'],
  ])('%s is invalid', (_, changes, more, field) => {
    expect(joined(changes, { ...record, ...more })).toMatchObject({ kind: 'invalid', field });
  });
});

describe('intervals', () => {
  const intervals: Mapping = {
    name: 'intervals',
    room: '$.meeting',
    user_id: '^.person',
    rows: 'people[].stays[]',
    join_time: 'from',
    leave_time: 'to',
    duration: 'seconds',
  };
  const readAll = (payload: unknown) => compileMapping(intervals).read(payload, plainOptions);

  test('rows within rows, and what holds them', () => {
    const payload = {
      meeting: 'm',
      people: [
        {
          person: 'ann',
          stays: [
            { from: AT, to: AT + 1000 },
            { from: AT + 5000, to: null },
          ],
        },
        { person: 'bob' },
        {
          person: 'cy',
          stays: [
            { from: AT, seconds: 60 },
            { to: AT + 60_000, seconds: 60 },
          ],
        },
      ],
    };
    expect(readAll(payload)).toMatchObject([
      { kind: 'stay', room: 'm', user_id: 'ann', joined_at: AT, left_at: AT + 1000 },
      { kind: 'stay', user_id: 'ann', joined_at: AT + 5000, left_at: null },
      { kind: 'stay', user_id: 'cy', joined_at: AT, left_at: AT + 60_000 },
      { kind: 'stay', user_id: 'cy', joined_at: AT, left_at: AT + 60_000 },
    ]);
  });

  test('missing times: open, a leave alone, or nothing to go by', () => {
    const stays = [{ from: AT, to: '0001-01-01T00:00:00Z' }, { to: AT }, {}, { from: AT, to: AT - 1 }];
    expect(readAll({ meeting: 'm', people: [{ person: 'ann', stays }] })).toMatchObject([
      { kind: 'stay', left_at: null },
      { kind: 'leave', at: AT, joined_at: null },
      { kind: 'invalid', field: 'from' },
      { kind: 'invalid', field: 'to' },
    ]);
  });

  test('a length of blanks is none, as a time is', () => {
    const stays = [{ from: AT, to: ' ', seconds: ' ' }];
    expect(readAll({ meeting: 'm', people: [{ person: 'ann', stays }] })).toMatchObject([
      { kind: 'stay', joined_at: AT, left_at: null },
    ]);
  });

  test('a length that cannot be read is told where it decides a time, and only there', () => {
    const stays = ['01:00:00', 'abc', -5, 1e300].map((seconds) => ({ from: AT, seconds }));
    const invalid = { kind: 'invalid', field: 'seconds' };
    expect(readAll({ meeting: 'm', people: [{ person: 'ann', stays }] })).toMatchObject(
      stays.map(() => invalid),
    );
    const others = [
      { to: AT, seconds: 'abc' },
      { from: AT, to: AT + 1, seconds: 'abc' },
    ];
    expect(readAll({ meeting: 'm', people: [{ person: 'ann', stays: others }] })).toMatchObject([
      invalid,
      { kind: 'stay', joined_at: AT, left_at: AT + 1 },
    ]);
    const left = { ...record, type: 'out', at: null, since: AT, for: 1e300 };
    const lengths = { join_time: 'since', duration: 'for' };
    expect(joined(lengths, left)).toMatchObject({ kind: 'invalid', field: 'for' });
    // Of a time and a length that cannot be read, the time comes first.
    expect(joined(lengths, { ...left, at: 'noon' })).toMatchObject({ kind: 'invalid', field: 'at' });
    expect(joined(lengths, { ...left, at: 'noon', for: 60 })).toMatchObject({ at: AT + 60_000 });
    expect(joined({ duration: 'for' }, { ...left, at: AT })).toMatchObject({ at: AT, joined_at: null });
  });

  test('no rows, or no list', () => {
    expect(readAll({ meeting: 'm', people: [] })).toEqual([{ kind: 'ignored', type: 'no rows' }]);
    expect(readAll({ meeting: 'm' })).toMatchObject([{ kind: 'invalid', field: 'people[].stays[]' }]);
  });
});

describe('times', () => {
  const at = (
    time: unknown,
    time_unit = 'auto',
    localTime: ReturnType<typeof createLocalTime> | null = null,
  ) => {
    const fact = joined({ time_unit }, { ...record, at: time }, { localTime });
    return fact?.kind === 'join' ? fact.at : fact?.kind === 'invalid' ? fact.expected : null;
  };

  test.each<[unknown, string, number]>([
    [AT, 'auto', AT],
    [AT / 1000, 'auto', AT],
    [`${AT / 1000}`, 'auto', AT],
    [`${AT}`, 'auto', AT],
    [AT * 1000, 'auto', AT],
    [`${AT}499999`, 'auto', AT],
    [`${AT}500000`, 'auto', AT + 1],
    ['1770728400000123456', 'ns', AT],
    [1770728400.25, 'auto', AT + 250],
    ['1770728400.25', 's', AT + 250],
    [5, 's', 5000],
    [AT, 'us', AT / 1000],
    ['2026-02-10T13:00:00Z', 'auto', AT],
    ['2026-02-10T13:00:00.123456789Z', 'auto', AT + 123],
    ['2026-02-10T13:00:00.1235Z', 'iso', AT + 124],
    ['2026-02-10 14:00:00+01:00', 'auto', AT],
    ['2026-02-10 13:00:00 UTC', 'auto', AT],
    ['2/10/2026 1:00:00 PM +00:00', 'M/d/yyyy h:mm:ss a xxx', AT],
  ])('%j in %s', (time, unit, expected) => {
    expect(at(time, unit)).toBe(expected);
  });

  test('local times need a zone', () => {
    const berlin = createLocalTime('Europe/Berlin', 'earlier', () => {});
    expect(at('2026-02-10T14:00:00')).toBe(
      'a time with an offset from UTC, or a time zone to read local times in',
    );
    expect(at('2026-02-10T14:00:00', 'auto', berlin)).toBe(AT);
    expect(at('2026-02-10 14:00', 'auto', berlin)).toBe(AT);
    expect(at('10.2.2026 14:00', 'd.M.yyyy HH:mm', berlin)).toBe(AT);
    expect(at('02/10/2026, 02:00:00 PM', 'MM/dd/yyyy, hh:mm:ss a', berlin)).toBe(AT);
    expect(at('10.2.2026 14:00', 'd.M.yyyy HH:mm')).toMatch(/time zone/);
  });

  test.each([
    ...[null, '', 0, '0', '0001-01-01T00:00:00Z'].flatMap((time) =>
      ['auto', 's', 'iso', 'yyyy-MM-dd HH:mm:ss'].map((form): [unknown, string] => [time, form]),
    ),
    ['0001-01-01 00:00:00', 'yyyy-MM-dd HH:mm:ss'],
    ['01.01.0001 00:00', 'dd.MM.yyyy HH:mm'],
    ['01.01.0001 00:00 +14:00', 'dd.MM.yyyy HH:mm XXX'],
    ['01.01.0001 23:59 -12:00', 'dd.MM.yyyy HH:mm XXX'],
  ])('%j is no time, in %s', (time, form) => {
    expect(at(time, form)).toBe('a time');
  });

  test.each<[unknown, string]>([
    ['noon', 'auto'],
    [true, 'auto'],
    [1e300, 'auto'],
    [AT, 'iso'],
    [` ${AT} `, 'iso'],
    ['31.2.2026 14:00', 'd.M.yyyy HH:mm'],
  ])('%j in %s is refused', (time, unit) => {
    expect(at(time, unit)).toMatch(/^a time/);
  });
});

describe('a mapping that is none', () => {
  test.each<[string, object, RegExp]>([
    ['an unknown key', { rooms: 'x' }, /^rooms: no such key in a mapping; expected one of .*room/],
    ['a path that is none', { room: 'a..b' }, /^room: a key is empty/],
    ['a path with brackets', { room: 'a[x]' }, /^room: "a\[x\]" is no key/],
    ['a pattern that is none', { join: ['/(/'] }, /^join: Invalid regular expression/],
    ['a match that is none', { room: { path: 'a', match: '(' } }, /^room: Invalid regular expression/],
    ['rows without a list', { rows: 'a.b' }, /^rows: "a.b" is no rows path; expected one that ends in \[\]/],
    ['a unit of time', { time_unit: 'fortnights' }, /^time_unit: /],
    ['a pattern without a year', { time_unit: 'HH:mm' }, /^time_unit: expected auto, s, ms/],
    ['no joins', { join: undefined }, /^join: is missing/],
    ['nobody', { user_id: undefined }, /^participant_id: is missing/],
  ])('%s', (_, change, message) => {
    const mapping = Object.fromEntries(
      Object.entries({ ...events, ...change }).filter(([, value]) => value !== undefined),
    );
    expect(() => compileMapping(mapping as unknown as Mapping)).toThrow(message);
  });

  test('no object at all', () => {
    expect(() => compileMapping([] as never)).toThrow('a mapping is an object');
  });
});
