import { describe, expect, test } from 'vitest';
import type { Meeting } from '../../../src/model/meeting.js';
import type { RuleOptions } from '../../../src/model/rule-options.js';
import { compareLog } from '../../../src/oracle/compare/compare-log.js';
import { countDiffering } from '../../../src/oracle/compare/comparison.js';
import { answerAsMutant, mutants } from '../../../src/oracle/mutants.js';
import { runs } from '../../support/law.js';
import { gatherings, listOf, noisy } from '../../support/synthetic-log.js';

/** Long runs are told of lists of 10,000 meetings. */
const events = runs >= 100_000 ? gatherings(6500, 80) : gatherings(250, 8);

function explanationsOf(theirs: readonly Meeting[], rules: Partial<RuleOptions> = {}) {
  const { why } = compareLog(events, theirs, { why: true, rules });
  return why!;
}

const readings: [Partial<RuleOptions>, string][] = [
  [{ shortVisits: 'occupy' }, 'shortVisits: occupy'],
  [{ resetBoundary: 'departure' }, 'resetBoundary: departure'],
  [{ granularity: 15 }, 'granularity: 15'],
  [{ granularity: 15, rounding: 'nearest' }, 'granularity: 15, rounding: nearest'],
  [{ granularity: 15, rounding: 'ceil' }, 'granularity: 15, rounding: ceil'],
  [{ granularity: 60 }, 'granularity: 60'],
  [{ joinThreshold: 15 }, 'joinThreshold: 15'],
  [{ aloneReset: 300 }, 'aloneReset: 300'],
  [{ aloneReset: null }, 'aloneReset: never'],
];

describe('a list made by another reading, with one meeting in a hundred wrong', () => {
  test.each(readings)('%o is named', (rules, name) => {
    const { before, explanations } = explanationsOf(noisy(listOf(events, rules)));
    expect(explanations[0]!.reading.name).toBe(name);
    const { left } = explanations[0]!;
    expect(left.differing + left.inexact).toBeLessThan((before.differing + before.inexact) / 2);
  });

  test('two at once are both named', () => {
    const { explanations } = explanationsOf(
      noisy(listOf(events, { resetBoundary: 'departure', granularity: 15 })),
    );
    expect(explanations.map(({ reading }) => reading.name).sort()).toEqual([
      'granularity: 15',
      'resetBoundary: departure',
    ]);
  });

  // Of 271 neither value next to it takes any difference away.
  test.each([500, 271])('a value between those that are tried is found: aloneReset %d', (aloneReset) => {
    const { explanations } = explanationsOf(noisy(listOf(events, { aloneReset })));
    const { reading } = explanations[0]!;
    expect(reading.kind === 'options' && Math.abs(reading.rules.aloneReset! - aloneReset)).toBeLessThan(10);
  });

  test('what is told to be left is what it leaves, in the rooms that were equal, too', () => {
    const rules = { resetBoundary: 'departure' } as const;
    const others = listOf(events).filter(({ room }) => room !== 'room-1' && room !== 'room-2');
    const mixed = [...others, ...listOf(events, rules).filter(({ room }) => /-[12]$/.test(room))];
    expect(explanationsOf(mixed).explanations).toEqual([]);
    const most = listOf(events, rules).filter(({ room }) => room !== 'room-1');
    const list = [...most, ...listOf(events).filter(({ room }) => room === 'room-1')];
    const [found] = explanationsOf(list).explanations;
    expect(found!.reading.name).toBe('resetBoundary: departure');
    expect(found!.left.differing).toBe(countDiffering(compareLog(events, list, { rules }).counts));
  });

  test('noise alone is explained by nothing', () => {
    const { before, explanations } = explanationsOf(noisy(listOf(events)));
    expect(before.differing).toBeGreaterThan(2);
    expect(explanations).toEqual([]);
  });

  test('nothing is to be explained in a right list', () => {
    expect(explanationsOf(listOf(events))).toMatchObject({
      before: { differing: 0, inexact: 0 },
      explanations: [],
    });
  });
});

describe('what the lists say at all is looked for in all rooms', () => {
  const two = gatherings(60, 2).map((event) =>
    event.room === 'room-0' ? { ...event, user_id: null, user_name: null } : event,
  );

  test('names that the log does not have in one room are wrong under any reading', () => {
    const unnamed = listOf(two, { aloneReset: 300 }).filter(({ room }) => room === 'room-0');
    const named = unnamed.map(({ participants, ...one }) => {
      return { ...one, participants: participants.map((record) => ({ ...record, user_name: 'X' })) };
    });
    const theirs = [...named, ...listOf(two).filter(({ room }) => room !== 'room-0')];
    const { why } = compareLog(two, theirs, { why: true });
    expect(why!.explanations).toEqual([]);
  });

  test('what is missing within the time of a part of a list is missing, not beyond it', () => {
    const one = gatherings(60, 1);
    const last = one.reduce((most, { at }) => Math.max(most, at), 0);
    const all = ['p', 'q'].flatMap((participant_id): typeof one => [
      { ...one[0]!, type: 'join', room: 'wide', participant_id },
      { ...one[0]!, type: 'leave', room: 'wide', participant_id, at: last },
      { ...one[0]!, type: 'join', room: 'wide', participant_id, at: last + 60_000 },
      { ...one[0]!, type: 'leave', room: 'wide', participant_id, at: last + 3_600_000 },
    ]);
    const log = [...one, ...all];
    const theirs = listOf(log, { aloneReset: 300 });
    const kept = theirs.filter(
      ({ room, start_time }) => room === 'wide' || start_time < last / 1000 - 30_000,
    );
    const { why } = compareLog(log, { total_count: 1000, data: kept }, { why: true });
    const [found] = why!.explanations;
    expect(found!.reading.name).toBe('aloneReset: 300');
    expect(found!.left).toMatchObject({ differing: theirs.length - kept.length, unknown: 0 });
  });
});

describe('a list made by a mistake', () => {
  test.each(['last-one-ends', 'never-empty', 'max-of-records', 'one-record-each', 'small-gaps-bridged'])(
    '%s is named',
    (name) => {
      const mutant = mutants.find((one) => one.name === name)!;
      const answer = answerAsMutant(mutant, { rules: { granularity: 1 }, events: events as never });
      const { explanations } = explanationsOf('meetings' in answer ? (answer.meetings as Meeting[]) : []);
      const named = explanations.flatMap(({ reading, alternatives }) => [reading, ...alternatives]);
      expect(named.map((reading) => reading.name)).toContain(name);
      expect(explanations.at(-1)!.left.differing).toBe(0);
    },
  );
});

test('what is promising in a part of a long log is tried on all of it, mistakes in how it is read, too', () => {
  const long = gatherings(1600, 50);
  expect(long.length).toBeGreaterThan(9000);
  const mutant = mutants.find(({ name }) => name === 'small-gaps-bridged')!;
  const answer = answerAsMutant(mutant, { rules: { granularity: 1 }, events: long as never });
  const theirs = 'meetings' in answer ? (answer.meetings as Meeting[]) : [];
  const { before, explanations } = compareLog(long, theirs, { why: true }).why!;
  expect(explanations.map(({ reading }) => reading.name)).toEqual(['small-gaps-bridged']);
  expect(before.differing).toBeGreaterThan(100);
  expect(explanations[0]!.left).toEqual({ differing: 0, inexact: 0, unknown: 0 });
});

describe('what the log cannot tell', () => {
  const first = events.reduce((least, { at }) => Math.min(least, at), Infinity);
  const last = events.reduce((most, { at }) => Math.max(most, at), -Infinity);
  const half = (first + last) / 2;

  test('the log begins later: their earlier meetings are unknown', () => {
    const late = events.filter(({ at }) => at >= half);
    const { counts, items } = compareLog(late, listOf(events));
    expect(counts.unknown.count).toBeGreaterThan(50);
    // Who is there from before, and leaves unseen, may still begin a meeting in their list.
    expect(counts.extra.count).toBeLessThan(10);
    expect(new Set(items.filter(({ outcome }) => outcome === 'unknown').map(({ reason }) => reason))).toEqual(
      new Set(['log-begins-later']),
    );
  });

  test('the log ends earlier: what runs then, or comes later, is unknown', () => {
    const { counts, items } = compareLog(events, listOf(events), { asOf: half });
    expect(counts.unknown.count).toBeGreaterThan(50);
    expect(counts).toMatchObject({ different: { count: 0 }, missing: { count: 0 }, extra: { count: 0 } });
    expect(items.every(({ reason }) => reason === 'log-ends-earlier')).toBe(true);
  });

  test('a room that the log does not have', () => {
    const [one] = listOf(events);
    const { items } = compareLog(events, [...listOf(events), { ...one, id: 'x', room: 'elsewhere' }]);
    expect(items).toEqual([expect.objectContaining({ outcome: 'unknown', reason: 'room-not-in-log' })]);
  });
});

describe('what is given', () => {
  test.each([
    [
      { tolernce: 1 },
      'compareLog: "tolernce" is not an option; expected one of tolerance, ignore, name, rules, asOf, why',
    ],
    [{ why: 'yes' }, 'why: "yes" is not allowed; expected true or false'],
    [{ rules: new Map([['granularity', 15]]) }, 'rules: an object is not allowed'],
    [{ rules: null }, 'rules: null is not allowed'],
    [{ rules: { granularity: 0 } }, 'granularity: 0 is not allowed'],
    [{ ignore: 'den' }, 'ignore: "den" is not allowed'],
  ])('%o is refused before events are read', (options, told) => {
    const unread = {
      [Symbol.iterator]() {
        throw new Error('was read');
      },
    };
    expect(() => compareLog(unread, [], options as never)).toThrow(told);
  });

  test.each([null, undefined, {}, 'join'])('%o are no events', (none) => {
    expect(() => compareLog(none as never, [])).toThrow(
      'compareLog: events must be an iterable of event objects, such as an array',
    );
  });

  test('a rule that is undefined is left out', () => {
    const { rules, counts } = compareLog(events, listOf(events), {
      rules: { granularity: undefined } as never,
    });
    expect(rules.granularity).toBe(1);
    expect(counts.within_tolerance.count).toBe(0);
    expect(compareLog(events, [], { rules: { soloStart: 5 } }).rules).toMatchObject({
      granularity: 1,
      soloStart: 5,
    });
    expect(compareLog(events, [], { rules: { granularity: 15 } }).rules.granularity).toBe(15);
  });
});
