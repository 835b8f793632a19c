import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { reconstruct } from '../../src/engine/reconstruct.js';
import { readEvents } from '../../src/sources/read-events.js';
import { createRepair, type Repair } from '../../src/sources/repair/create-repair.js';
import type { LogFact } from '../../src/sources/repair/log-fact.js';
import {
  DRIFT,
  type PresenceFact,
  type RepairKind,
  type RepairNotice,
  repairKinds,
} from '../../src/sources/repair/repair.js';
import { repairLog } from '../../src/sources/repair/repair-log.js';
import { mustEqual } from '../support/equal.js';
import { runs, seed } from '../support/law.js';

const none = { order: null, delivery: null };
const person = (participant_id: string, user_id: string | null = null, session: string | null = null) => ({
  ...{ room: 'r', session, participant_id, user_id, user_name: null },
});
const join = (id: string, at: number, more: object = {}): PresenceFact => ({
  kind: 'join',
  ...person(id),
  at,
  ...none,
  ...more,
});
const leave = (id: string, at: number, joined_at: number | null = null, more: object = {}): PresenceFact => ({
  ...{ kind: 'leave', ...person(id), at, joined_at, ...none },
  ...more,
});
const stay = (id: string, joined_at: number, left_at: number | null): PresenceFact => ({
  ...{ kind: 'stay', ...person(id), joined_at, left_at, ...none },
});
const clear = (at: number, session: string | null = null): PresenceFact => ({
  kind: 'clear',
  room: 'r',
  session,
  at,
  ...none,
});
const rename = (from: string, to: string, at: number): PresenceFact => ({
  ...{ kind: 'rename', type: 'nick', room: 'r', session: null, from, to, at },
});

interface Log {
  readonly events: string[];
  readonly notices: string[];
  readonly dropped: number;
  readonly ignored: number;
}

function repaired(
  facts: readonly PresenceFact[],
  off: readonly RepairKind[] = [],
  maxOpen: number | null = null,
): Log {
  return collect((take) =>
    repairLog(
      facts.map((fact) => ({ fact, plain: false })),
      { off: new Set(off), maxOpen },
      take,
    ),
  );
}

function collect(run: (take: (repair: Repair) => void) => void): Log {
  const events: string[] = [];
  const notices: RepairNotice[] = [];
  let [dropped, ignored] = [0, 0];
  run((repair) => {
    events.push(
      ...repair.events.map(({ type, participant_id, at }) =>
        `${type} ${participant_id} ${at}`.replace('  ', ' '),
      ),
    );
    notices.push(...repair.notices);
    dropped += repair.dropped;
    ignored += repair.ignored;
  });
  const told = notices.map(
    ({ code, kind, type, participant_id, at }) => `${code} ${kind}: ${type} ${participant_id} ${at}`,
  );
  return { events: events.sort(), notices: told, dropped, ignored };
}

describe('a lost join', () => {
  test('is given back by the leave', () => {
    expect(repaired([leave('a', 9000, 1000)])).toEqual({
      events: ['join a 1000', 'leave a 9000'],
      notices: ['repaired lost-join: join a 1000'],
      ...{ dropped: 0, ignored: 0 },
    });
  });

  test('is not made up where the join is there, whatever its order', () => {
    const log = [leave('a', 9000, 1000), join('a', 1000)];
    expect(repaired(log)).toMatchObject({ events: ['join a 1000', 'leave a 9000'], notices: [] });
    expect(repaired(log.toReversed())).toEqual(repaired(log));
  });

  test('is not given back after its leave', () => {
    expect(repaired([leave('a', 1000, 5000)])).toMatchObject({ events: ['leave a 1000'], notices: [] });
  });

  test('is not given back into another visit', () => {
    const { events, notices } = repaired([join('a', 5000), leave('a', 9000), leave('a', 20_000, 7000)]);
    expect(events).toEqual(['join a 5000', 'leave a 20000', 'leave a 9000']);
    expect(notices).toEqual([]);
  });

  test('a leave that tells nothing stays as it is', () => {
    expect(repaired([leave('a', 9000)])).toMatchObject({ events: ['leave a 9000'], notices: [] });
  });
});

describe('drift', () => {
  test('some milliseconds between the copies of a join time are one visit', () => {
    for (const copy of [1004, 996, 3000]) {
      expect(repaired([join('a', 1000), leave('a', 9000, copy)])).toMatchObject({
        events: ['join a 1000', 'leave a 9000'],
        notices: [],
      });
    }
  });

  test('a join that seems to be after its leave', () => {
    expect(repaired([join('a', 1004), leave('a', 1002, 1000)])).toMatchObject({
      events: ['join a 1000', 'leave a 1002'],
      notices: ['repaired lost-join: join a 1000', 'repaired drift: join a 1004'],
      dropped: 1,
    });
  });

  test('an interval that was told as events, too', () => {
    expect(repaired([join('a', 1000), leave('a', 9000, 1000), stay('a', 1000, 9000)]).events).toEqual([
      'join a 1000',
      'join a 1000',
      'leave a 9000',
      'leave a 9000',
    ]);
    expect(repaired([join('a', 1000), leave('a', 9000, 1000), stay('a', 1300, 9400)])).toMatchObject({
      events: ['join a 1000', 'leave a 9400'],
      dropped: 2,
    });
  });

  test('the end of a room a moment before the last leave', () => {
    expect(repaired([join('a', 1000), join('b', 2000), clear(8990), leave('a', 9000)])).toMatchObject({
      events: ['clear 9000', 'join a 1000', 'join b 2000', 'leave a 9000'],
      notices: ['repaired room-end: leave b 9000'],
    });
  });

  test('but not over the join of someone', () => {
    expect(repaired([join('a', 1000), clear(8990), join('b', 8995), leave('b', 9000)]).events).toContain(
      'clear 8990',
    );
  });
});

describe('a redelivery', () => {
  test('under another time is one event', () => {
    const log = [join('a', 1000, { delivery: 'x' }), join('a', 1700, { delivery: 'x' }), leave('a', 9000)];
    expect(repaired(log)).toMatchObject({
      events: ['join a 1000', 'leave a 9000'],
      notices: ['repaired redelivery: join a 1700'],
      dropped: 1,
    });
    expect(repaired(log, ['redelivery']).events).toEqual(['join a 1000', 'join a 1700', 'leave a 9000']);
  });

  test('under the same time is left to the engine, which knows it again', () => {
    const log = [join('a', 1000, { delivery: 'x' }), join('a', 1000, { delivery: 'x' })];
    expect(repaired(log)).toMatchObject({ events: ['join a 1000', 'join a 1000'], notices: [] });
  });

  test('one message may tell of several people', () => {
    const log = [join('a', 1000, { delivery: 'x' }), join('b', 2000, { delivery: 'x' })];
    expect(repaired(log)).toMatchObject({ dropped: 0, notices: [] });
  });
});

describe('told again word for word', () => {
  test('the end of a room still waits for the leave a moment behind it', () => {
    const log = [join('a', 0), clear(60_000), leave('a', 61_000)];
    const events = ['clear 61000', 'join a 0', 'leave a 61000'];
    expect(repaired(log).events).toEqual(events);
    expect(repaired([...log, clear(60_000)]).events).toEqual(['clear 61000', ...events]);
  });

  test('a leave that says it came as it went gives nobody back', () => {
    const log = [join('a', 0), leave('a', 60_000, 60_000), leave('a', 60_000, 60_000)];
    expect(repaired(log)).toMatchObject({
      events: ['join a 0', 'leave a 60000', 'leave a 60000'],
      notices: [],
    });
  });

  test('who left under another name is the same, when that is told again', () => {
    const log = [join('a', 0), rename('a', 'b', 1000), leave('b', 60_000, 0)];
    expect(repaired([...log, leave('b', 60_000, 0)])).toMatchObject({
      events: ['join a 0', 'leave a 60000', 'leave a 60000'],
      notices: [],
    });
  });

  test('but a leave that an interval told before ends what began since', () => {
    const log = [stay('a', 0, 660_000), join('a', 480_000), leave('a', 660_000)];
    expect(repaired(log, [], 300_000)).toMatchObject({ notices: [] });
    const lost = [
      stay('y', 0, 300_000),
      join('y', 60_000),
      leave('y', 300_000),
      leave('y', 780_000, 540_000),
    ];
    expect(repaired(lost).notices).toEqual(['repaired lost-join: join y 540000']);
  });

  test('an interval whose join was another copy of one that is over by then', () => {
    const log = [join('a', 0), join('a', 1), stay('a', 2001, 4001)];
    const events = ['join a 0', 'join a 1', 'leave a 4001'];
    expect(repaired(log).events).toEqual(events);
    expect(repaired([...log, stay('a', 2001, 4001)]).events).toEqual([...events, 'leave a 4001']);
  });
});

describe('the end of a room', () => {
  test('closes who has no leave', () => {
    expect(repaired([join('a', 1000), join('b', 2000), leave('b', 5000), clear(9000)])).toMatchObject({
      events: ['clear 9000', 'join a 1000', 'join b 2000', 'leave b 5000'],
      notices: ['repaired room-end: leave a 9000'],
    });
  });

  test('of one session does not end another that has begun', () => {
    const one = { session: 's1' };
    const two = { session: 's2' };
    const log = [join('a', 1000, one), join('b', 8000, two), clear(9000, 's1')];
    expect(repaired(log)).toMatchObject({
      events: ['join a 1000', 'join b 8000', 'leave a 9000'],
      notices: ['repaired room-end: leave a 9000'],
    });
    expect(repaired([join('b', 8000, two), clear(9000, 's1')])).toMatchObject({
      events: ['join b 8000'],
      ignored: 1,
    });
  });

  test('is ignored where it is not to be trusted', () => {
    expect(repaired([join('a', 1000), clear(9000)], ['room-end'])).toMatchObject({
      events: ['join a 1000'],
      ignored: 1,
    });
  });
});

describe('a replaced connection', () => {
  const ann = { user_id: 'ann', replaces: true };

  test('ends as the new one begins, unless its own leave says when', () => {
    expect(repaired([join('a1', 1000, ann), join('a2', 5000, ann)])).toMatchObject({
      events: ['join a1 1000', 'join a2 5000', 'leave a1 5000'],
      notices: ['repaired replaced: leave a1 5000'],
    });
    const late = repaired([join('a1', 1000, ann), join('a2', 5000, ann), leave('a1', 5900)]);
    expect(late).toMatchObject({ events: ['join a1 1000', 'join a2 5000', 'leave a1 5900'], notices: [] });
  });

  test('ends before the room does', () => {
    const log = [join('a1', 1000, ann), join('a2', 5000, ann), clear(9000)];
    expect(repaired(log).notices).toEqual([
      'repaired replaced: leave a1 5000',
      'repaired room-end: leave a2 9000',
    ]);
  });

  test('is only one of the same user, in the same session', () => {
    const others = [
      join('b', 1000, { user_id: 'bob' }),
      join('c', 1000, { ...ann, session: 'x' }),
      join('a', 5000, ann),
    ];
    expect(repaired(others)).toMatchObject({ notices: [] });
    expect(
      repaired([join('a1', 1000, { user_id: 'ann' }), join('a2', 5000, { user_id: 'ann' })]),
    ).toMatchObject({ notices: [] });
  });

  test('a hand-off under one key makes two visits that touch', () => {
    const log = [join('a', 1000), join('a', 5000, ann), join('a', 5700), leave('a', 9000)];
    expect(repaired(log)).toMatchObject({
      events: ['join a 1000', 'join a 5000', 'leave a 5000', 'leave a 9000'],
      notices: ['repaired replaced: leave a 5000', 'repaired drift: join a 5700'],
    });
  });
});

describe('--max-open', () => {
  test('closes a visit without a leave, however long those with one are', () => {
    const log = [join('a', 0), join('b', 1000), leave('b', 90_000)];
    expect(repaired(log, [], 60_000)).toMatchObject({
      events: ['join a 0', 'join b 1000', 'leave a 60000', 'leave b 90000'],
      notices: ['repaired max-open: leave a 60000'],
    });
    expect(repaired(log, [], 90_000)).toMatchObject({ notices: [] });
    expect(repaired(log)).toMatchObject({ notices: [] });
  });

  test('and lets the same participant in again', () => {
    const log = [join('a', 0), join('a', 100_000), leave('a', 110_000)];
    expect(repaired(log, [], 60_000).events).toEqual([
      'join a 0',
      'join a 100000',
      'leave a 110000',
      'leave a 60000',
    ]);
  });
});

describe('numbers that order', () => {
  test('within one second, and each stay under a key of its own', () => {
    const log = [
      join('a', 5000, { order: 3 }),
      leave('a', 5000, null, { order: 2 }),
      join('a', 5000, { order: 1 }),
      leave('a', 9000, null, { order: 4 }),
    ];
    expect(repaired(log).events).toEqual([
      'join a#1 5000',
      'join a#3 5000',
      'leave a#1 5000',
      'leave a#3 9000',
    ]);
  });

  test('a number again is a redelivery', () => {
    expect(repaired([join('a', 5000, { order: 3 }), join('a', 6000, { order: 3 })])).toMatchObject({
      events: ['join a#3 5000'],
      dropped: 1,
    });
  });
});

describe('a rename', () => {
  test('the new name leaves for the old one', () => {
    const log = [join('a', 0), rename('a', 'b', 1000), rename('b', 'c', 2000), leave('c', 5000)];
    expect(repaired(log)).toMatchObject({ events: ['join a 0', 'leave a 5000'], ignored: 2 });
  });

  test('who takes a name that is free again is someone else', () => {
    const log = [join('a', 0), rename('a', 'b', 1000), leave('b', 5000), join('b', 6000), leave('b', 7000)];
    expect(repaired(log).events).toEqual(['join a 0', 'join b 6000', 'leave a 5000', 'leave b 7000']);
    const back = [join('a', 0), rename('a', 'b', 1000), rename('b', 'a', 2000), leave('a', 5000)];
    expect(repaired(back).events).toEqual(['join a 0', 'leave a 5000']);
  });
});

const drawnFacts = fc.array(
  fc.record({
    id: fc.constantFrom('a', 'b', 'c'),
    kind: fc.constantFrom(
      'join' as const,
      'leave' as const,
      'leave' as const,
      'stay' as const,
      'clear' as const,
    ),
    at: fc.nat(12).map((n) => n * 5000),
    length: fc.constantFrom(null, 0, 5000, 20_000),
    replaces: fc.boolean(),
  }),
  { maxLength: 14 },
);

function factOf({
  id,
  kind,
  at,
  length,
  replaces,
}: {
  readonly id: string;
  readonly kind: 'join' | 'leave' | 'stay' | 'clear';
  readonly at: number;
  readonly length: number | null;
  readonly replaces: boolean;
}): PresenceFact {
  const more = { user_id: id === 'c' ? 'ann' : id, ...(replaces ? { replaces: true } : {}) };
  if (kind === 'join') return join(id, at, more);
  if (kind === 'leave') return leave(id, at, length === null ? null : at - length);
  if (kind === 'stay') return stay(id, at, length === null ? null : at + length);
  return clear(at);
}

describe(`laws, RECONVENE_SEED=${seed}`, () => {
  const options = { off: new Set<RepairKind>(), maxOpen: 60_000 };

  test('what is told again changes no meeting, and makes nothing stray', () => {
    const told = fc.record({
      kind: fc.constantFrom('join', 'leave', 'leave', 'stay', 'clear', 'rename'),
      id: fc.constantFrom('a', 'b'),
      at: fc
        .tuple(fc.nat(4), fc.constantFrom(0, 0, 1, 1999, 2000, 2001))
        .map(([n, more]) => n * 30_000 + more),
      length: fc.constantFrom(null, 0, 1, 2000, 30_000, 60_000),
      replaces: fc.boolean(),
      session: fc.constantFrom(null, null, 's', 't'),
    });
    const factIn = (
      { kind, ...more }: typeof told extends fc.Arbitrary<infer One> ? One : never,
      i: number,
    ) => {
      const { id, at, session } = more;
      const delivery = `m${i}`;
      if (kind === 'rename') return rename(id, id === 'a' ? 'b' : 'a', at);
      if (kind === 'clear') return { ...clear(at, session), delivery } as PresenceFact;
      const fact = factOf({ ...more, kind: kind as 'join' });
      return { ...fact, session, delivery } as PresenceFact;
    };
    fc.assert(
      fc.property(fc.array(fc.tuple(told, fc.boolean()), { maxLength: 8 }), (drawn) => {
        const facts = drawn.map(([one], i) => factIn(one, i));
        const again = facts.filter(({ kind }, i) => drawn[i]![1] && kind !== 'rename');
        mustEqual(listed([...facts, ...again]), listed(facts), 'listed');
      }),
      { numRuns: runs, seed },
    );

    function listed(facts: readonly PresenceFact[]) {
      const events: Repair['events'] = [];
      const items = facts.map((fact) => ({ fact, plain: false }));
      repairLog(items, options, (repair) => events.push(...repair.events));
      const { meetings, anomalies } = reconstruct(events, { asOf: 300_000, rules: { granularity: 1 } });
      return { meetings, anomalies };
    }
  });

  test('a log in any order is repaired alike', () => {
    fc.assert(
      fc.property(drawnFacts, fc.infiniteStream(fc.nat()), (drawn, keys) => {
        const facts = drawn.map(factOf);
        const shuffled = facts
          .map((fact) => ({ fact, key: keys.next().value! }))
          .sort((a, b) => a.key - b.key);
        mustEqual(
          repaired(
            shuffled.map(({ fact }) => fact),
            [],
            60_000,
          ),
          repaired(facts, [], 60_000),
          'repaired',
        );
      }),
      { numRuns: runs, seed },
    );
  });

  test('facts of several sources, numbered or not, are repaired alike in any order', () => {
    const told = fc.record({
      kind: fc.constantFrom('join' as const, 'leave' as const, 'clear' as const),
      at: fc.constantFrom(0, 1000, 5000, 30_000),
      order: fc.constantFrom(null, null, 1, 2),
      delivery: fc.constantFrom(null, 'm'),
      user: fc.constantFrom(null, 'ann'),
      plain: fc.boolean(),
    });
    const logFactOf = ({
      kind,
      at,
      order,
      delivery,
      user,
      plain,
    }: typeof told extends fc.Arbitrary<infer One> ? One : never) => {
      if (kind === 'clear') return { fact: { ...clear(at), delivery } as PresenceFact, plain };
      const more = plain ? { user_id: user } : { order, delivery, user_id: user };
      return { fact: kind === 'join' ? join('a', at, more) : leave('a', at, null, more), plain };
    };
    fc.assert(
      fc.property(fc.array(told, { maxLength: 8 }), fc.infiniteStream(fc.nat()), (drawn, keys) => {
        const facts = drawn.map(logFactOf);
        const shuffled = facts
          .map((fact) => ({ fact, key: keys.next().value! }))
          .sort((a, b) => a.key - b.key)
          .map(({ fact }) => fact);
        const run = (facts: readonly LogFact[]) => collect((take) => repairLog(facts, options, take));
        mustEqual(run(shuffled), run(facts), 'repaired');
      }),
      { numRuns: runs, seed },
    );
  });

  // Found by the law: of two joins that differ in nothing else, the one that came first was taken first.
  test('a hand-over and another copy of its join may come in either order', () => {
    const [before, other] = [join('c', 0), join('b', 5000)];
    const copies = [join('c', 25_000), join('c', 25_000, { replaces: true })];
    const told = repaired([before, other, ...copies, clear(30_000)], [], 60_000);
    expect(repaired([before, other, ...copies.reverse(), clear(30_000)], [], 60_000)).toEqual(told);
    expect(told.notices).toContain('repaired replaced: leave c 25000');
  });

  test('live and in the order of time, it is the same as at once; its state may go through JSON anywhere', () => {
    fc.assert(
      fc.property(drawnFacts, fc.nat(14), (drawn, cut) => {
        const sorted = drawn
          .map(factOf)
          .filter(({ kind }) => kind === 'join' || kind === 'leave')
          .sort((a, b) => timeOf(a) - timeOf(b) || rankOf(a) - rankOf(b));
        const run = (restored: boolean) =>
          collect((take) => {
            let stage = createRepair(options);
            for (const [i, fact] of sorted.entries()) {
              take(stage.take(fact));
              if (restored && i === cut)
                stage = createRepair(options, JSON.parse(JSON.stringify(stage.state())));
            }
            take(stage.finish(Math.max(0, ...sorted.map(timeOf))));
          });
        mustEqual(run(true), run(false), 'restored');
        const outOfOne = collect((take) =>
          repairLog(
            sorted.map((fact) => ({ fact, plain: false })),
            options,
            take,
          ),
        );
        mustEqual(run(false).events, outOfOne.events, 'live');
      }),
      { numRuns: runs, seed },
    );
  });

  test('with watermarks in between, what went through JSON at each of them goes on alike: as much is forgotten', () => {
    const step = fc.record({
      id: fc.constantFrom('a', 'b', 'c'),
      kind: fc.constantFrom('join' as const, 'leave' as const, 'clear' as const, 'rename' as const),
      behind: fc.constantFrom(0, 0, 1, 1999, 2000, 2001, 5000),
      after: fc.constantFrom(0, 1, 1999, 2000, 2001, 30_000, 59_999, 60_000),
      session: fc.constantFrom(null, 's', 't'),
      user: fc.constantFrom(null, 'ann', 'bob'),
      length: fc.constantFrom(null, 0, 1, 1999, 2001, 30_000),
      delivery: fc.constantFrom(null, 'm', 'n'),
      replaces: fc.boolean(),
      lag: fc.constantFrom(null, 0, 1, 1999, 2000, 2001),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const run = (isRestored: boolean) =>
          collect((take) => {
            let stage = createRepair(options);
            let now = 0;
            for (const { id, kind, behind, after, session, user, length, delivery, replaces, lag } of steps) {
              now += after;
              const at = now - behind;
              const who = { session, user_id: user, delivery };
              if (kind === 'join') take(stage.take(join(id, at, { ...who, ...(replaces && { replaces }) })));
              else if (kind === 'leave')
                take(stage.take(leave(id, at, length === null ? null : at - length, who)));
              else if (kind === 'clear')
                take(stage.take({ ...clear(at, session), delivery } as PresenceFact));
              else take(stage.take(rename('a', id, at)));
              if (lag === null) continue;
              take(stage.advance(now - lag));
              if (isRestored) stage = createRepair(options, JSON.parse(JSON.stringify(stage.state())));
            }
            take(stage.finish(now));
          });
        mustEqual(run(true), run(false), 'restored');
      }),
      { numRuns: runs, seed },
    );
  });

  test('with nothing repaired, events are what was said', () => {
    fc.assert(
      fc.property(drawnFacts, (drawn) => {
        const facts = drawn.map(factOf);
        const { events, notices } = repaired(facts, repairKinds);
        const said = facts.flatMap((fact) => {
          if (fact.kind === 'stay')
            return [
              `join ${fact.participant_id} ${fact.joined_at}`,
              ...(fact.left_at === null ? [] : [`leave ${fact.participant_id} ${fact.left_at}`]),
            ];
          return fact.kind === 'join' || fact.kind === 'leave'
            ? [`${fact.kind} ${fact.participant_id} ${fact.at}`]
            : [];
        });
        mustEqual([events, notices], [said.sort(), []], 'events');
      }),
      { numRuns: runs, seed },
    );
  });
});

describe('live', () => {
  test('what would be added at or before the watermark is told', () => {
    const stage = createRepair({ off: new Set(), maxOpen: null });
    stage.advance(5000);
    const { events, notices } = stage.take(leave('a', 9000, 5000));
    expect(events.map(({ type }) => type)).toEqual(['leave']);
    expect(notices).toMatchObject([{ code: 'unrepaired', kind: 'lost-join', type: 'join', at: 5000 }]);
    expect(stage.take(leave('b', 9000, 5001)).notices).toMatchObject([{ code: 'repaired', at: 5001 }]);
  });

  test('what is due is closed before the engine goes on', () => {
    const stage = createRepair({ off: new Set(), maxOpen: 60_000 });
    stage.take(join('a1', 0, { user_id: 'ann', replaces: true }));
    stage.take(join('a2', 10_000, { user_id: 'ann', replaces: true }));
    expect(stage.advance(9999).events).toEqual([]);
    expect(stage.advance(10_000).events).toMatchObject([{ type: 'leave', participant_id: 'a1', at: 10_000 }]);
    expect(stage.advance(70_000).events).toMatchObject([{ type: 'leave', participant_id: 'a2', at: 70_000 }]);
  });

  // Found by the law: the time at which an earlier visit would have been too long closed the one after it, too early in the order.
  test('what is due at one watermark comes in the order of time', () => {
    const stage = createRepair({ off: new Set(), maxOpen: 60_000 });
    stage.take(join('a', 0));
    stage.take(join('a', 30_000, { replaces: true }));
    stage.take(join('c', 25_000));
    const { notices } = stage.advance(90_000);
    expect(notices.map(({ participant_id, at }) => [participant_id, at])).toEqual([
      ['c', 85_000],
      ['a', 90_000],
    ]);
  });

  test('who left by an own leave is not replaced, whenever that is told', () => {
    const stage = createRepair({ off: new Set(), maxOpen: null });
    stage.take(join('a1', 0, { user_id: 'ann' }));
    stage.take(join('a2', 10_000, { user_id: 'ann', replaces: true }));
    expect(stage.take(leave('a1', 5000)).events).toMatchObject([{ type: 'leave', at: 5000 }]);
    stage.take(join('a1', 20_000, { user_id: 'bob' }));
    expect(stage.advance(30_000).events).toEqual([]);
  });

  // Seen by nobody, they kept later ends of the room from being its end.
  test('who joined before an end that was told already is closed by it', () => {
    for (const restores of [false, true]) {
      let stage = createRepair({ off: new Set(), maxOpen: null });
      stage.take(clear(100_000, 's1'));
      if (restores)
        stage = createRepair({ off: new Set(), maxOpen: null }, JSON.parse(JSON.stringify(stage.state())));
      const { events, notices } = stage.take(join('a', 90_000, { session: 's1' }));
      expect(events).toMatchObject([{ type: 'join', participant_id: 'a' }]);
      expect(notices).toMatchObject([{ kind: 'room-end', participant_id: 'a', at: 100_000 }]);
      // Who came at that instant, or later, came after it.
      expect(stage.take(join('b', 100_000, { session: 's2' })).notices).toEqual([]);
      expect(stage.take(clear(200_000, 's2')).events).toMatchObject([{ type: 'clear', at: 200_000 }]);
      stage.advance(300_000);
      expect(stage.state().rooms).toEqual([]);
    }
  });

  test('who was told of late was there no longer than allowed, whatever ended after that', () => {
    const stage = createRepair({ off: new Set(), maxOpen: 60_000 });
    stage.take(clear(100_000));
    // As in the order of time: an end at the very instant is what closes.
    expect(stage.take(join('a', 40_000)).notices).toMatchObject([{ kind: 'room-end', at: 100_000 }]);
    expect(stage.take(join('b', 39_999)).notices).toEqual([]);
    const { events, notices } = stage.advance(99_999);
    expect(events).toMatchObject([{ type: 'leave', participant_id: 'b', at: 99_999 }]);
    expect(notices).toMatchObject([{ kind: 'max-open', participant_id: 'b' }]);
  });

  test('an interval without an end that is told after the end of the room is closed by it', () => {
    const stage = createRepair({ off: new Set(), maxOpen: null });
    stage.take(clear(100_000));
    expect(stage.take(stay('a', 0, null)).notices).toMatchObject([
      { kind: 'room-end', participant_id: 'a', at: 100_000 },
    ]);
    stage.advance(300_000);
    expect(stage.state().rooms).toEqual([]);
  });

  test('an end that is forgotten says nothing of a leave, whether it was dropped yet or not', () => {
    for (const sweeps of [false, true]) {
      const stage = createRepair({ off: new Set(), maxOpen: null });
      for (const fact of [join('b', 0), join('a', 200_000), clear(60_000)]) stage.take(fact);
      stage.take(join('a', 0));
      stage.advance(59_999 + DRIFT);
      if (sweeps) stage.state();
      expect(stage.take(leave('a', 59_999, 0)).dropped).toBe(0);
      stage.advance(60_000 + DRIFT);
      if (sweeps) stage.state();
      expect(stage.take(leave('a', 59_999, 0)).dropped).toBe(1);
    }
  });

  test('an own leave a moment before the end, told after it, says when', () => {
    const stage = createRepair({ off: new Set(), maxOpen: null });
    const log = [join('a', 0), clear(60_000), leave('a', 59_000, 0)];
    const events = log.flatMap((fact) => stage.take(fact).events);
    expect(reconstruct(events, { asOf: 60_000 })).toMatchObject({
      meetings: [{ duration: 59 }],
      anomalies: [],
    });
    // An own leave a moment after it is a copy of it, as in the order of time.
    expect(stage.take(leave('a', 61_000, 0))).toMatchObject({ events: [], notices: [{ kind: 'drift' }] });
  });

  test('of one session that ended while people of another were there, too', () => {
    const stage = createRepair({ off: new Set(), maxOpen: null });
    stage.take(join('a', 0, { session: 's1' }));
    stage.take(join('b', 50_000, { session: 's2' }));
    stage.take(clear(100_000, 's1'));
    expect(stage.take(join('c', 60_000, { session: 's2' })).events).toHaveLength(1);
    const { events } = stage.take(join('d', 60_000, { session: 's1' }));
    expect(events).toMatchObject([{ type: 'join' }, { type: 'leave', participant_id: 'd', at: 100_000 }]);
  });

  test('the end of one session that is told late is none of the room, as of then, for who was there and has left since', () => {
    for (const restores of [false, true]) {
      let stage = createRepair({ off: new Set(), maxOpen: null });
      stage.take(join('a', 50_000, { session: 's1' }));
      stage.take(leave('a', 100_000, null, { session: 's1' }));
      if (restores)
        stage = createRepair({ off: new Set(), maxOpen: null }, JSON.parse(JSON.stringify(stage.state())));
      expect(stage.take(clear(60_000, 's2'))).toMatchObject({ events: [], ignored: 1 });
      expect(stage.take(clear(100_000, 's2')).events).toHaveLength(1);
    }
  });

  test('of thousands who come and go, those are kept who are there, or were a moment ago', () => {
    const stage = createRepair({ off: new Set(), maxOpen: 60_000 });
    let told = 0;
    for (let i = 0; i < 20_000; i++) {
      stage.take(join(`p${i}`, i * 1000, { room: `r${i % 5000}`, delivery: `${i}` }));
      if (i % 2 === 0) stage.take(leave(`p${i}`, i * 1000 + 500, null, { room: `r${i % 5000}` }));
      told += stage.advance(i * 1000).notices.length;
    }
    // 30 are still there; one was closed and one left, two joins came, less than two seconds before.
    expect(told).toBe(10_000 - 30);
    const { rooms, deliveries } = stage.state();
    expect([rooms.length, deliveries.length]).toEqual([32, 2]);
  });

  test('what is over is forgotten', () => {
    const stage = createRepair({ off: new Set(), maxOpen: null });
    for (let i = 0; i < 100; i++) {
      stage.take(join(`p${i}`, i * 1000, { delivery: `${i}` }));
      stage.take(leave(`p${i}`, i * 1000 + 500, null, { delivery: `${i}` }));
      stage.advance(i * 1000);
    }
    stage.advance(200_000);
    expect(stage.state()).toEqual({ format: 1, watermark: 200_000, rooms: [], deliveries: [] });
  });
});

/** At one instant joins come first, then leaves by their own join time. */
function rankOf(fact: PresenceFact): number {
  return fact.kind === 'leave' ? 1 + (fact.joined_at ?? 0) : -1e9;
}

function timeOf(fact: PresenceFact): number {
  return fact.kind === 'stay' ? fact.joined_at : fact.at;
}

test('what is repaired makes meetings', () => {
  const events: Repair['events'] = [];
  const log = [leave('a', 600_000, 0), join('b', 60_000), clear(500_000)];
  repairLog(
    log.map((fact) => ({ fact, plain: false })),
    { off: new Set(), maxOpen: null },
    (repair) => events.push(...repair.events),
  );
  expect(reconstruct(events).meetings).toMatchObject([{ duration: 500, max_participants: 2 }]);
});

test('of one fact may come more events than a call takes arguments', () => {
  const log: object[] = [];
  for (let i = 0; i < 130_000; i++) {
    log.push({ type: 'join', room: `r${i % 100}`, participant_id: `p${i}`, at: 1_774_363_800_000 });
  }
  log.push({ type: 'join', room: 'r', participant_id: 'z', at: 1_774_463_800_000 });
  const { events, notices } = readEvents(log, { maxOpen: 60 });
  expect(events).toHaveLength(260_001);
  expect(notices).toHaveLength(130_000);
});
