import fc from 'fast-check';
import { describe, test } from 'vitest';
import { reconstruct } from '../../src/engine/reconstruct.js';
import type { PresenceEvent, ValidEvent } from '../../src/model/event.js';
import type { Meeting } from '../../src/model/meeting.js';
import { platforms } from '../../src/sources/platforms.js';
import type { Fact } from '../../src/sources/source.js';
import { logCases, ordersWithRepeats } from '../support/cases.js';
import { connectionLog, onClock } from '../support/encode/connection-log.js';
import { platformEncoders } from '../support/encode/platforms.js';
import { mustEqual, mustHold } from '../support/equal.js';
import { runs, seed } from '../support/law.js';
import { randomFrom } from '../support/log-lines.js';
import { plainOptions } from '../support/source-fixtures.js';

const cases = logCases().chain((log) =>
  fc.record({ log: fc.constant(log), chance: fc.nat(), order: ordersWithRepeats(4 * log.events.length) }),
);

describe(`the facts of a platform's payloads give the meetings of the log, ${runs} runs each, RECONVENE_SEED=${seed}`, () => {
  test.each(platforms)('$name', (source) => {
    const encode = platformEncoders[source.name]!;
    const check = ({ log, chance, order }: typeof cases extends fc.Arbitrary<infer Case> ? Case : never) => {
      const native = connectionLog(log.events);
      const { clockMs } = encode([], randomFrom(chance));
      const cut = onClock(native, clockMs);
      const { payloads, clears = false } = encode(cut, randomFrom(chance));
      const told = clears ? cut : cut.filter(({ type }) => type !== 'clear');
      for (const payload of payloads) mustHold(source.recognise(payload) !== 'no', 'recognised', payload);

      const delivered = order.filter((index) => index < payloads.length).map((index) => payloads[index]);
      const facts = delivered.flatMap((payload) => source.read(payload, plainOptions));
      const events = facts.flatMap(eventsOf);
      const asOf = Math.max(0, ...told.map(({ at }) => at));
      const options = { rules: log.options, asOf };
      const actual = reconstruct(events, options).meetings;
      const expected = reconstruct(told, options).meetings;
      mustEqual(actual.map(withoutKeys), expected.map(withoutKeys), 'meetings');
      if (source.name !== 'twilio') mustEqual(namesIn(actual), namesIn(expected), 'names');
      mustHold(connections(events) === connections(told), 'a key for every connection', events);
    };
    fc.assert(fc.property(cases, check), { numRuns: runs, seed });
  });
});

function eventsOf(fact: Fact): PresenceEvent[] {
  switch (fact.kind) {
    case 'join':
    case 'leave':
      return [{ ...fact, type: fact.kind }];
    case 'stay': {
      const join = { ...fact, type: 'join' as const, at: fact.joined_at };
      return fact.left_at === null ? [join] : [join, { ...fact, type: 'leave', at: fact.left_at }];
    }
    case 'clear':
      return [{ type: 'clear', room: fact.room, at: fact.at }];
    case 'invalid':
      throw new Error(`${fact.field}: expected ${fact.expected}`);
    default:
      return [];
  }
}

/** Platforms have keys of their own, and records of one instant are in the order of the keys. */
function withoutKeys({ participants, ...meeting }: Meeting) {
  const records = participants.map(
    ({ join_time, duration, user_id }) => `${join_time} ${duration} ${user_id}`,
  );
  return { ...meeting, participants: records.sort() };
}

function namesIn(meetings: readonly Meeting[]): string[] {
  return meetings
    .flatMap(({ id, participants }) => participants.map(({ user_name }) => `${id} ${user_name}`))
    .sort();
}

function connections(events: readonly (PresenceEvent | ValidEvent)[]): number {
  const keys = events.map((event) =>
    'participant_id' in event && event.participant_id ? `${event.room} ${event.participant_id}` : '',
  );
  return new Set(keys.filter((key) => key !== '')).size;
}
