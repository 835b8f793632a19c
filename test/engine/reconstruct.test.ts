import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileRules } from '../../src/engine/compile-rules.js';
import { type Reconstruction, type ReconstructOptions, reconstruct } from '../../src/engine/reconstruct.js';
import type { PresenceEvent } from '../../src/model/event.js';
import { meetingId } from '../../src/rules/meeting-id.js';
import { seed } from '../support/law.js';

const T0 = Date.UTC(2026, 2, 24, 15);

function join(participant: string, at: PresenceEvent['at'], room = 'den'): PresenceEvent {
  return { type: 'join', room, participant_id: participant, at };
}

function leave(participant: string, at: PresenceEvent['at'], room = 'den'): PresenceEvent {
  return { type: 'leave', room, participant_id: participant, at };
}

/** Alice for ten minutes, from 15:00:00 UTC on. */
const visit = [join('alice', T0), leave('alice', T0 + 600_000)];
const meeting = {
  id: meetingId('den', T0),
  room: 'den',
  start_time: T0 / 1000,
  duration: 600,
  ongoing: false,
  max_participants: 1,
  participants: [
    { user_id: null, participant_id: 'alice', user_name: null, join_time: T0 / 1000, duration: 600 },
  ],
};

/** What a caller without types may pass. */
function call(events: unknown, options?: unknown): Reconstruction {
  return reconstruct(events as PresenceEvent[], options as ReconstructOptions);
}

describe('events', () => {
  test('the result is the documented object, fields in the documented order', () => {
    const result = reconstruct(visit);
    expect(result).toEqual({ meetings: [meeting], anomalies: [], asOf: T0 + 600_000 });
    expect(JSON.stringify(result.meetings)).toBe(JSON.stringify([meeting]));
  });

  test('from any iterable', () => {
    function* generated() {
      yield* visit;
    }
    const once = { [Symbol.iterator]: () => visit[Symbol.iterator]() };
    for (const events of [
      new Set(visit),
      generated(),
      new Map([['a', visit]]).get('a')!,
      visit.values(),
      once,
    ]) {
      expect(reconstruct(events).meetings).toEqual([meeting]);
    }
    expect(reconstruct(Object.freeze(visit.map((event) => Object.freeze(event)))).meetings).toEqual([
      meeting,
    ]);
  });

  test('times as texts and Dates too, mixed', () => {
    const events = [join('alice', '2026-03-24T16:00:00+01:00'), leave('alice', new Date(T0 + 600_000))];
    expect(reconstruct(events).meetings).toEqual([meeting]);
  });

  test('in seconds, if that is said', () => {
    const events = [join('alice', T0 / 1000), leave('alice', T0 / 1000 + 600)];
    const result = reconstruct(events, { timeUnit: 's' });
    expect(result).toEqual({ meetings: [meeting], anomalies: [], asOf: T0 + 600_000 });
    expect(reconstruct([join('alice', 1.25)], { timeUnit: 's' }).asOf).toBe(1250);
  });

  test('asOf stays in milliseconds with timeUnit s, as do texts and Dates', () => {
    const events = [join('alice', new Date(T0)), leave('alice', '2026-03-24T15:10:00Z')];
    expect(reconstruct(events, { timeUnit: 's', asOf: T0 + 600_000 }).meetings).toEqual([meeting]);
  });

  test.each([[undefined], [null], [7], ['join'], [{}], [{ length: 0 }], [(async function* () {})()]])(
    'what is no iterable is refused: %o',
    (events) => {
      expect(() => call(events)).toThrow(TypeError);
      expect(() => call(events)).toThrow('events must be an iterable of event objects');
    },
  );
});

describe('as of', () => {
  test('an empty log has no T and no meetings', () => {
    expect(reconstruct([])).toEqual({ meetings: [], anomalies: [], asOf: null });
    expect(reconstruct([], { explain: true })).toEqual({
      meetings: [],
      anomalies: [],
      asOf: null,
      explanations: {},
    });
    expect(reconstruct([], { asOf: T0 }).asOf).toBe(T0);
    expect(call([7]).asOf).toBeNull();
  });

  test('is the latest event by default, of any type and room', () => {
    const clear: PresenceEvent = { type: 'clear', room: 'attic', at: T0 + 700_000 };
    const { meetings, asOf } = reconstruct([clear, ...visit.slice(0, 1)]);
    expect(asOf).toBe(T0 + 700_000);
    expect(meetings).toEqual([
      {
        ...meeting,
        duration: 700,
        ongoing: true,
        participants: [{ ...meeting.participants[0], duration: 700 }],
      },
    ]);
    expect(reconstruct(visit, { asOf: null }).asOf).toBe(T0 + 600_000);
    expect(reconstruct(visit, { asOf: undefined }).asOf).toBe(T0 + 600_000);
  });

  test.each([
    T0 + 300_000,
    T0 + 299_999.5,
    '2026-03-24T15:05:00Z',
    '2026-03-24T16:05+01',
    new Date(T0 + 300_000),
  ])('%s', (asOf) => {
    const { meetings, asOf: told } = reconstruct(visit, { asOf });
    expect(told).toBe(T0 + 300_000);
    expect(meetings).toEqual([
      {
        ...meeting,
        duration: 300,
        ongoing: true,
        participants: [{ ...meeting.participants[0], duration: 300 }],
      },
    ]);
  });

  test('any finite number', () => {
    expect(reconstruct(visit, { asOf: -Number.MAX_VALUE }).meetings).toEqual([]);
    expect(reconstruct(visit, { asOf: Number.MAX_VALUE }).meetings).toEqual([meeting]);
    const [running] = reconstruct(visit.slice(0, 1), { asOf: Number.MAX_VALUE }).meetings;
    expect(running).toMatchObject({ id: meeting.id, ongoing: true });
  });

  test.each([
    [Number.NaN],
    [Number.POSITIVE_INFINITY],
    ['now'],
    ['2026-03-24T15:05'],
    [new Date('?')],
    [true],
  ])('what is no time is refused: %s', (asOf) => {
    expect(() => call(visit, { asOf })).toThrow(RangeError);
    expect(() => call(visit, { asOf })).toThrow(/^asOf: .* is not a point in time/);
  });
});

describe('options', () => {
  test('an unknown one is refused by its name, before any event is read', () => {
    const unread = {
      [Symbol.iterator]() {
        throw new Error('was read');
      },
    };
    expect(() => call(unread, { asof: T0 })).toThrow(TypeError);
    expect(() => call(unread, { asof: T0 })).toThrow(
      'reconstruct: "asof" is not an option; expected one of rules, asOf',
    );
    expect(() => call(unread, { rules: { soloStart: -1 } })).toThrow('soloStart: -1 is not allowed');
    expect(() => call(unread, { rules: { solo: 1 } })).toThrow('"solo" is not a rule option');
    expect(() => call(unread, { asOf: 'now' })).toThrow('asOf: "now"');
    expect(() => call(unread, { timeUnit: 'sec' })).toThrow(
      'timeUnit: "sec" is not allowed; expected "ms" or "s"',
    );
    expect(() => call(unread, { timeUnit: 'sec' })).toThrow(RangeError);
    expect(() => call(unread, { timeUnit: 1n })).toThrow('timeUnit: 1 is not allowed');
    expect(() => call(unread, { timeUnit: Object.create(null) })).toThrow(
      'timeUnit: an object is not allowed',
    );
    expect(() => call(unread, null)).toThrow(TypeError);
    expect(() => call(unread, 's')).toThrow(TypeError);
  });

  test('rules as options or compiled', () => {
    const events = [join('alice', T0), leave('alice', T0 + 20_000)];
    expect(reconstruct(events).meetings).toEqual([]);
    expect(reconstruct(events, { rules: { soloStart: 20 } }).meetings).toHaveLength(1);
    expect(reconstruct(events, { rules: compileRules({ soloStart: 20 }) }).meetings).toHaveLength(1);
  });

  test('explanations by meeting id, only if asked for', () => {
    expect(reconstruct(visit)).not.toHaveProperty('explanations');
    expect(reconstruct(visit, { explain: true }).explanations).toEqual({
      [meeting.id]: {
        began: {
          clause: 'solo-start',
          at: T0,
          facts: { participant_id: 'alice', alone_since: T0, confirmed_at: T0 + 30_000, limit: 30 },
        },
        ended: { clause: 'empty-end', at: T0 + 600_000, facts: { last_present: 1 } },
      },
    });
    const { explanations } = reconstruct(visit, { explain: true, asOf: T0 + 30_000 });
    expect(explanations![meeting.id]!.ended).toBeNull();
  });

  test('an explanation names who began a meeting by a visit that was too short to be listed', () => {
    const events = [join('alice', 0), join('bob', 6000), leave('alice', 7000)];
    for (let i = 1; i <= 50; i++)
      events.push(join(`guest ${i}`, i * 60_000), leave(`guest ${i}`, i * 60_000 + 5000));
    const { meetings, explanations } = reconstruct(events, {
      rules: { shortVisits: 'occupy', soloStart: 5 },
      explain: true,
    });
    expect(meetings[0]!.participants.map(({ participant_id }) => participant_id)).toEqual(['bob']);
    expect(explanations![meetings[0]!.id]!.began.facts).toMatchObject({ participant_id: 'alice' });
  });
});

describe('bad events', () => {
  const bad: [unknown, string | null, string][] = [
    [null, null, 'not-an-object'],
    [{ ...visit[0], type: 'enter' }, 'type', 'unknown-type'],
    [{ ...visit[0], room: '' }, 'room', 'empty'],
    [{ ...visit[0], participant_id: 7 }, 'participant_id', 'not-a-string'],
    [{ ...visit[0], at: '2026-03-24T15:00:00' }, 'at', 'no-offset'],
    [{ ...visit[0], user_name: 7 }, 'user_name', 'not-a-string'],
  ];

  test('are reported with index, field and reason, and the others are used', () => {
    const events = [visit[0], ...bad.map(([event]) => event), visit[1]];
    const { meetings, anomalies } = call(events);
    expect(meetings).toEqual([meeting]);
    expect(anomalies).toEqual(
      bad.map(([, field, reason], i) => ({ code: 'invalid-event', index: i + 1, field, reason })),
    );
  });

  test('do not count for T', () => {
    expect(call([...visit, { ...visit[1], at: T0 + 900_000, room: '' }]).asOf).toBe(T0 + 600_000);
  });

  test('strict throws on the first one, and names index, field and what was expected', () => {
    for (const [event, field] of bad) {
      const strict = () => call([...visit, event, null], { strict: true });
      expect(strict).toThrow(TypeError);
      expect(strict).toThrow(`event 2: ${field ?? 'the record'} `);
      expect(strict).toThrow('; expected ');
    }
    expect(reconstruct(visit, { strict: true }).meetings).toEqual([meeting]);
  });

  test('strict is about bad events: strays are still values', () => {
    const { anomalies } = reconstruct([...visit, leave('bob', T0)], { strict: true });
    expect(anomalies).toEqual([
      { code: 'orphan-leave', type: 'leave', room: 'den', participant_id: 'bob', at: T0 },
    ]);
  });

  test('come before a suspect unit, and that before strays', () => {
    const { anomalies } = call([leave('bob', 1e9), null, leave('alice', 1e9), join('', 1e9)]);
    expect(anomalies).toEqual([
      { code: 'invalid-event', index: 1, field: null, reason: 'not-an-object' },
      { code: 'invalid-event', index: 3, field: 'participant_id', reason: 'empty' },
      { code: 'suspect-unit', events: 2, smallest_at: 1e9, largest_at: 1e9 },
      { code: 'orphan-leave', type: 'leave', room: 'den', participant_id: 'alice', at: 1e9 },
      { code: 'orphan-leave', type: 'leave', room: 'den', participant_id: 'bob', at: 1e9 },
    ]);
  });
});

describe('suspect-unit', () => {
  const suspects = (ats: readonly PresenceEvent['at'][], options?: ReconstructOptions) =>
    reconstruct(
      ats.map((at, i) => join(`p${i}`, at)),
      options,
    ).anomalies.filter(({ code }) => code === 'suspect-unit');

  test('the most common mistake: seconds', () => {
    const seconds = T0 / 1000;
    expect(suspects([seconds + 600, seconds])).toEqual([
      { code: 'suspect-unit', events: 2, smallest_at: seconds, largest_at: seconds + 600 },
    ]);
  });

  test('the limits', () => {
    expect(suspects([1e8, 1e11 - 1])).toHaveLength(1);
    expect(suspects([1e8 - 1, 1e9])).toEqual([]);
    expect(suspects([1e9, 1e11])).toEqual([]);
    expect(suspects([-1e9])).toEqual([]);
    expect(suspects([])).toEqual([]);
  });

  test('texts and Dates say nothing of it, and bad events neither', () => {
    expect(suspects([1e9, '2026-03-24T15:00Z', new Date(T0)])).toEqual([
      { code: 'suspect-unit', events: 1, smallest_at: 1e9, largest_at: 1e9 },
    ]);
    expect(suspects(['1970-01-12T13:46:40Z', new Date(1e9)])).toEqual([]);
    expect(call([{ ...join('x', 1e9), room: '' }]).anomalies.map(({ code }) => code)).toEqual([
      'invalid-event',
    ]);
    expect(suspects([1e9, 1e300])).toHaveLength(1);
  });

  test('with the unit said, there is nothing to suspect', () => {
    expect(suspects([1e9], { timeUnit: 's' })).toEqual([]);
    expect(suspects([1e9], { timeUnit: 'ms' })).toHaveLength(1);
  });

  test(`exactly when every numeric time lies in [1e8, 1e11), RECONVENE_SEED=${seed}`, () => {
    const at = fc.oneof(
      { weight: 3, arbitrary: fc.integer({ min: 1e8, max: 1e11 - 1 }) },
      { weight: 1, arbitrary: fc.constantFrom(1e8, 1e11 - 1, 1e9 + 0.5, '2026-03-24T15:00Z', new Date(T0)) },
      { weight: 1, arbitrary: fc.constantFrom(1e8, 1e8 - 1, 1e11, -1e9, 0, T0) },
    );
    fc.assert(
      fc.property(fc.array(at, { maxLength: 6 }), (ats) => {
        const numbers = ats.filter((value) => typeof value === 'number');
        const isSuspect = numbers.length > 0 && numbers.every((value) => value >= 1e8 && value < 1e11);
        const expected = {
          code: 'suspect-unit',
          events: numbers.length,
          smallest_at: Math.min(...numbers),
          largest_at: Math.max(...numbers),
        };
        expect(suspects(ats)).toEqual(isSuspect ? [expected] : []);
      }),
      { numRuns: 1000, seed },
    );
  });
});

describe('hostile names', () => {
  const names = [
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    'valueOf',
    '0',
    '-1',
    '\n',
    'a\nb',
  ];

  test('as rooms: each is one, with its own meetings', () => {
    const events = names.flatMap((room) => visit.map((event) => ({ ...event, room })));
    const { meetings, explanations } = reconstruct(events, { explain: true });
    expect(meetings).toEqual(
      [...names].sort().map((room) => ({ ...meeting, id: meetingId(room, T0), room })),
    );
    expect(Object.keys(explanations!)).toHaveLength(names.length);
  });

  test('as participants: each is one, with its own visits', () => {
    const events = names.flatMap((name) =>
      visit.map((event) => ({ ...event, participant_id: name, user_name: name })),
    );
    const [record] = meeting.participants;
    expect(reconstruct(events)).toMatchObject({
      meetings: [
        {
          max_participants: names.length,
          participants: [...names]
            .sort()
            .map((name) => ({ ...record, participant_id: name, user_name: name })),
        },
      ],
      anomalies: [],
    });
  });

  test('as strays', () => {
    const { anomalies } = reconstruct(names.map((name) => leave(name, T0, name)));
    expect(anomalies).toEqual(
      [...names].sort().map((name) => ({
        code: 'orphan-leave',
        type: 'leave',
        room: name,
        participant_id: name,
        at: T0,
      })),
    );
  });
});

test('what is given is left as it was, and what is returned is the caller’s', () => {
  const events = visit.map((event) => ({ ...event }));
  const first = reconstruct(events, { explain: true });
  expect(events).toEqual(visit);
  const kept = structuredClone(first);
  const second = reconstruct(events, { explain: true });
  Object.assign(second.meetings[0]!.participants[0]!, { duration: -1 });
  Object.assign(second.explanations![meeting.id]!.began.facts, { limit: -1 });
  expect(first).toEqual(kept);
});

test('meetings at both ends of time', () => {
  const ends = [-8.64e15, 8.64e15 - 600_000];
  const events = ends.flatMap((at) => [join('x', at), leave('x', at + 600_000)]);
  const { meetings, anomalies } = reconstruct(events, { rules: { granularity: 1 } });
  expect(meetings.map(({ start_time, duration }) => [start_time, duration])).toEqual([
    [-8.64e12, 600],
    [8.64e12 - 600, 600],
  ]);
  expect(anomalies).toEqual([]);
});
