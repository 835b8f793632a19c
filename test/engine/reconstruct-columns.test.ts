import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileRules } from '../../src/engine/compile-rules.js';
import {
  type CodedTexts,
  type MeetingColumns,
  type PresenceEvent,
  reconstruct,
  reconstructColumns,
} from '../../src/index.js';
import { logCases, ordersWithRepeats } from '../../src/oracle/arbitrary-logs.js';
import { runs, seed } from '../support/law.js';
import { columnOf, type Form } from '../support/text-column.js';

const forms = fc.constantFrom<Form>('texts', 'codes', 'repeated', 'untidy');

/** Rows that are no events, and the events that are wrong in the same way. */
const wrongs: readonly { readonly row: Row; readonly event: unknown }[] = [
  { row: { type: 7, at: 0 }, event: { type: 'come', room: 'a', participant_id: 'x', at: 0 } },
  {
    row: { type: 0, at: Number.NaN },
    event: { type: 'join', room: 'a', participant_id: 'x', at: Number.NaN },
  },
  { row: { type: 1, at: 9e15 }, event: { type: 'leave', room: 'a', participant_id: 'x', at: 9e15 } },
  { row: { type: 0, at: 1, room: null }, event: { type: 'join', room: null, participant_id: 'x', at: 1 } },
  { row: { type: 0, at: 1, who: null }, event: { type: 'join', room: 'a', participant_id: null, at: 1 } },
  { row: { type: 2, at: 1, room: '' }, event: { type: 'clear', room: '', at: 1 } },
];

interface Row {
  readonly type: number;
  readonly at: number;
  readonly room?: string | null;
  readonly who?: string | null;
  readonly userId?: string | null;
  readonly userName?: string | null;
}

const cases = logCases().chain((log) =>
  fc.record({
    log: fc.constant(log),
    order: ordersWithRepeats(log.events.length),
    isShuffled: fc.boolean(),
    wrong: fc.array(fc.record({ before: fc.nat(30), which: fc.constantFrom(...wrongs) }), { maxLength: 3 }),
    room: forms,
    participant: forms,
    userId: forms,
    userName: forms,
  }),
);

/** A drawn log as rows and as events. */
function bothForms({ log, order, isShuffled, wrong }: Drawn) {
  const indexes = isShuffled ? order : log.events.map((_, i) => i);
  const rows = indexes.map((i): Row => {
    const { type, at, room, participant_id, user_id, user_name } = log.events[i]!;
    const who = type === 'clear' ? null : participant_id;
    return { type: types.indexOf(type), at, room, who, userId: user_id, userName: user_name };
  });
  const events: unknown[] = indexes.map((i) => log.events[i]!);
  for (const { before, which } of wrong) {
    rows.splice(before, 0, { room: 'a', who: 'x', ...which.row });
    events.splice(before, 0, which.event);
  }
  return { rows, events: events as PresenceEvent[] };
}

type Drawn = typeof cases extends fc.Arbitrary<infer Case> ? Case : never;
const types = ['join', 'leave', 'clear'];

/** The meetings that are in columns; ids are not. */
function meetingsIn({ count, records, ...columns }: MeetingColumns) {
  return Array.from({ length: count }, (_, i) => {
    const places = Array.from(
      { length: columns.recordsFrom[i + 1]! - columns.recordsFrom[i]! },
      (_, k) => columns.recordsFrom[i]! + k,
    );
    return {
      room: textAt(columns.room, i),
      start_time: columns.startTime[i],
      duration: columns.duration[i],
      ongoing: columns.ongoing[i] === 1,
      max_participants: columns.maxParticipants[i],
      participants: places.map((place) => ({
        user_id: textAt(records.userId, place),
        participant_id: textAt(records.participant, place),
        user_name: textAt(records.userName, place),
        join_time: records.joinTime[place],
        duration: records.duration[place],
      })),
    };
  });
}

function textAt({ codes, dictionary }: CodedTexts, i: number): string | null {
  return codes[i] === -1 ? null : dictionary[codes[i]!]!;
}

const two = {
  type: Uint8Array.of(0, 0, 1, 1),
  at: Float64Array.of(0, 15_000, 300_000, 360_000),
  room: ['daily', 'daily', 'daily', 'daily'],
  participant: ['p1', 'p2', 'p1', 'p2'],
};

const events: PresenceEvent[] = [0, 1, 2, 3].map((row) => ({
  type: two.type[row] === 0 ? 'join' : 'leave',
  room: two.room[row]!,
  participant_id: two.participant[row]!,
  at: two.at[row]!,
}));

/** One visit of a minute. */
const one = {
  type: Uint8Array.of(0, 1),
  at: Float64Array.of(0, 60_000),
  room: ['daily', 'daily'],
  participant: ['p1', 'p1'],
};

describe('reconstructColumns', () => {
  test(`gives what reconstruct gives for the rows, RECONVENE_SEED=${seed}`, () => {
    fc.assert(
      fc.property(cases, (drawn) => {
        const { rows, events } = bothForms(drawn);
        const { log } = drawn;
        const options = { rules: compileRules(log.options), asOf: log.asOf, explain: true };
        const { columns, ...actual } = reconstructColumns(
          {
            type: Uint8Array.from(rows, ({ type }) => type),
            at: Float64Array.from(rows, ({ at }) => at),
            room: columnOf(
              rows.map(({ room = null }) => room),
              drawn.room,
            ),
            participant: columnOf(
              rows.map(({ who = null }) => who),
              drawn.participant,
            ),
            userId: columnOf(
              rows.map(({ userId = null }) => userId),
              drawn.userId,
            ),
            userName: columnOf(
              rows.map(({ userName = null }) => userName),
              drawn.userName,
            ),
          },
          options,
        );
        const expected = reconstruct(events, options);
        expect(actual).toEqual(expected);

        expect(meetingsIn(columns)).toEqual(expected.meetings.map(({ id, ...meeting }) => meeting));
        const exact = expected.meetings.map(({ id }) => {
          const { began, ended } = expected.explanations![id]!;
          return { start: began.at, end: ended?.at ?? Number.NaN };
        });
        expect([...columns.startAt]).toEqual(exact.map(({ start }) => start));
        expect([...columns.endAt]).toEqual(exact.map(({ end }) => end));
        const lasts = (at: number) => Math.floor((Number.isNaN(at) ? log.asOf : at) / 1000);
        const { joinAt, leaveAt, duration } = columns.records;
        expect([...duration]).toEqual(Array.from(joinAt, (at, i) => lasts(leaveAt[i]!) - lasts(at)));
      }),
      { numRuns: runs, seed },
    );
  });

  test('meetings are made once, when they are asked for, and are plain data', () => {
    const result = reconstructColumns(two);
    const { meetings } = result;
    expect(result.meetings).toBe(meetings);
    expect(structuredClone(meetings)).toEqual(meetings);
    expect(JSON.parse(JSON.stringify(meetings))).toEqual(reconstruct(events).meetings);
  });

  test.each([
    ['plain', { codes: Int32Array.of(0, 0, 0, 0, 0), dictionary: ['daily'] }],
    ['with repeats', { codes: Int32Array.of(0, 0, -3, 1, 0), dictionary: ['daily', 'daily'] }],
  ])('columns in stay as they are: %s', (_, room) => {
    const columns = {
      type: Uint8Array.of(0, 0, 9, 1, 1),
      at: Float64Array.of(15_000.4, 0, Number.NaN, 300_000, 360_000),
      room,
      participant: { codes: Int32Array.of(0, 1, 7, 0, 1), dictionary: ['p2', 'p1'] },
    };
    const before = structuredClone(columns);
    expect(reconstructColumns(columns).columns.count).toBe(1);
    expect(columns).toEqual(before);
  });

  test('one who is in two rooms at once is in both', () => {
    const { meetings } = reconstructColumns({
      type: Uint8Array.of(0, 0, 1, 1),
      at: Float64Array.of(0, 10_000, 60_000, 120_000),
      room: ['a', 'b', 'a', 'b'],
      participant: { codes: Int32Array.of(0, 0, 0, 0), dictionary: ['x'] },
    });
    expect(meetings.map(({ room, duration }) => [room, duration])).toEqual([
      ['a', 60],
      ['b', 110],
    ]);
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
    ['room', { room: ['daily'] }],
    ['userName', { userName: ['Ann'] }],
    ['reconstructColumns', { user_name: ['Ann', 'Bob', null, null] }],
  ])('refuses a wrong column and names it: %s', (name, wrong) => {
    expect(() => reconstructColumns({ ...two, ...wrong } as never)).toThrow(new RegExp(`^${name}: `));
    expect(() => reconstructColumns({ ...two, ...wrong } as never)).toThrow(TypeError);
  });

  test('takes typed arrays of another context', () => {
    const [type, at, codes] = runInNewContext(
      '[Uint8Array.of(0, 1), Float64Array.of(0, 60000), Int32Array.of(0, 0)]',
    );
    const [room, participant] = ['daily', 'p1'].map((text) => ({ codes, dictionary: [text] }));
    const { meetings } = reconstructColumns({ type, at, room: room!, participant: participant! });
    expect(meetings.map(({ duration }) => duration)).toEqual([60]);
  });

  test('a hole in a dictionary names nobody', () => {
    const dictionary = ['Ann'];
    dictionary.length = 2;
    const { columns, meetings } = reconstructColumns({
      ...one,
      userName: { codes: Int32Array.of(1, 0), dictionary },
    });
    expect(meetings[0]!.participants[0]!.user_name).toBe('Ann');
    expect(columns.records.userName.codes).toEqual(Int32Array.of(0));
  });

  test('the codes of a column may be written over before meetings are asked for', () => {
    const codes = Int32Array.of(-1, 0);
    const result = reconstructColumns({ ...one, userName: { codes, dictionary: ['Ann', 'Bob'] } });
    codes.fill(1);
    expect(result.meetings[0]!.participants[0]!.user_name).toBe('Ann');
  });

  test('what comes of it shares memory with nothing: it may be handed to another thread', () => {
    const log = {
      type: Uint8Array.of(0, 0, 1),
      at: Float64Array.of(0, 1000, 90_000),
      room: ['r', 'r', 'r'],
      participant: ['a', 'b', 'a'],
    };
    const { startTime, ongoing, recordsFrom, records } = reconstructColumns(log).columns;
    for (const { buffer, byteLength } of [startTime, ongoing, recordsFrom, records.joinTime]) {
      expect(buffer.byteLength).toBe(byteLength);
      structuredClone(buffer, { transfer: [buffer as ArrayBuffer] });
    }
    expect(reconstructColumns(log).columns.startTime).toEqual(Float64Array.of(0));
  });

  test('an empty log has no T and no meetings', () => {
    const none = { type: new Uint8Array(), at: new Float64Array(), room: [], participant: [] };
    const { columns, ...rest } = reconstructColumns(none);
    expect(rest).toEqual({ meetings: [], anomalies: [], asOf: null });
    expect(meetingsIn(columns)).toEqual([]);
  });
});
