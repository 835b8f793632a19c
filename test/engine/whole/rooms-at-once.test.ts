import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toCompiled } from '../../../src/engine/compile-rules.js';
import { explanationsOf } from '../../../src/engine/finish-run.js';
import { readColumns, readRows } from '../../../src/engine/read-columns.js';
import { readEvents } from '../../../src/engine/read-events.js';
import type { RunnableLog } from '../../../src/engine/told-log.js';
import { canonicalOrder } from '../../../src/engine/whole/canonical-order.js';
import { listedMeeting } from '../../../src/engine/whole/list-meetings.js';
import { runRows } from '../../../src/engine/whole/run-rows.js';
import type { ValidEvent } from '../../../src/model/event.js';
import type { Meeting } from '../../../src/model/meeting.js';
import type { RuleOptions } from '../../../src/model/rule-options.js';
import { ruleOptions } from '../../../src/oracle/arbitrary-logs.js';
import { runs, seed } from '../../support/law.js';
import { columnOf } from '../../support/text-column.js';

/*
 * Rooms are run a few at a time, so many events at once: what is found must not depend on how many these are. The same few
 * participants go through all rooms, so that whoever is still in one is looked for in the next.
 */

const drawn = fc.record({
  after: fc.constantFrom(0, 1, 5_000, 9_999, 10_000, 30_000, 599_999, 600_000),
  type: fc.constantFrom('join', 'join', 'join', 'leave', 'leave', 'clear') as fc.Arbitrary<
    ValidEvent['type']
  >,
  room: fc.nat(11),
  who: fc.nat(3),
  id: fc.constantFrom(null, 'u1', 'u2'),
  name: fc.constantFrom(null, 'Ann', 'Bob'),
});

const logs = fc.record({
  rules: ruleOptions,
  events: fc.array(drawn, { minLength: 20, maxLength: 200, size: 'max' }),
  isReversed: fc.boolean(),
  atOnce: fc.constantFrom(1, 2, 7, 30),
});

test(`what a log comes to does not depend on how much of it is run at once, RECONVENE_SEED=${seed}`, () => {
  fc.assert(
    fc.property(logs, ({ rules, events, isReversed, atOnce }) => {
      let at = 0;
      const valid = events.map(({ after, type, room, who, id, name }): ValidEvent => {
        at += after;
        const isClear = type === 'clear';
        return {
          type,
          room: `room ${room}`,
          participant_id: isClear ? '' : `p${who}`,
          at,
          user_id: isClear ? null : id,
          user_name: isClear ? null : name,
        };
      });
      if (isReversed) valid.reverse();
      for (const log of [asTexts(valid), asCodes(valid)]) {
        const atAll = come(log, at, rules, valid.length);
        expect(come(log, at, rules, atOnce)).toEqual(atAll);
      }
    }),
    { numRuns: runs, seed },
  );
});

test('all of the rooms are run when only the last has events', () => {
  const dictionary = Array.from({ length: 100 }, (_, room) => `room ${room}`);
  const columns = readColumns({
    type: Uint8Array.of(0, 1),
    at: Float64Array.of(0, 60_000),
    room: { codes: Int32Array.of(99, 99), dictionary },
    participant: ['p', 'p'],
  });
  expect(come(readRows(columns).log, 60_000, {}, 1).meetings).toMatchObject([
    { room: 'room 99', duration: 60 },
  ]);
});

function come(given: RunnableLog, asOf: number, rules: Partial<RuleOptions>, atOnce: number) {
  const log = runRows(given, asOf, toCompiled(rules), true, null, atOnce);
  const listed: Meeting[] = [];
  runRows(given, asOf, toCompiled(rules), true, listed, atOnce);
  const order = canonicalOrder(log);
  const { strays, repeated } = log;
  const meetings = Array.from(order, (session) => listedMeeting(log, session));
  expect(Array.from(order, (session) => listed[session])).toEqual(meetings);
  return { meetings, strays, repeated, explanations: explanationsOf(log, order) };
}

function asTexts(events: readonly ValidEvent[]) {
  return readEvents(events, 1, () => {}).log;
}

function asCodes(events: readonly ValidEvent[]) {
  const codes = (texts: readonly (string | null)[]) => columnOf(texts, 'codes');
  return readRows(
    readColumns({
      type: Uint8Array.from(events, ({ type }) => ['join', 'leave', 'clear'].indexOf(type)),
      at: Float64Array.from(events, ({ at }) => at),
      room: codes(events.map(({ room }) => room)),
      participant: codes(events.map(({ participant_id }) => participant_id)),
      userId: codes(events.map(({ user_id }) => user_id)),
      userName: codes(events.map(({ user_name }) => user_name)),
    }),
  ).log;
}
