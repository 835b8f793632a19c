import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toCompiled } from '../../../src/engine/compile-rules.js';
import { appendEvent, createColumns, logOf } from '../../../src/engine/event-columns.js';
import { explanationsOf } from '../../../src/engine/finish-run.js';
import { readColumns, readRows } from '../../../src/engine/read-columns.js';
import { canonicalOrder } from '../../../src/engine/whole/canonical-order.js';
import { listedMeeting } from '../../../src/engine/whole/list-meetings.js';
import type { LogRows } from '../../../src/engine/whole/log-rows.js';
import type { LogTexts } from '../../../src/engine/whole/log-texts.js';
import { runRows, withoutPause } from '../../../src/engine/whole/run-rows.js';
import type { ValidEvent } from '../../../src/model/event.js';
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
      const valid = events.map(({ after, type, room, who, name }): ValidEvent => {
        at += after;
        const isClear = type === 'clear';
        return {
          type,
          room: `room ${room}`,
          participant_id: isClear ? '' : `p${who}`,
          at,
          user_id: null,
          user_name: isClear ? null : name,
        };
      });
      if (isReversed) valid.reverse();
      for (const { rows, texts } of [asTexts(valid), asCodes(valid)]) {
        const atAll = come(rows, texts, at, rules, valid.length);
        expect(come(rows, texts, at, rules, atOnce)).toEqual(atAll);
      }
    }),
    { numRuns: runs, seed },
  );
});

test('all of the rooms are run when only the last has events', () => {
  const columns = createColumns();
  for (let room = 0; room < 100; room++) columns.roomNames.push(`room ${room}`);
  columns.rooms.set('room 99', 99);
  for (const [type, at] of [
    ['join', 0],
    ['leave', 60_000],
  ] as const) {
    appendEvent(columns, { type, room: 'room 99', participant_id: 'p', at, user_id: null, user_name: null });
  }
  const { rows, texts } = logOf(columns);
  expect(come(rows, texts, 60_000, {}, 1).meetings).toMatchObject([{ room: 'room 99', duration: 60 }]);
});

function come(rows: LogRows, texts: LogTexts, asOf: number, rules: Partial<RuleOptions>, atOnce: number) {
  const log = withoutPause(runRows(rows, texts, asOf, toCompiled(rules), true, atOnce));
  const order = canonicalOrder(log);
  const { strays, repeated } = log;
  const meetings = Array.from(order, (session) => listedMeeting(log, session));
  return { meetings, strays, repeated, explanations: explanationsOf(log, order) };
}

function asTexts(events: readonly ValidEvent[]) {
  const columns = createColumns();
  for (const event of events) appendEvent(columns, event);
  return logOf(columns);
}

function asCodes(events: readonly ValidEvent[]) {
  const codes = (texts: readonly (string | null)[]) => columnOf(texts, 'codes');
  return readRows(
    readColumns({
      type: Uint8Array.from(events, ({ type }) => ['join', 'leave', 'clear'].indexOf(type)),
      at: Float64Array.from(events, ({ at }) => at),
      room: codes(events.map(({ room }) => room)),
      participant: codes(events.map(({ participant_id }) => participant_id)),
      userName: codes(events.map(({ user_name }) => user_name)),
    }),
  );
}
