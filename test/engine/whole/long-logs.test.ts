import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createEngine, type PresenceEvent, reconstruct } from '../../../src/index.js';
import { ruleOptions } from '../../../src/oracle/arbitrary-logs.js';
import { runs, seed } from '../../support/law.js';

/*
 * Logs long enough for what short ones do not come to: crowds at one instant, many participants in a room, tables that
 * grow, visits that last through many meetings.
 */

const event = fc.record({
  chance: fc.nat(99),
  after: fc.constantFrom(1, 5_000, 20_000, 50_000, 90_000, 605_000, 700_000),
  type: fc.oneof(
    { weight: 9, arbitrary: fc.constant('join' as const) },
    { weight: 9, arbitrary: fc.constant('leave' as const) },
    { weight: 1, arbitrary: fc.constant('clear' as const) },
  ),
  room: fc.constantFrom('a', 'a', 'b'),
  who: fc.nat(60),
  name: fc.constantFrom(null, 'Ann', 'Bob'),
});

const logs = fc.record({
  rules: ruleOptions,
  /** of a hundred events, so many come at the instant of the one before */
  together: fc.constantFrom(0, 40, 95),
  drawn: fc.array(event, { minLength: 50, maxLength: 600, size: 'max' }),
});

/** A log of somewhat more than the drawn events: whoever is number 0 stays, and is there from the beginning. */
function eventsOf({ drawn, together }: typeof logs extends fc.Arbitrary<infer Log> ? Log : never) {
  const events: PresenceEvent[] = [{ type: 'join', room: 'a', participant_id: 'p0', at: 0 }];
  let at = 0;
  for (const { chance, after, type, room, who, name } of drawn) {
    if (chance >= together) at += after;
    const participant_id = `p${type === 'leave' ? Math.max(1, who) : who}`;
    events.push(
      type === 'clear' ? { type, room: 'b', at } : { type, room, participant_id, at, user_name: name },
    );
  }
  return events;
}

describe(`long logs, RECONVENE_SEED=${seed}`, () => {
  test('a log at once comes to what the live engine makes of it', () => {
    fc.assert(
      fc.property(logs, (log) => {
        const { rules } = log;
        const events = eventsOf(log);
        const { meetings, anomalies, asOf, explanations } = reconstruct(events, { rules, explain: true });
        const engine = createEngine({ rules, explain: true });
        engine.push(events);
        const { closed, anomalies: strays, explanations: why } = engine.advance(asOf!);
        const byId = (list: typeof meetings) => [...list].sort((a, b) => (a.id < b.id ? -1 : 1));
        expect(byId(meetings)).toEqual(byId([...closed, ...engine.meetings()]));
        expect(anomalies).toEqual(strays);
        for (const { id } of closed) expect(explanations![id]).toEqual(why![id]);
      }),
      { numRuns: Math.ceil(runs / 10), seed },
    );
  });

  test('the order in which events came makes no difference, nor whether they are in an array', () => {
    fc.assert(
      fc.property(logs, (log) => {
        const { rules } = log;
        const events = eventsOf(log);
        const expected = reconstruct(events, { rules });
        expect(reconstruct([...events].reverse(), { rules })).toEqual(expected);
        expect(reconstruct(oneAfterTheOther(events), { rules })).toEqual(expected);
      }),
      { numRuns: Math.ceil(runs / 10), seed },
    );
  });

  test('thousands of events that come one by one, bad ones among them, come to what they do in an array', () => {
    const thousands = fc.tuple(
      fc.integer({ min: 2040, max: 4200 }),
      fc.integer({ min: 3, max: 600 }),
      fc.nat(),
    );
    fc.assert(
      fc.property(thousands, ([count, every, first]) => {
        const events = Array.from({ length: count }, (_, i): PresenceEvent => {
          const room = `room ${i % 7}`;
          const at = (i % every === first % every ? Number.NaN : 100_000) * i;
          if (i % 601 === 600) return { type: 'clear', room, at };
          const participant_id = `p${Math.floor(i / 14)}`;
          return {
            type: i % 14 < 7 ? 'join' : 'leave',
            room,
            participant_id,
            at,
            user_name: `name ${i % 5}`,
          };
        });
        const expected = reconstruct(events);
        expect(expected.meetings.length).toBeGreaterThan(5);
        expect(expected.anomalies.length).toBeGreaterThan(2);
        expect(reconstruct(oneAfterTheOther(events))).toEqual(expected);
      }),
      { numRuns: Math.ceil(runs / 50), seed },
    );
  });
});

/** Tells all events by one and the same object. */
function* oneAfterTheOther(events: readonly PresenceEvent[]): Generator<PresenceEvent> {
  const event = {} as Record<string, unknown>;
  for (const next of events) {
    for (const field of ['participant_id', 'user_name']) delete event[field];
    yield Object.assign(event, next) as unknown as PresenceEvent;
  }
}
