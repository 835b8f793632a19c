import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileRules } from '../../src/engine/compile-rules.js';
import { reconstruct, reconstructColumns, type TextColumn } from '../../src/index.js';
import { logCases, ordersWithRepeats } from '../../src/oracle/arbitrary-logs.js';
import { runs, seed } from '../support/law.js';

/** A column as codes into a dictionary of its texts. */
function coded(texts: readonly (string | null)[]): TextColumn {
  const dictionary = [...new Set(texts.filter((text) => text !== null))];
  return {
    codes: Int32Array.from(texts, (text) => (text === null ? -1 : dictionary.indexOf(text))),
    dictionary,
  };
}

const cases = logCases().chain((log) =>
  fc.record({ log: fc.constant(log), order: ordersWithRepeats(log.events.length), isCoded: fc.boolean() }),
);

const two = {
  type: Uint8Array.of(0, 0, 1, 1),
  at: Float64Array.of(0, 15_000, 300_000, 360_000),
  room: ['daily', 'daily', 'daily', 'daily'],
  participant: ['p1', 'p2', 'p1', 'p2'],
};

describe('reconstructColumns', () => {
  test(`gives what reconstruct gives for the rows, RECONVENE_SEED=${seed}`, () => {
    fc.assert(
      fc.property(cases, ({ log, order, isCoded }) => {
        const events = order.map((i) => log.events[i]!);
        const column = (texts: (string | null)[]) => (isCoded ? coded(texts) : texts);
        const options = { rules: compileRules(log.options), asOf: log.asOf, explain: true };
        const actual = reconstructColumns(
          {
            type: Uint8Array.from(events, ({ type }) => ['join', 'leave', 'clear'].indexOf(type)),
            at: Float64Array.from(events, ({ at }) => at),
            room: column(events.map(({ room }) => room)),
            participant: column(
              events.map((event) => (event.type === 'clear' ? null : event.participant_id)),
            ),
            userId: column(events.map(({ user_id }) => user_id)),
            userName: column(events.map(({ user_name }) => user_name)),
          },
          options,
        );
        expect(actual).toEqual(reconstruct(events, options));
      }),
      { numRuns: runs, seed },
    );
  });

  test('reports rows that are no events by index, and uses the others', () => {
    const { meetings, anomalies, asOf } = reconstructColumns({
      type: Uint8Array.of(0, 7, 0, 0, 0, 1, 0),
      at: Float64Array.of(0, 1, Number.NaN, 9e15, 5, 60_000, 4),
      room: ['a', 'a', 'a', 'a', '', 'a', 'a'],
      participant: { codes: Int32Array.of(0, 0, 0, 0, 0, 0, -1), dictionary: ['x'] },
    });
    expect(anomalies).toEqual([
      { code: 'invalid-event', index: 1, field: 'type', reason: 'unknown-type' },
      { code: 'invalid-event', index: 2, field: 'at', reason: 'not-a-time' },
      { code: 'invalid-event', index: 3, field: 'at', reason: 'out-of-range' },
      { code: 'invalid-event', index: 4, field: 'room', reason: 'empty' },
      { code: 'invalid-event', index: 6, field: 'participant_id', reason: 'missing' },
    ]);
    expect(meetings.map(({ duration }) => duration)).toEqual([60]);
    expect(asOf).toBe(60_000);
  });

  test('sorts the rows that have a time past those that have none', () => {
    const { meetings } = reconstructColumns({
      type: Uint8Array.of(1, 0, 0, 0, 1, 0),
      at: Float64Array.of(90_000, Number.NaN, 0, Number.NaN, 60_000, 15_000),
      room: ['a', 'a', 'a', 'a', 'a', 'a'],
      participant: ['y', 'x', 'x', 'x', 'x', 'y'],
    });
    expect(meetings.map(({ duration, participants }) => [duration, participants.length])).toEqual([[90, 2]]);
  });

  test.each([
    ['type', { type: [0, 0, 1, 1] }],
    ['at', { at: [1, 2, 3, 4] }],
    ['room', { room: 'daily' }],
    ['participant', { participant: { codes: [0], dictionary: ['x'] } }],
    ['rooms', { room: ['daily'] }],
  ])('refuses a wrong column and names it: %s', (name, wrong) => {
    expect(() => reconstructColumns({ ...two, ...wrong } as never)).toThrow(new RegExp(`^${name}: `));
    expect(() => reconstructColumns({ ...two, ...wrong } as never)).toThrow(TypeError);
  });

  test('an empty log has no T and no meetings', () => {
    const none = { type: new Uint8Array(), at: new Float64Array(), room: [], participant: [] };
    expect(reconstructColumns(none)).toEqual({ meetings: [], anomalies: [], asOf: null });
  });
});
