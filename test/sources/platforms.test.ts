import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { TIME_LIMIT } from '../../src/model/time.js';
import { platforms } from '../../src/sources/platforms.js';
import { fixturesOf, payloadsOf, plainOptions } from '../support/source-fixtures.js';

const fixtures = platforms.flatMap(({ name }) => fixturesOf(name).map((file) => ({ name, file })));

describe('recognition', () => {
  test.each(fixtures)('$name/$file is of $name and of no other', ({ name, file }) => {
    const payloads = payloadsOf(name, file);
    for (const source of platforms) {
      const said = payloads.map((payload) => source.recognise(payload));
      if (source.name === name) {
        expect(said).not.toContain('no');
        expect(said).toContain('yes');
      } else {
        expect([source.name, ...said]).not.toContain('yes');
      }
    }
  });

  test.each([
    { type: 'join', room: 'a', participant_id: 'p', at: 1 },
    { version: '2.0', id: 'e', timestamp: '2026-01-01T00:00:00Z', type: 'peer.join.success', data: {} },
    { sessionId: 's', projectId: 'p', event: 'connectionCreated', timestamp: 1, connection: {} },
    { noticeId: 'n', productId: 1, eventType: 103, notifyMs: 1, payload: { channelName: 'c', ts: 1 } },
    { id: 'e', apiVersion: '1.0', createdAt: '2026-01-01T00:00:00Z', type: 'room.client.joined', data: {} },
    { version: '0', source: 'aws.chime', 'detail-type': 'Chime Meeting State Change', detail: {} },
    { type: 'track', event: 'room_joined', messageId: 'm', properties: {} },
    { StatusCallbackEvent: 'participant-join', ConferenceSid: 'CF1', Timestamp: 'x' },
    { event: 'user.created', payload: { id: 1 } },
    { value: [] },
    { participants: [] },
  ])('%j is none of them', (payload) => {
    expect(platforms.map((source) => source.recognise(payload))).toEqual(platforms.map(() => 'no'));
  });
});

/** Values at the places where a source looks, of every kind. */
const hostile = fc.oneof(
  fc.anything(),
  fc
    .constantFrom(...fixtures.flatMap(({ name, file }) => payloadsOf(name, file)))
    .chain((payload) =>
      fc.tuple(fc.nat(), fc.jsonValue()).map(([place, value]) => replaced(payload, place, value)),
    ),
);

describe('whatever comes', () => {
  test.each(platforms)('$name throws nowhere, and says something of everything', (source) => {
    fc.assert(
      fc.property(
        hostile,
        fc.constantFrom('separate' as const, 'merge' as const, null),
        (payload, breakouts) => {
          source.recognise(payload);
          const facts = source.read(payload, { ...plainOptions, breakouts });
          expect(facts.length).toBeGreaterThan(0);
          for (const fact of facts) {
            const times = Object.entries(fact).filter(([key]) =>
              ['at', 'joined_at', 'left_at'].includes(key),
            );
            expect(times.every(([, at]) => at === null || Math.abs(at) <= TIME_LIMIT)).toBe(true);
            if ('room' in fact) expect(fact.room.isWellFormed() && fact.room !== '').toBe(true);
            if ('participant_id' in fact) expect(fact.participant_id.isWellFormed()).toBe(true);
          }
        },
      ),
      { numRuns: 1000 },
    );
  });
});

/** A copy of a payload in which the value at some place is another. */
function replaced(payload: unknown, place: number, value: unknown): unknown {
  let left = place % count(payload);
  const walk = (node: unknown): unknown => {
    if (left-- === 0) return value;
    if (Array.isArray(node)) return node.map(walk);
    if (typeof node !== 'object' || node === null) return node;
    return Object.fromEntries(Object.entries(node).map(([key, inner]) => [key, walk(inner)]));
  };
  return walk(payload);
}

function count(node: unknown): number {
  if (typeof node !== 'object' || node === null) return 1;
  return Object.values(node).reduce<number>((sum, inner) => sum + count(inner), 1);
}
