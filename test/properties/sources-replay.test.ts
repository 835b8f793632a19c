import fc from 'fast-check';
import { describe, test } from 'vitest';
import { reconstruct } from '../../src/engine/reconstruct.js';
import type { ValidEvent } from '../../src/model/event.js';
import type { Meeting } from '../../src/model/meeting.js';
import { logCases, ordersWithRepeats } from '../../src/oracle/arbitrary-logs.js';
import { sources } from '../../src/sources/all-sources.js';
import { native } from '../../src/sources/native.js';
import { connectionLog, onClock } from '../support/encode/connection-log.js';
import { connectionsOf } from '../support/encode/connections.js';
import type { Encode } from '../support/encode/encoder.js';
import { platformEncoders } from '../support/encode/platforms.js';
import { presetEncoders } from '../support/encode/presets.js';
import { mustEqual, mustHold } from '../support/equal.js';
import { runs, seed } from '../support/law.js';
import { randomFrom } from '../support/log-lines.js';
import { replayText } from '../support/replay-text.js';

const encoders: Readonly<Record<string, Encode>> = { ...platformEncoders, ...presetEncoders };
/** Exported reports are files of their own shape: reports-replay.test.ts. */
const encoded = sources.filter(({ name, isOfOneMeeting }) => name !== 'native' && !isOfOneMeeting);
const share = Math.max(1, Math.ceil(runs / 10));

/** Leaves of these carry their own join time, and whose it is, so that a join that is lost can be given back. */
const complete = new Set(['livekit', 'jitsi', '100ms']);

const cases = logCases().chain((log) =>
  fc.record({
    log: fc.constant(log),
    chance: fc.nat(),
    order: ordersWithRepeats(4 * log.events.length),
    lost: fc.array(fc.nat(40), { maxLength: 6 }),
  }),
);
type Case = typeof cases extends fc.Arbitrary<infer Drawn> ? Drawn : never;

describe(`a log, encoded as a platform sends it, shuffled and repeated, replays to its meetings; ${share} runs each, RECONVENE_SEED=${seed}`, () => {
  test.each(encoded)('$name', async (source) => {
    const check = async ({ log, chance, order, lost }: Case) => {
      const encode = encoders[source.name]!;
      const { clockMs, clears = false, keys = 'connection' } = encode([], randomFrom(chance));
      const whole = connectionLog(onClock(log.events, clockMs));
      const native = clears ? whole : withLeaves(whole);
      const { payloads } = encode(native, randomFrom(chance));
      const told = keys === 'user' ? byUser(native) : native;
      const isLost = (payload: unknown, index: number) =>
        complete.has(source.name) && lost.includes(index) && hasLeave(payload, native);
      const delivered = order
        .filter((index) => index < payloads.length && !isLost(payloads[index], index))
        .map((index) => payloads[index]);
      if (delivered.length === 0) return;
      const asOf = Math.max(0, ...told.map(({ at }) => at));
      const text = delivered
        .map((payload) => `${typeof payload === 'string' ? payload : JSON.stringify(payload)}\n`)
        .join('');
      const { meetings, statistics, plan, badLines } = await replayText(text, { rules: log.options, asOf });
      mustEqual(plan.source.name, source.name, 'recognised');
      mustEqual(badLines, [], 'all can be read');
      const { meetings: expected, anomalies } = reconstruct(told, { rules: log.options, asOf });
      mustEqual(
        meetings.map(({ meeting }) => withoutKeys(meeting)),
        expected.map(withoutKeys),
        'meetings',
      );
      const { records_read, added, used, repeated, stray, late, after_as_of, ignored, invalid } = statistics;
      mustEqual(records_read, delivered.length, 'records read');
      mustEqual(
        records_read + added,
        used + repeated + stray + late + after_as_of + ignored + invalid,
        'the account',
      );
      mustEqual([stray, late, invalid], [anomalies.length, 0, 0], 'nothing more is left over');
      mustHold(used >= 0 && added >= 0, 'no count is negative', statistics);
    };
    await fc.assert(fc.asyncProperty(cases, check), { numRuns: share, seed });
  });
});

describe(`a log of a platform, repaired as it comes, is the same in memory and as bytes; ${share} runs each, RECONVENE_SEED=${seed}`, () => {
  test.each(encoded)('$name', async (source) => {
    const encode = encoders[source.name]!;
    const check = async ({ log, chance, order }: Case, lateness: number, maxOpen: number | null) => {
      const { clockMs } = encode([], randomFrom(chance));
      const { payloads } = encode(connectionLog(onClock(log.events, clockMs)), randomFrom(chance));
      const text = order
        .filter((index) => index < payloads.length)
        .map((index) => payloads[index])
        .map((payload) => `${typeof payload === 'string' ? payload : JSON.stringify(payload)}\n`)
        .join('');
      const repair = { off: new Set<never>(), maxOpen };
      const { statistics } = await replayText(text, { rules: log.options, lateness, repair }, source);
      const { records_read, added, used, repeated, stray, late, after_as_of, ignored, invalid } = statistics;
      mustEqual(
        records_read + added,
        used + repeated + stray + late + after_as_of + ignored + invalid,
        'the account',
      );
    };
    const latenesses = fc.constantFrom(0, 1000, 5000, 60_000, 1e9);
    const limits = fc.constantFrom(null, 1000, 60_000);
    await fc.assert(fc.asyncProperty(cases, latenesses, limits, check), { numRuns: share, seed });
  });
});

test(`native events need no repair: what is said is the same as of those that are repaired; ${share} runs, RECONVENE_SEED=${seed}`, async () => {
  const check = async ({ log, order }: Case, lateness: number | null) => {
    const lines = order
      .filter((index) => index < log.events.length)
      .map((index) => `${JSON.stringify(log.events[index])}\n`);
    const text = `${lines.join('')}{"type":"join","room":"r"}\n`;
    const options = { rules: log.options, lateness };
    const plain = await replayText(text, options, native);
    // A limit that nothing reaches has them repaired all the same.
    const repair = { off: new Set<never>(), maxOpen: 1e15 };
    const repaired = await replayText(text, { ...options, repair }, native);
    mustEqual(plain.meetings, repaired.meetings, 'meetings');
    mustEqual(plain.statistics, repaired.statistics, 'statistics');
    mustEqual(plain.anomalies, repaired.anomalies, 'anomalies');
  };
  const latenesses = fc.constantFrom(null, 0, 5000, 1e9);
  await fc.assert(fc.asyncProperty(cases, latenesses, check), { numRuns: share, seed });
});

/** A join may be lost where its leave tells of it. */
function hasLeave(payload: unknown, native: readonly ValidEvent[]): boolean {
  const text = JSON.stringify(payload);
  const isJoin =
    /participant_joined|participant\.joined|muc-occupant-joined|peer\.join\.success|connectionCreated/.test(
      text,
    );
  const left = native.filter(({ type }) => type === 'leave').map(({ participant_id }) => participant_id);
  return isJoin && left.some((id) => text.includes(`"${id}"`) || text.includes(`"${id}@`));
}

/** The same log where nobody tells that a room is empty, but everybody leaves. */
function withLeaves(log: readonly ValidEvent[]): ValidEvent[] {
  const open = new Map<string, ValidEvent>();
  return log.flatMap((event): ValidEvent[] => {
    const key = `${event.room}/${event.participant_id}`;
    if (event.type === 'join') open.set(key, event);
    else if (event.type === 'leave') open.delete(key);
    else {
      const left = [...open.values()].filter(({ room, at }) => room === event.room && at < event.at);
      for (const { room, participant_id } of left) open.delete(`${room}/${participant_id}`);
      return left.map((join) => ({ ...join, type: 'leave', at: event.at }));
    }
    return [event];
  });
}

/** The same log where a user has one key within a session of the room. */
function byUser(log: readonly ValidEvent[]): ValidEvent[] {
  const connections = connectionsOf(log);
  return log.map((event) =>
    event.type === 'clear'
      ? event
      : { ...event, participant_id: `${event.user_id}#${connections.of(event)?.session ?? 0}` },
  );
}

/** Platforms have keys of their own, and records of one instant are in the order of the keys. */
function withoutKeys({ participants, ...meeting }: Meeting) {
  const records = participants.map(
    ({ join_time, duration, user_id }) => `${join_time} ${duration} ${user_id}`,
  );
  return { ...meeting, participants: records.sort() };
}
