import { readFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileRules } from '../../src/engine/compile-rules.js';
import { createEngine, type Engine, type EngineOptions } from '../../src/engine/create-engine.js';
import { reconstruct } from '../../src/engine/reconstruct.js';
import type { Room } from '../../src/engine/room.js';
import type { Snapshot } from '../../src/engine/snapshot.js';
import type { PresenceEvent } from '../../src/model/event.js';
import type { Meeting, ParticipantRecord } from '../../src/model/meeting.js';
import { documentedRules } from '../../src/rules/options.js';
import { seed } from '../support/law.js';

function join(participant: string, seconds: number, room = 'den'): PresenceEvent {
  return { type: 'join', room, participant_id: participant, at: seconds * 1000 };
}

function leave(participant: string, seconds: number, room = 'den'): PresenceEvent {
  return { type: 'leave', room, participant_id: participant, at: seconds * 1000 };
}

/** What a caller without types may pass. */
function create(options: unknown): Engine {
  return createEngine(options as EngineOptions);
}

/** The engine after a trip of its snapshot through text. */
function restored(engine: Engine): Engine {
  return createEngine({ from: JSON.parse(JSON.stringify(engine.snapshot())) });
}

describe('push', () => {
  test('takes one event or any iterable of them, in any order', () => {
    const engine = createEngine();
    expect(engine.push(leave('alice', 60))).toEqual([]);
    expect(engine.push([join('alice', 0), join('bob', 5)])).toEqual([]);
    expect(engine.push(new Set([leave('bob', 50)]))).toEqual([]);
    const generated = (function* () {
      yield leave('carol', 61);
    })();
    expect(engine.push(generated)).toEqual([]);
    expect(engine.push([])).toEqual([]);
    expect(engine.pending).toBe(5);
    const { closed, anomalies } = engine.advance(61_000);
    expect(closed.map(({ duration, participants }) => [duration, participants.length])).toEqual([[60, 2]]);
    expect(anomalies).toEqual([
      { code: 'orphan-leave', type: 'leave', room: 'den', participant_id: 'carol', at: 61_000 },
    ]);
    expect(engine.pending).toBe(0);
  });

  test('changes nothing by itself: all waits for the watermark', () => {
    const engine = createEngine();
    engine.push([join('alice', 0), join('bob', 0), join('alice', 600)]);
    expect([engine.watermark, engine.pending, engine.meetings()]).toEqual([null, 3, []]);
    expect(engine.advance(599_999).opened).toHaveLength(1);
    expect([engine.watermark, engine.pending]).toEqual([599_999, 1]);
    expect(engine.advance(600_000).anomalies).toHaveLength(1);
    expect(engine.pending).toBe(0);
  });

  test('reports bad events with their index within the call, and uses the others', () => {
    const engine = createEngine();
    const pushAny = (events: unknown) => engine.push(events as PresenceEvent[]);
    expect(pushAny([join('alice', 0), null, { ...join('bob', 1), room: 7 }, join('carol', 2)])).toEqual([
      { code: 'invalid-event', index: 1, field: null, reason: 'not-an-object' },
      { code: 'invalid-event', index: 2, field: 'room', reason: 'not-a-string' },
    ]);
    for (const none of [null, undefined, 'join', 7]) {
      expect(pushAny(none)).toEqual([
        { code: 'invalid-event', index: 0, field: null, reason: 'not-an-object' },
      ]);
    }
    expect(pushAny({ type: 'join' })).toEqual([
      { code: 'invalid-event', index: 0, field: 'room', reason: 'missing' },
    ]);
    expect(engine.pending).toBe(2);
  });

  test('reports what lies at or behind the watermark as late, and does not apply it', () => {
    const engine = createEngine();
    engine.push([join('alice', 0), leave('alice', 100)]);
    engine.advance(60_000);
    const before = engine.snapshot();
    expect(
      engine.push([
        leave('alice', 60),
        join('alice', 0),
        { type: 'clear', room: 'den', at: 30_000 },
        join('bob', -1, 'another'),
      ]),
    ).toEqual([
      { code: 'late-event', type: 'leave', room: 'den', participant_id: 'alice', at: 60_000 },
      { code: 'late-event', type: 'join', room: 'den', participant_id: 'alice', at: 0 },
      { code: 'late-event', type: 'clear', room: 'den', participant_id: null, at: 30_000 },
      { code: 'late-event', type: 'join', room: 'another', participant_id: 'bob', at: -1000 },
    ]);
    expect(engine.snapshot()).toEqual(before);
    expect(engine.push(join('bob', 60.001))).toEqual([]);
  });

  test('keeps nothing of what it was given', () => {
    const engine = createEngine();
    const event = { type: 'join', room: 'den', participant_id: 'alice', at: 0 };
    engine.push(event as PresenceEvent);
    event.participant_id = 'bob';
    engine.advance(30_000);
    expect(engine.meetings()[0]!.participants[0]!.participant_id).toBe('alice');
  });
});

describe('advance', () => {
  test.each([
    [Number.NaN, 'NaN'],
    [Number.POSITIVE_INFINITY, 'Infinity'],
    [Number.NEGATIVE_INFINITY, '-Infinity'],
    ['now', '"now"'],
    ['2026-03-24T15:00', '"2026-03-24T15:00"'],
    [new Date(Number.NaN), 'Invalid Date'],
    [undefined, 'undefined'],
    [null, 'null'],
  ])('refuses %s', (watermark, shown) => {
    const engine = createEngine();
    engine.push(join('alice', 0));
    const before = engine.snapshot();
    expect(() => engine.advance(watermark as number)).toThrow(RangeError);
    expect(() => engine.advance(watermark as number)).toThrow(`watermark: ${shown} is not a point in time`);
    expect(engine.snapshot()).toEqual(before);
  });

  test('refuses to go back, and is then as it was', () => {
    const engine = createEngine();
    engine.push(join('alice', 0));
    engine.advance(20_000);
    const before = engine.snapshot();
    expect(() => engine.advance(19_999)).toThrow(RangeError);
    expect(() => engine.advance(19_999)).toThrow('watermark: 19999 is before the last one (20000)');
    expect(engine.snapshot()).toEqual(before);
  });

  test('may say the same again, which brings nothing', () => {
    const engine = createEngine();
    engine.push(join('alice', 0));
    expect(engine.advance(30_000).opened).toHaveLength(1);
    expect(engine.advance(30_000)).toEqual({ opened: [], closed: [], anomalies: [] });
  });

  test('takes texts, Dates, any finite number, and rounds half up', () => {
    const engine = createEngine();
    engine.advance(-Number.MAX_VALUE);
    engine.advance('1969-12-31T23:59:59.9985Z');
    expect(engine.watermark).toBe(-1);
    engine.advance(new Date(0));
    engine.advance(0.5);
    expect(engine.watermark).toBe(1);
    engine.push(join('alice', 1));
    expect(engine.advance(Number.MAX_VALUE).opened).toHaveLength(1);
    expect(engine.watermark).toBe(Number.MAX_VALUE);
    expect(engine.nextDeadline()).toBeNull();
  });

  test('a meeting opens once and closes once', () => {
    const engine = createEngine();
    engine.push([join('alice', 0), leave('alice', 100)]);
    expect(engine.advance(29_999)).toEqual({ opened: [], closed: [], anomalies: [] });
    const { opened, closed } = engine.advance(45_000);
    expect(opened).toEqual(engine.meetings());
    expect(opened.map(({ duration, ongoing }) => [duration, ongoing])).toEqual([[45, true]]);
    expect(closed).toEqual([]);
    const later = engine.advance(100_000);
    expect(later.opened).toEqual([]);
    expect(later.closed).toEqual([
      {
        ...opened[0]!,
        duration: 100,
        ongoing: false,
        participants: [{ ...opened[0]!.participants[0]!, duration: 100 }],
      },
    ]);
    expect(engine.meetings()).toEqual([]);
  });

  test('a meeting that opens and closes at once is opened as what it closed as, ongoing', () => {
    const engine = createEngine({ explain: true });
    engine.push([join('alice', 0), leave('alice', 100), join('alice', 200), leave('alice', 260)]);
    const { opened, closed, explanations } = engine.advance(1_000_000);
    expect(closed.map(({ start_time, duration }) => [start_time, duration])).toEqual([
      [0, 100],
      [195, 60],
    ]);
    expect(opened).toEqual(closed.map((meeting) => ({ ...meeting, ongoing: true })));
    expect(Object.keys(explanations!).sort()).toEqual(closed.map(({ id }) => id).sort());
    for (const { ended } of Object.values(explanations!)) expect(ended).not.toBeNull();
  });

  test('opened in canonical order, closed in that of closing, strays in theirs', () => {
    const engine = createEngine();
    engine.push([
      ...['den', 'attic'].flatMap((room) => [
        join('x', 2, room),
        leave('x', room === 'den' ? 480 : 120, room),
      ]),
      ...[join('x', 1, 'hall'), leave('x', 300, 'hall'), leave('y', 5, 'hall'), leave('y', 5, 'attic')],
    ]);
    const { opened, closed, anomalies } = engine.advance(1_000_000);
    expect(opened.map(({ room }) => room)).toEqual(['hall', 'attic', 'den']);
    expect(closed.map(({ room }) => room)).toEqual(['attic', 'hall', 'den']);
    expect(anomalies.map((anomaly) => 'room' in anomaly && anomaly.room)).toEqual(['attic', 'hall']);
  });

  test('explanations only if asked for', () => {
    const engine = createEngine();
    engine.push(join('alice', 0));
    expect(Object.keys(engine.advance(30_000))).toEqual(['opened', 'closed', 'anomalies']);
  });
});

describe('nextDeadline', () => {
  test('null where nothing will come of itself', () => {
    const engine = createEngine();
    expect(engine.nextDeadline()).toBeNull();
    engine.push([join('alice', 0), leave('alice', 20), leave('bob', 30)]);
    expect(engine.nextDeadline()).toBeNull();
    engine.advance(100_000);
    expect(engine.nextDeadline()).toBeNull();
  });

  test('the confirmation of a start, the reset, and the end by an event that waits', () => {
    const engine = createEngine();
    engine.push(join('alice', 0));
    expect(engine.nextDeadline()).toBe(30_000);
    engine.push([join('bob', 15), leave('bob', 100)]);
    expect(engine.nextDeadline()).toBe(25_000);
    engine.advance(25_000);
    expect(engine.nextDeadline()).toBe(700_000);
    engine.push(leave('alice', 650));
    expect(engine.nextDeadline()).toBe(650_000);
    engine.advance(650_000);
    expect(engine.nextDeadline()).toBeNull();
  });

  test('the least of all rooms; and no reset, no deadline', () => {
    const engine = createEngine({ rules: { aloneReset: null } });
    engine.push([
      join('x', 7, 'a'),
      join('x', 5, 'b'),
      join('x', 6, 'c'),
      join('y', 6, 'c'),
      leave('y', 50, 'c'),
    ]);
    expect(engine.nextDeadline()).toBe(16_000);
    engine.advance(16_000);
    expect(engine.nextDeadline()).toBe(35_000);
    engine.advance(35_000);
    expect(engine.nextDeadline()).toBe(37_000);
    engine.advance(60_000);
    expect(engine.nextDeadline()).toBeNull();
    expect(engine.meetings()).toHaveLength(3);
  });
});

describe('nextDeadline where a room is looked at before anything comes of it', () => {
  test('an event that waits takes away what would come without it', () => {
    const engine = createEngine();
    // Left alone at 100, the reset is due at 700; that is put off to 850 by company.
    engine.push([join('x', 0), join('y', 0), leave('y', 100), join('z', 200), leave('z', 250)]);
    for (const watermark of [50_000, 150_000, 300_000]) engine.advance(watermark);
    expect(engine.nextDeadline()).toBe(850_000);
    engine.push(join('w', 800));
    expect(engine.nextDeadline()).toBeNull();
    engine.push(leave('w', 840));
    expect(engine.nextDeadline()).toBe(1_440_000);
    expect(engine.advance(1_439_999)).toEqual({ opened: [], closed: [], anomalies: [] });
    expect(engine.advance(1_440_000).closed).toHaveLength(1);
  });

  test('asking changes nothing, where changes wait behind one who is not decided', () => {
    const engine = createEngine();
    engine.push([join('w', 0), join('y', 0), leave('y', 40), join('y', 42), join('x', 600), leave('y', 602)]);
    engine.advance(605_000);
    const before = engine.snapshot();
    expect(before.rooms[0]!.changes).toHaveLength(2);
    expect(engine.nextDeadline()).toBeNull();
    expect(engine.snapshot()).toEqual(before);
  });
});

describe('meetings', () => {
  test('the ongoing ones as of the watermark, in canonical order, as reconstruct lists them', () => {
    const events = [
      join('x', 2, 'b'),
      join('x', 2, 'a'),
      join('x', 1, 'c'),
      join('x', 0, 'd'),
      leave('x', 40, 'd'),
    ];
    const engine = createEngine();
    expect(engine.meetings()).toEqual([]);
    engine.push(events);
    engine.advance(60_000);
    expect(engine.meetings().map(({ room, duration }) => [room, duration])).toEqual([
      ['c', 59],
      ['a', 58],
      ['b', 58],
    ]);
    expect(engine.meetings()).toEqual(reconstruct(events, { asOf: 60_000 }).meetings.slice(1));
  });
});

describe('options', () => {
  test('an unknown one is refused by its name', () => {
    expect(() => create({ rule: {} })).toThrow(TypeError);
    expect(() => create({ rule: {} })).toThrow(
      'createEngine: "rule" is not an option; expected one of rules, from, explain',
    );
    expect(() => create(null)).toThrow(TypeError);
    expect(() => create({ rules: { soloStart: -1 } })).toThrow('soloStart: -1 is not allowed');
    expect(() => create({ rules: { solo: 1 } })).toThrow('"solo" is not a rule option');
  });

  test('rules as options or compiled', () => {
    for (const rules of [{ soloStart: 20 }, compileRules({ soloStart: 20 })]) {
      const engine = createEngine({ rules });
      engine.push(join('alice', 0));
      expect(engine.nextDeadline()).toBe(20_000);
      expect(engine.snapshot().rules).toEqual({ ...documentedRules, soloStart: 20 });
    }
  });
});

describe('snapshot', () => {
  const rules = { soloStart: 20, granularity: 1, aloneReset: null } as const;

  function running(): Engine {
    const engine = createEngine({ rules });
    engine.push([join('alice', 0), join('bob', 100)]);
    engine.advance(60_000);
    return engine;
  }

  test('of an empty engine', () => {
    const snapshot = createEngine().snapshot();
    expect(snapshot).toEqual({ format: 1, rules: documentedRules, watermark: null, rooms: [], pending: [] });
    expect(createEngine({ from: snapshot }).snapshot()).toEqual(snapshot);
  });

  test('is plain JSON that shares nothing', () => {
    const engine = running();
    const snapshot = engine.snapshot();
    const text = JSON.stringify(snapshot);
    expect(JSON.parse(text)).toEqual(snapshot);
    engine.advance(200_000);
    createEngine({ from: snapshot }).advance(300_000);
    expect(JSON.stringify(snapshot)).toBe(text);
    Object.assign(snapshot.rooms[0]!, { participants: [], session: null });
    expect(engine.meetings()).toHaveLength(1);
  });

  test('goes on under its own rules where none are given', () => {
    const engine = restored(running());
    expect(engine.snapshot().rules).toEqual({ ...documentedRules, ...rules });
    expect([engine.watermark, engine.pending]).toEqual([60_000, 1]);
    expect(engine.meetings()).toEqual(running().meetings());
    engine.push(join('carol', 1000, 'attic'));
    engine.advance(200_000);
    expect(engine.nextDeadline()).toBe(1_020_000);
  });

  test('takes the same rules said again', () => {
    const from = running().snapshot();
    expect(createEngine({ from, rules }).meetings()).toHaveLength(1);
    expect(createEngine({ from, rules: compileRules(rules) }).meetings()).toHaveLength(1);
  });

  test.each([
    [{}, 'rules.soloStart: 30 is not what the snapshot was made with (20)'],
    [{ ...rules, aloneReset: 600 }, 'rules.aloneReset: 600 is not what the snapshot was made with (null)'],
    [{ ...rules, granularity: 15 }, 'rules.granularity: 15 is not what the snapshot was made with (1)'],
    [
      { ...rules, shortVisits: 'occupy' },
      'rules.shortVisits: occupy is not what the snapshot was made with (ignore)',
    ],
  ])('refuses other rules: %j', (other, message) => {
    const from = running().snapshot();
    expect(() => create({ from, rules: other })).toThrow(RangeError);
    expect(() => create({ from, rules: other })).toThrow(message);
  });

  test('refuses a newer format', () => {
    const from = { ...running().snapshot(), format: 2 };
    expect(() => create({ from })).toThrow(RangeError);
    expect(() => create({ from })).toThrow(
      'snapshot.format: 2 is newer than this version of reconvene reads (up to 1)',
    );
    expect(() => create({ from: { format: 99 } })).toThrow(RangeError);
  });

  test.each([[null], ['{}'], [7], [[]]])('refuses what is none: %j', (from) => {
    expect(() => create({ from })).toThrow(TypeError);
    expect(() => create({ from })).toThrow('snapshot: expected the object that snapshot() gave');
  });

  test.each([
    [{ format: undefined }, 'format'],
    [{ format: 0 }, 'format'],
    [{ format: 1.5 }, 'format'],
    [{ format: '1' }, 'format'],
    [{ rules: undefined }, 'rules'],
    [{ rules: [] }, 'rules'],
    [{ watermark: undefined }, 'watermark'],
    [{ watermark: '2026-03-24T15:00Z' }, 'watermark'],
    [{ watermark: Number.NaN, pending: 7 }, 'pending'],
    [{ rooms: undefined }, 'rooms'],
    [{ rooms: {} }, 'rooms'],
    [{ rooms: [null] }, 'rooms'],
    [{ rooms: [{ room: 'den' }] }, 'rooms'],
    [{ pending: undefined }, 'pending'],
    [{ pending: [{ type: 'join' }] }, 'pending'],
    [{ pending: [null] }, 'pending'],
  ])('refuses a malformed one by its field: %o', (change, field) => {
    const from = { ...running().snapshot(), ...change };
    expect(() => create({ from })).toThrow(TypeError);
    expect(() => create({ from })).toThrow(`snapshot.${field}: expected `);
  });

  test.each([
    [{ room: 7 }],
    [{ at: null }],
    [{ participants: ['alice', 7] }],
    [{ open: [] }],
    [{ open: [7] }],
    [{ visits: [{ participant: 7 }] }],
    [{ changes: [0.5] }],
    [{ changes: [14] }],
    [{ present: '1' }],
    [{ decidedAt: undefined }],
    [{ session: 7 }],
    [{ session: {} }],
    [{ session: undefined }],
  ])('refuses a malformed room: %o', (change) => {
    const snapshot = running().snapshot();
    const from = { ...snapshot, rooms: [{ ...snapshot.rooms[0]!, ...change }] };
    expect(() => create({ from })).toThrow('snapshot.rooms: expected an array of room states');
  });

  /** Alice has been there for long, bob is not decided. */
  function undecided(): Snapshot {
    const engine = createEngine();
    engine.push([join('alice', 0), join('bob', 55)]);
    engine.advance(60_000);
    return engine.snapshot();
  }

  test.each<[string, (room: Room) => Partial<Room>]>([
    ['a change that comes twice', ({ changes }) => ({ changes: [...changes, ...changes] })],
    ['changes that go back', ({ changes }) => ({ changes: [...changes, 1] })],
    ['the leave of one who is there', ({ changes }) => ({ changes: [...changes, 2] })],
    ['a participant twice', () => ({ participants: ['alice', 'alice'] })],
    ['an open visit of nobody', () => ({ open: [0, -1] })],
    ['a visit of somebody else', () => ({ open: [1, 0] })],
    ['visits out of order', ({ visits }) => ({ visits: [visits[1]!, visits[0]!] })],
    [
      'a visit that ends before it begins',
      ({ visits }) => ({ visits: [{ ...visits[0]!, leave: -1 }, visits[1]!] }),
    ],
    ['one who waits beside a session', () => ({ waitingSince: 0 })],
    ['more present than there are', () => ({ present: 2 })],
    ['nobody left alone', ({ session }) => ({ present: 2, session: { ...session!, aloneSince: 0 } })],
  ])('refuses a room that contradicts itself: %s', (_, change) => {
    const from = undecided();
    expect(from.rooms[0]!.changes).toEqual([3]);
    const room = { ...from.rooms[0]!, ...change(from.rooms[0]!) };
    expect(() => create({ from: { ...from, rooms: [room] } })).toThrow(TypeError);
    expect(() => create({ from: { ...from, rooms: [room] } })).toThrow('snapshot.rooms: expected ');
  });

  test('who began the session as a short visit is known after it, though the visit is not listed', () => {
    const rules = { shortVisits: 'occupy', soloStart: 5 } as const;
    const engine = createEngine({ rules });
    engine.push([join('alice', 0), join('bob', 6), leave('alice', 7)]);
    engine.advance(60_000);
    const saved = engine.snapshot();
    // An earlier version dropped such visits.
    const [room] = saved.rooms;
    const dropped: Room = {
      ...room!,
      participants: ['bob'],
      open: [0],
      visits: [{ ...room!.visits[1]!, participant: 0 }],
      presentSum: 0,
    };
    for (const from of [saved, { ...saved, rooms: [dropped] }]) {
      const again = createEngine({ from: createEngine({ from }).snapshot(), explain: true });
      again.push(leave('bob', 100));
      const { closed, explanations } = again.advance(100_000);
      expect(closed[0]!.participants.map(({ participant_id }) => participant_id)).toEqual(['bob']);
      expect(explanations![closed[0]!.id]!.began.facts).toMatchObject({ participant_id: 'alice' });
    }
  });

  test('refuses rules in it that no rules are', () => {
    const from = { ...running().snapshot(), rules: { ...documentedRules, soloStart: -1 } };
    expect(() => create({ from })).toThrow('soloStart: -1 is not allowed');
  });

  test('rooms and participants with hostile names survive it', () => {
    const names = ['__proto__', 'constructor', 'toString', 'a\nb', '😀'];
    const events = names.flatMap((room) => names.map((name, i) => join(name, i, room)));
    const gone = names.flatMap((room) => names.map((name, i) => leave(name, 100 + i, room)));
    let engine = createEngine();
    engine.push(events);
    engine.advance(50_000);
    engine = restored(engine);
    expect(engine.meetings()).toEqual(reconstruct(events, { asOf: 50_000 }).meetings);
    expect(engine.push(gone)).toEqual([]);
    engine = restored(engine);
    const { closed, anomalies } = engine.advance(104_000);
    expect(closed).toEqual(reconstruct([...events, ...gone]).meetings);
    expect(anomalies).toEqual([]);
    expect(engine.snapshot().rooms).toEqual([]);
  });
});

describe('many rooms and people', () => {
  /** Ids of any length and script, some of which differ in one place only. */
  const someIds = fc
    .record({
      any: fc.array(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 100 }), { maxLength: 8 }),
      near: fc.string({ minLength: 1, maxLength: 120 }),
      places: fc.array(fc.tuple(fc.nat(119), fc.constantFrom('x', 'y', 'ÿ', 'Ā', '会', '\u0000')), {
        maxLength: 8,
      }),
    })
    .map(({ any, near, places }) => {
      const variants = places.map(([place, other]) => {
        const at = place % near.length;
        return near.slice(0, at) + other + near.slice(at + 1);
      });
      return [...new Set([...any, near, ...variants])].filter((id) => id.isWellFormed());
    });

  test(`each is told from all others, as a room and as a participant, RECONVENE_SEED=${seed}`, () => {
    fc.assert(
      fc.property(someIds, fc.boolean(), (ids, saves) => {
        const events = ids.flatMap((room, i) => [
          ...ids.map((id, k) => join(id, 10 * i + k, room)),
          ...ids.map((id, k) => leave(id, 5000 + 10 * i + k, room)),
        ]);
        let engine = createEngine();
        engine.push(events);
        expect(engine.advance(4_000_000).anomalies).toEqual([]);
        if (saves) engine = restored(engine);
        const { closed, anomalies } = engine.advance(8_000_000);
        expect(anomalies).toEqual([]);
        const byId = (a: Meeting, b: Meeting) => (a.id < b.id ? -1 : 1);
        expect(closed.sort(byId)).toEqual([...reconstruct(events).meetings].sort(byId));
      }),
      { seed, numRuns: 50 },
    );
  });

  test('rooms come, go and come back, and each is itself', () => {
    const engine = createEngine();
    const events: PresenceEvent[] = [];
    const closed: Meeting[] = [];
    for (let i = 0; i < 3000; i++) {
      // Of a hundred rooms each is used every now and then, by the same people as the others.
      const room = `room ${(i * 37) % 100}`;
      const own = [
        join('x', i * 10, room),
        join('y', i * 10 + 20, room),
        leave('x', i * 10 + 300, room),
        leave('y', i * 10 + 400, room),
      ];
      events.push(...own);
      engine.push(own);
      closed.push(...engine.advance(i * 10_000 - 1).closed);
    }
    closed.push(...engine.advance(40_000_000).closed);
    const inOrder = (a: Meeting, b: Meeting) => a.start_time - b.start_time || (a.id < b.id ? -1 : 1);
    expect(closed.sort(inOrder)).toEqual([...reconstruct(events).meetings].sort(inOrder));
    expect(engine.snapshot().rooms).toEqual([]);
  });

  test('a clear of a room that nobody knows, and a leave beside a join, leave nothing behind', () => {
    const engine = createEngine();
    for (let i = 0; i < 100; i++) {
      engine.push([
        { type: 'clear', room: `${i}`, at: i },
        join('x', i, `other ${i}`),
        leave('x', i, `other ${i}`),
      ]);
    }
    expect(engine.advance(1_000_000)).toEqual({ opened: [], closed: [], anomalies: [] });
    expect(engine.snapshot().rooms).toEqual([]);
  });
});

describe('nothing is kept that can no longer matter', () => {
  test('20,000 rooms have come and gone', () => {
    const engine = createEngine();
    let closed = 0;
    let strays = 0;
    for (let i = 0; i < 20_000; i++) {
      const room = `room ${i}`;
      engine.push([join('x', i, room), leave('x', i + 40, room), leave('y', i + 50, room)]);
      const result = engine.advance(i * 1000);
      closed += result.closed.length;
      strays += result.anomalies.length;
    }
    expect(engine.snapshot().rooms.length).toBeLessThan(100);
    const last = engine.advance(30_000_000);
    expect([closed + last.closed.length, strays + last.anomalies.length]).toEqual([20_000, 20_000]);
    expect(engine.snapshot()).toMatchObject({ rooms: [], pending: [] });
    expect([engine.nextDeadline(), engine.pending, engine.meetings()]).toEqual([null, 0, []]);
  });

  test('the memory of rooms is given back, which a snapshot would not show', () => {
    setFlagsFromString('--expose-gc');
    const collectGarbage = runInNewContext('gc') as () => void;
    const heapMegabytes = () => {
      collectGarbage();
      return process.memoryUsage().heapUsed / 1e6;
    };
    const engine = createEngine();
    const before = heapMegabytes();
    for (let i = 0; i < 2000; i++) {
      const room = `${i}${'-'.repeat(100_000)}`;
      engine.push([join('x', i, room), leave('x', i, room)]);
      engine.advance(i * 1000);
    }
    expect(heapMegabytes() - before).toBeLessThan(50);
    expect(engine.pending).toBe(0);
  });

  /** The largest that a room's state gets, in characters of JSON, while 5,000 visitors come one by one. */
  function largestWhile(
    visit: (name: string, at: number) => PresenceEvent[],
    everySeconds: number,
  ): [Engine, number] {
    const engine = createEngine();
    engine.push(join('host', 0));
    let largest = 0;
    for (let i = 1; i <= 5000; i++) {
      engine.push(visit(`visitor ${i}`, i * everySeconds));
      engine.advance(i * everySeconds * 1000);
      if (i % 50 === 0) largest = Math.max(largest, JSON.stringify(engine.snapshot().rooms).length);
    }
    return [engine, largest];
  }

  test('a host stays for weeks, 5,000 visitors come, and a reset follows each', () => {
    const [engine, largest] = largestWhile((name, at) => [join(name, at - 60), leave(name, at)], 720);
    expect(largest).toBeLessThan(50_000);
    const [meeting] = engine.meetings();
    expect(meeting!.participants.map(({ participant_id }) => participant_id)).toEqual([
      'host',
      'visitor 5000',
    ]);
    expect(JSON.stringify(restored(engine).snapshot()).length).toBeLessThan(50_000);
  });

  test('one session lasts for days, and 5,000 look in for too short a time to count', () => {
    const [engine, largest] = largestWhile((name, at) => [join(name, at - 5), leave(name, at)], 60);
    expect(largest).toBeLessThan(50_000);
    expect(engine.meetings()).toMatchObject([
      { duration: 300_000, participants: [{ participant_id: 'host' }] },
    ]);
  });

  test('5,000 strays, of somebody else each', () => {
    const [, largest] = largestWhile((name, at) => [leave(name, at)], 60);
    expect(largest).toBeLessThan(50_000);
  });
});

/*
 * A snapshot of format 1, as it was stored. On 2026-03-24 in UTC, with a granularity of 1 s:
 *
 *   hall   alice (Alice, u-1) and bob came at 14:00:00.250, bob left at 14:20:00, carol came at 14:29:55
 *   den    dave came at 14:29:40
 *   the watermark is 14:29:58, and these wait:
 *   hall   carol leaves at 14:30:03 (Carol), clear at 14:35:00
 *   den    erin comes at 14:30:20 and leaves at 14:40:00, dave leaves at 14:41:00
 *   attic  frank comes at 14:30:00
 */
describe('a stored snapshot of format 1', () => {
  const stored = JSON.parse(readFileSync('test/fixtures/snapshot-1.json', 'utf8'));
  const half = 1_774_362_600; // 14:30:00
  const alice = { user_id: 'u-1', participant_id: 'alice', user_name: 'Alice' };
  const bob = { user_id: null, participant_id: 'bob', user_name: 'Bob' };
  const dave = { user_id: null, participant_id: 'dave', user_name: null };

  /** Seconds are counted from 14:30:00. */
  function record(
    who: Pick<ParticipantRecord, 'user_id' | 'participant_id' | 'user_name'>,
    join: number,
    duration: number,
  ) {
    return { ...who, join_time: half + join, duration };
  }
  const hallBefore: Meeting = {
    id: '8d9408d0-2403-5ffa-ad14-8cf552f66fe5',
    room: 'hall',
    start_time: half - 1800,
    duration: 1798,
    ongoing: true,
    max_participants: 2,
    participants: [record(alice, -1800, 1798), record(bob, -1800, 1200)],
  };
  const hallAfter: Meeting = {
    id: '75a56bdb-6247-5180-a5eb-f71821f21191',
    room: 'hall',
    start_time: half,
    duration: 3,
    ongoing: true,
    max_participants: 1,
    participants: [record(alice, 0, 3)],
  };
  const den: Meeting = {
    id: 'd8d55961-198d-50b2-8af6-c215127a5ea9',
    room: 'den',
    start_time: half - 20,
    duration: 30,
    ongoing: true,
    max_participants: 1,
    participants: [record(dave, -20, 30)],
  };
  const attic: Meeting = {
    id: '8d0d82b3-ee8a-5c48-ade6-9880fc22d72b',
    room: 'attic',
    start_time: half,
    duration: 1800,
    ongoing: true,
    max_participants: 1,
    participants: [record({ ...dave, participant_id: 'frank' }, 0, 1800)],
  };

  test('is restored as it was', () => {
    const engine = createEngine({ from: stored });
    expect(engine.watermark).toBe((half - 2) * 1000);
    expect(engine.pending).toBe(6);
    expect(engine.meetings()).toEqual([hallBefore]);
    expect(engine.push({ type: 'clear', room: 'hall', at: '2026-03-24T14:29:58Z' })).toEqual([
      { code: 'late-event', type: 'clear', room: 'hall', participant_id: null, at: 1_774_362_598_000 },
    ]);
  });

  test('goes on: the undecided visit is short, hence the reset of 14:30:00 is known at 14:30:03', () => {
    const engine = createEngine({ from: stored, explain: true });
    expect(engine.nextDeadline()).toBe((half + 3) * 1000);
    expect(engine.advance('2026-03-24T14:30:02.999Z')).toEqual({
      opened: [],
      closed: [],
      anomalies: [],
      explanations: {},
    });
    expect(engine.advance('2026-03-24T14:30:03Z')).toEqual({
      opened: [hallAfter],
      closed: [
        {
          ...hallBefore,
          duration: 1800,
          ongoing: false,
          participants: [record(alice, -1800, 1800), record(bob, -1800, 1200)],
        },
      ],
      anomalies: [],
      explanations: {
        [hallBefore.id]: {
          began: {
            clause: 'second-joiner-start',
            at: 1_774_360_800_250,
            facts: { alone_since: null, company_at: 1_774_360_800_250, present: 2 },
          },
          ended: {
            clause: 'alone-reset',
            at: 1_774_362_600_000,
            facts: {
              participant_id: 'alice',
              alone_since: 1_774_362_000_000,
              due_at: 1_774_362_600_000,
              limit: 600,
            },
          },
        },
        [hallAfter.id]: {
          began: {
            clause: 'reset-start',
            at: 1_774_362_600_000,
            facts: { previous_start: 1_774_360_800_250, due_at: 1_774_362_600_000, present: 1 },
          },
          ended: null,
        },
      },
    });
  });

  test('goes on: dave has waited long enough at 14:30:10, and the events that wait do the rest', () => {
    const engine = createEngine({ from: stored });
    engine.advance('2026-03-24T14:30:03Z');
    expect(engine.nextDeadline()).toBe((half + 10) * 1000);
    expect(engine.advance('2026-03-24T14:30:10Z')).toEqual({ opened: [den], closed: [], anomalies: [] });
    expect(engine.nextDeadline()).toBe((half + 30) * 1000);
    expect(engine.advance('2026-03-24T15:00:00Z')).toEqual({
      opened: [attic],
      closed: [
        { ...hallAfter, duration: 300, ongoing: false, participants: [record(alice, 0, 300)] },
        {
          ...den,
          duration: 680,
          ongoing: false,
          max_participants: 2,
          participants: [record(dave, -20, 680), record({ ...dave, participant_id: 'erin' }, 20, 580)],
        },
      ],
      anomalies: [],
    });
    expect([engine.pending, engine.nextDeadline(), engine.meetings()]).toEqual([0, null, [attic]]);
  });

  test('had carol stayed, she would have been company at 14:30:00', () => {
    const staying = stored.pending.filter(
      (event: PresenceEvent) => event.type !== 'leave' || event.room !== 'hall',
    );
    const engine = createEngine({ from: { ...stored, pending: staying } });
    expect(engine.advance('2026-03-24T14:30:05Z')).toEqual({ opened: [], closed: [], anomalies: [] });
    const { closed } = engine.advance('2026-03-24T14:35:00Z');
    expect(closed).toMatchObject([{ id: hallBefore.id, duration: 2100, max_participants: 2 }]);
  });
});
