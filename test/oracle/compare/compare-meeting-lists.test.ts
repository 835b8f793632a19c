import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Meeting } from '../../../src/model/meeting.js';
import { compareLists, compareMeetingLists } from '../../../src/oracle/compare/compare-meeting-lists.js';
import { type Comparison, isRight, outcomes } from '../../../src/oracle/compare/comparison.js';
import { readForeignList } from '../../../src/oracle/compare/read-foreign-list.js';
import { runs, seed } from '../../support/law.js';
import { drawn } from '../../support/synthetic-log.js';

const T = 1_774_363_800;

function meeting(start: number, duration: number, more: Partial<Meeting> = {}): Meeting {
  const start_time = T + start;
  const record = {
    user_id: null,
    participant_id: `p${start}`,
    user_name: 'Ann',
    join_time: start_time,
    duration,
  };
  const base = { id: `m${start}-${duration}`, room: 'den', start_time, duration, ongoing: false };
  return { ...base, max_participants: 1, participants: [record], ...more };
}

/** How many items came to what, those of which there are any. */
function countsOf({ counts }: Comparison): Record<string, number> {
  return Object.fromEntries(
    outcomes.map((outcome) => [outcome, counts[outcome].count] as const).filter(([, count]) => count > 0),
  );
}

function compared(ours: readonly Meeting[], theirs: readonly unknown[], more = {}): Record<string, number> {
  return countsOf(compareMeetingLists(ours, theirs, more));
}

describe('one to one', () => {
  test('equal lists are equal, in any order and with any ids', () => {
    const ours = [meeting(0, 600), meeting(700, 300), meeting(0, 60, { room: 'hall' })];
    const theirs = ours.toReversed().map((one, i) => ({ ...one, id: i }));
    expect(compared(ours, theirs)).toEqual({ equal: 3 });
    expect(isRight(compareMeetingLists(ours, theirs))).toBe(true);
  });

  test('15 s is within the default tolerance, and 15.001 s is not', () => {
    expect(compared([meeting(0, 600)], [meeting(15, 600)])).toEqual({ within_tolerance: 1 });
    expect(compared([meeting(0, 600)], [meeting(0, 585)])).toEqual({ within_tolerance: 1 });
    expect(compared([meeting(0, 600)], [meeting(15.001, 600)])).toEqual({ different: 1 });
    expect(compared([meeting(0, 600)], [meeting(2, 600)], { tolerance: 1 })).toEqual({ different: 1 });
    expect(compared([meeting(0, 600)], [meeting(0, 600)], { tolerance: 0 })).toEqual({ equal: 1 });
  });

  test('is not greedy: the nearest is left to another where both then have one', () => {
    const ours = [meeting(0, 8), meeting(10, 8)];
    const theirs = [meeting(9, 8), meeting(24, 8)];
    // Whoever takes what is nearest first gives 9 to 10, and leaves 0 and 24 alone.
    expect(compared(ours, theirs)).toEqual({ within_tolerance: 2 });
  });

  test('fields that differ are told with their values', () => {
    const { items, fields } = compareMeetingLists(
      [meeting(0, 600)],
      [meeting(0, 600, { max_participants: 3 })],
    );
    expect(items[0]!.fields).toEqual([
      { field: 'max_participants', path: 'max_participants', ours: 1, theirs: 3, isWithin: false },
    ]);
    expect(fields.max_participants).toEqual({ different: 1, within: 0 });
  });

  test('one that begins much later and still runs at the same time is different, not missing and extra', () => {
    expect(compared([meeting(0, 3000)], [meeting(600, 2400)])).toEqual({ different: 1 });
  });
});

describe('participants', () => {
  const record = (participant_id: string, join: number, duration: number, more = {}) => {
    return { user_id: null, participant_id, user_name: null, join_time: T + join, duration, ...more };
  };
  const ours = meeting(0, 600, {
    participants: [record('a', 0, 600), record('b', 5, 100), record('b', 200, 100)],
    max_participants: 2,
  });

  test('come in any order, under any ids', () => {
    const renamed = ours.participants
      .toReversed()
      .map((one) => ({ ...one, participant_id: `x-${one.participant_id}` }));
    expect(compared([ours], [{ ...ours, participants: renamed }])).toEqual({ equal: 1 });
  });

  test('one that is not there, and one too many', () => {
    const [a, b] = ours.participants;
    const fewer = compareMeetingLists([ours], [{ ...ours, participants: [a, b] }]);
    expect(fewer.items[0]!.fields).toEqual([
      expect.objectContaining({ field: 'participants', path: 'participants[2]', theirs: null }),
    ]);
    const more = compareMeetingLists(
      [ours],
      [{ ...ours, participants: [...ours.participants, record('c', 9, 9)] }],
    );
    expect(more.items[0]!.fields).toEqual([
      expect.objectContaining({ field: 'participants', path: 'participants[3]', ours: null }),
    ]);
  });

  test('a user_id that is withheld ("hipaa") is not compared', () => {
    const named = { ...ours, participants: [record('a', 0, 600, { user_id: 'u-1', user_name: 'Ann' })] };
    const withheld = {
      ...named,
      participants: [record('a', 0, 600, { user_id: 'hipaa', user_name: 'Ann' })],
    };
    const { counts, notCompared } = compareMeetingLists([named], [withheld]);
    expect(counts.equal.count).toBe(1);
    expect(notCompared).toEqual({ 'participants.user_id': 1 });
    const wrong = { ...named, participants: [record('a', 0, 600, { user_id: 'u-2', user_name: 'Ann' })] };
    expect(compared([named], [wrong])).toEqual({ different: 1 });
  });

  test('a name that no record of ours has is not compared: the log does not tell it', () => {
    const theirs = { ...ours, participants: ours.participants.map((one) => ({ ...one, user_id: 'u' })) };
    expect(compared([ours], [theirs])).toEqual({ equal: 1 });
  });

  test('a list that does not say who was there is compared in what it says', () => {
    const { room, start_time, duration } = ours;
    const { counts, notCompared } = compareMeetingLists([ours], [{ room, start_time, duration }]);
    expect(counts.equal.count).toBe(1);
    expect(notCompared).toEqual({ ongoing: 1, max_participants: 1, participants: 1 });
  });
});

describe('several to one', () => {
  test('split, merged, missing, extra', () => {
    expect(compared([meeting(0, 3000)], [meeting(0, 900), meeting(1000, 1900)])).toEqual({ split: 1 });
    expect(compared([meeting(0, 900), meeting(1000, 1900)], [meeting(0, 3000)])).toEqual({ merged: 1 });
    expect(compared([meeting(0, 900), meeting(5000, 900)], [meeting(0, 900)])).toEqual({
      equal: 1,
      missing: 1,
    });
    expect(compared([meeting(0, 900)], [meeting(0, 900), meeting(0, 900, { id: 'another' })])).toEqual({
      equal: 1,
      extra: 1,
    });
  });

  test('a boundary that lies elsewhere makes two that differ, not a split and a merged one', () => {
    const ours = [meeting(0, 1000), meeting(1000, 1000)];
    expect(compared(ours, [meeting(0, 400), meeting(400, 1600)])).toEqual({ different: 2 });
  });

  test('minutes are those of both sides', () => {
    const { counts } = compareMeetingLists([meeting(0, 3000)], [meeting(0, 900), meeting(1000, 1900)]);
    expect(counts.split).toEqual({ count: 1, ourSeconds: 3000, theirSeconds: 2800 });
  });
});

describe('what is wrong with all times is found, told, and taken back', () => {
  const ours = Array.from({ length: 12 }, (_, i) => meeting(i * 4000, 300 + i * 70));
  const shifted = (by: (time: number) => number, length = (seconds: number) => seconds) =>
    ours.map((one) => ({
      ...one,
      start_time: by(one.start_time),
      duration: length(one.duration),
      participants: one.participants.map((record) => ({
        ...record,
        join_time: by(record.join_time),
        duration: length(record.duration),
      })),
    }));
  const wrong = [
    ['one hour later', shifted((time) => time + 3600), { offset: 3600, timeFactor: 1 }],
    ['five and a half hours earlier', shifted((time) => time - 19_800), { offset: -19_800 }],
    ['41 s later', shifted((time) => time + 41), { offset: 41 }],
    [
      'milliseconds',
      shifted(
        (time) => time * 1000,
        (length) => length * 1000,
      ),
      { timeFactor: 1e-3, durationFactor: 1e-3 },
    ],
    [
      'times in milliseconds, lengths in seconds',
      shifted((time) => time * 1000),
      { timeFactor: 1e-3, durationFactor: 1 },
    ],
    [
      'seconds taken for milliseconds',
      shifted((time) => time / 1000),
      { timeFactor: 1e3, durationFactor: 1 },
    ],
    [
      'the same, without the parts',
      shifted((time) => Math.floor(time / 1000)),
      { timeFactor: 1e3, timeStep: 1000 },
    ],
    [
      'lengths in minutes',
      shifted(
        (time) => time,
        (length) => length / 60,
      ),
      { timeFactor: 1, durationFactor: 60 },
    ],
    [
      'milliseconds, and an hour',
      shifted((time) => (time + 3600) * 1000),
      { timeFactor: 1e-3, offset: 3600 },
    ],
  ] as const;

  test.each(wrong)('%s', (_, theirs, correction) => {
    const found = compareMeetingLists(ours, theirs);
    expect(found.correction).toMatchObject(correction);
    expect(found.counts.equal.count + found.counts.within_tolerance.count).toBe(12);
    expect(found.differingUncorrected).toBeGreaterThanOrEqual(12);
    expect(isRight(found)).toBe(false);
  });

  test('not where most fit as they are, nor where nothing fits', () => {
    const some = shifted((time) => time + 3600).map((one, i) => (i < 4 ? one : ours[i]!));
    expect(compareMeetingLists(ours, some).correction).toBeNull();
    const random = drawn(9);
    const others = ours.map(() => meeting(random(80_000), random(4000)));
    expect(compareMeetingLists(ours, others).correction).toBeNull();
    expect(
      compareMeetingLists(
        ours,
        ours.map((one) => ({ ...one, start_time: T })),
      ).correction,
    ).toBeNull();
  });
});

describe('what a list tells of itself', () => {
  test('a page of a longer list cannot show what lies beyond it', () => {
    const ours = [meeting(0, 60), meeting(1000, 60), meeting(2000, 60), meeting(3000, 60)];
    const page = { total_count: 4, data: [ours[3], ours[1]] };
    const { counts, items, notices } = compareMeetingLists(ours, page);
    expect(counts).toMatchObject({ equal: { count: 2 }, missing: { count: 1 }, unknown: { count: 1 } });
    expect(items.find(({ outcome }) => outcome === 'unknown')).toMatchObject({ reason: 'list-is-partial' });
    expect(notices).toContainEqual({ kind: 'partial-list', total: 4, listed: 2 });
  });

  test('the time as of which it was made', () => {
    const running = meeting(0, 500, { ongoing: true });
    const { notices } = compareMeetingLists([meeting(0, 900)], [running]);
    expect(notices).toEqual([{ kind: 'listed-at', at: T + 500, meetings: 1 }]);
  });

  test('without a common room there is nothing to compare, nor between two empty lists', () => {
    const other = compareMeetingLists([meeting(0, 60)], [meeting(0, 60, { room: 'hall' })]);
    expect(other.isComparable).toBe(false);
    expect(other.notices).toEqual([{ kind: 'no-common-room', ours: ['den'], theirs: ['hall'] }]);
    expect(compareMeetingLists([], []).isComparable).toBe(false);
    expect(compareMeetingLists([meeting(0, 60)], []).isComparable).toBe(true);
    expect(compareMeetingLists([], [meeting(0, 60)]).isComparable).toBe(true);
  });

  test('a list of which nothing can be read is no empty list: it is wrong', () => {
    const unreadable = [{ ...meeting(0, 60), duration: 'x' }];
    for (const ours of [[meeting(0, 60)], []]) {
      const comparison = compareMeetingLists(ours, unreadable);
      expect(comparison).toMatchObject({ isComparable: true, bad: [{}], theirs: 0 });
      expect(comparison.counts.missing.count).toBe(ours.length);
      expect(isRight(comparison)).toBe(false);
    }
    const page = { total_count: 9, data: unreadable };
    expect(compareMeetingLists([meeting(0, 60)], page).isComparable).toBe(true);
  });
});

describe('ignoring', () => {
  const ours = [meeting(0, 600), meeting(5000, 600), meeting(9000, 60)];
  const theirs = [meeting(0, 600, { max_participants: 2 }), meeting(5000, 900, { max_participants: 2 })];

  test('fields and items, each with its reason', () => {
    const ignore = [
      { reason: 'bots count', field: 'max_participants' },
      { reason: 'outage', outcome: 'missing', room: 'den', start_time: T + 9000 },
    ] as const;
    const { counts, items, stale } = compareMeetingLists(ours, theirs, { ignore });
    expect(counts).toMatchObject({ ignored: { count: 2 }, different: { count: 1 }, missing: { count: 0 } });
    expect(items.map(({ reason }) => reason)).toEqual(['bots count', null, 'outage']);
    expect(items[1]!.fields.map(({ field }) => field)).not.toContain('max_participants');
    expect(stale).toEqual([]);
  });

  test('an entry that fits nothing is told, and counts', () => {
    const ignore = [{ reason: 'gone', room: 'hall' }];
    const found = compareMeetingLists(ours, ours, { ignore });
    expect(found.stale).toEqual(['[0] gone']);
    expect(isRight(found)).toBe(false);
  });

  test('entries that are not allowed are refused with their place', () => {
    for (const [entry, told] of [
      [{ field: 'duration' }, 'ignore[0]: expected reason: a text that says why'],
      [{ reason: 'x' }, 'ignore[0]: expected outcome, field, room or start_time: what to ignore'],
      [{ reason: 'x', field: 'length' }, 'ignore[0]: expected field: one of start_time, '],
      [{ reason: 'x', outcome: 'equal' }, 'ignore[0]: expected outcome: one of different, '],
      [
        { reason: 'x', rooms: 'den' },
        'ignore[0]: expected reason, outcome, field, room or start_time; got "rooms"',
      ],
    ] as const) {
      expect(() => compareMeetingLists(ours, ours, { ignore: [entry as never] })).toThrow(told);
    }
  });

  test.each([
    [{ tolerance: -1 }, 'tolerance: -1 is not allowed; expected seconds from 0 to 86400'],
    [{ tolerance: '15' }, 'tolerance: "15" is not allowed'],
    [{ tolerance: null }, 'tolerance: null is not allowed'],
    [{ tolerance: 15n }, 'tolerance: 15 is not allowed'],
    [
      { tolernce: 1 },
      'compareMeetingLists: "tolernce" is not an option; expected one of tolerance, ignore, name',
    ],
    [{ why: true }, 'compareMeetingLists: "why" is not an option'],
    [
      { ignore: { reason: 'x', room: 'den' } },
      'ignore: an object is not allowed; expected a list of entries',
    ],
    [{ ignore: null }, 'ignore: null is not allowed'],
    [{ name: 1 }, 'name: 1 is not allowed; expected a text'],
    [null, 'compareMeetingLists: expected a plain object of options, got null'],
  ])('%o are no options', (options, told) => {
    expect(() => compareMeetingLists(ours, ours, options as never)).toThrow(told);
  });

  test.each([null, undefined, { meetings: [] }, '[]'])('%o are no meetings of ours', (none) => {
    expect(() => compareMeetingLists(none as never, [])).toThrow(
      'compareMeetingLists: ours must be a list of meetings, as `reconstruct` gives them',
    );
  });

  test.each([null, 5, 'den', {}, [], { room: 'den', start_time: 1, duration: '9', participants: [] }])(
    '%o is no meeting of ours',
    (other) => {
      expect(() => compareMeetingLists([...ours, other] as never, [])).toThrow(
        `compareMeetingLists: ours[${ours.length}] is no meeting, as \`reconstruct\` gives them`,
      );
    },
  );
});

describe('laws', () => {
  const stretches = fc.array(fc.tuple(fc.nat(40), fc.integer({ min: 1, max: 40 })), { maxLength: 30 });

  test(`every meeting of both lists is in exactly one item, RECONVENE_SEED=${seed}`, () => {
    fc.assert(
      fc.property(stretches, stretches, fc.constantFrom(0, 5, 15), (a, b, tolerance) => {
        const [ours, theirs] = [a, b].map((list) =>
          list.map(([start, length]) => meeting(start * 10, length * 10)),
        );
        const list = readForeignList(theirs!.map((one) => ({ ...one, id: null })));
        const { held } = compareLists(ours!, list, null, { tolerance });
        const seen: (readonly object[])[] = [
          held.items.flatMap((item) => [...item.ours]),
          held.items.flatMap((item) => [...item.theirs]),
        ];
        expect(seen.map((side) => side.length)).toEqual([ours!.length, theirs!.length]);
        expect(new Set(seen[0]).size).toBe(ours!.length);
        expect(new Set(seen[1]).size).toBe(theirs!.length);
      }),
      { numRuns: runs, seed },
    );
  });

  test(`records that are equal are so beside others that are not, RECONVENE_SEED=${seed}`, () => {
    const told = fc.record({
      user_id: fc.constantFrom(null, 'u', 'hipaa'),
      user_name: fc.constantFrom(null, 'Ann', 'hipaa'),
      join_time: fc.constantFrom(T, T + 100),
      duration: fc.constantFrom(60, 61),
    });
    const records = fc
      .array(fc.constantFrom('a', 'b'), { minLength: 1, maxLength: 3 })
      .chain((ids) => {
        const own = fc.tuple(...ids.map(() => told));
        const mixed = fc.shuffledSubarray(ids, { minLength: ids.length });
        return fc.tuple(fc.constant(ids), own, fc.oneof(fc.constant(ids), mixed), fc.option(own));
      })
      .map(([ids, own, otherIds, other]) => [
        own.map((one, i) => ({ participant_id: ids[i]!, ...one })),
        (other ?? own).map((one, i) => ({ participant_id: otherIds[i]!, ...one })),
      ]);
    const known = { participant_id: 'z', user_id: 'z', user_name: 'Zed', join_time: T + 300, duration: 60 };
    const elsewhere = meeting(0, 600, { room: 'elsewhere', participants: [known] });
    const holding = (participants: Meeting['participants']) => [meeting(0, 600, { participants }), elsewhere];
    fc.assert(
      fc.property(records, ([ours, theirs]) => {
        const alone = compareMeetingLists(holding(ours!), holding(theirs!));
        fc.pre(alone.counts.equal.count === 2);
        const later = { ...known, join_time: known.join_time + 1 };
        const beside = compareMeetingLists(holding([...ours!, known]), holding([...theirs!, later]));
        expect(countsOf(beside)).toEqual({ equal: 1, within_tolerance: 1 });
        const joinTime = { 'participants.join_time': { different: 0, within: 1 } };
        expect(beside.fields).toEqual({ ...alone.fields, ...joinTime });
        expect(beside.notCompared).toEqual(alone.notCompared);
      }),
      { numRuns: runs, seed },
    );
  });

  test(`whatever a list holds, it is compared or told by its place, RECONVENE_SEED=${seed}`, () => {
    const field = fc.oneof(
      fc.jsonValue({ maxDepth: 2 }),
      fc.constantFrom(T, 60, 'den', 1e300, -1, '2026-03-24T15:00Z'),
    );
    const item = fc.oneof(
      fc.jsonValue({ maxDepth: 2 }),
      fc.record(
        {
          room: field,
          start_time: field,
          duration: field,
          participants: field,
          data: field,
          __proto__: field,
        },
        { requiredKeys: [] },
      ),
    );
    fc.assert(
      fc.property(fc.array(item), (list) => {
        const { bad } = compareMeetingLists([meeting(0, 60)], list);
        for (const { place, message } of bad) {
          expect(place).not.toBe('');
          expect(message).toContain('expected');
        }
      }),
      { numRuns: runs, seed },
    );
  });
});

describe('work', () => {
  /** Meetings one after another, with what a real list is off by. */
  function busyRoom(count: number, gap: number): [Meeting[], Meeting[]] {
    const random = drawn(4);
    let at = 0;
    const ours = Array.from({ length: count }, () => {
      at += 1 + random(gap);
      const one = meeting(at, 1 + random(20));
      at += one.duration;
      return one;
    });
    const theirs = ours.flatMap((one) =>
      random(50) === 0
        ? []
        : [{ ...one, start_time: one.start_time + random(15), duration: one.duration + random(9) }],
    );
    return [ours, theirs];
  }

  test.each([1, 10, 1000])('in one busy room grows with the meetings, gaps up to %d s', (gap) => {
    const [small, large] = [1000, 8000].map((count) => {
      const [ours, theirs] = busyRoom(count, gap);
      return compareLists(ours, readForeignList(theirs), null, {}).held;
    });
    expect(large!.candidates / small!.candidates).toBeLessThan(9);
    expect(large!.work / small!.work).toBeLessThan(11);
    expect(large!.candidates).toBeLessThanOrEqual(48 * 8000);
  });

  test('where all are the same, the nearest come into question', () => {
    const same = Array.from({ length: 3000 }, () => meeting(0, 60));
    const { held } = compareLists(
      same,
      readForeignList(same.map((one, i) => ({ ...one, id: `${i}` }))),
      null,
      {},
    );
    expect(held.candidates).toBeLessThanOrEqual(48 * 3000);
    expect(held.items.filter(({ outcome }) => outcome === 'equal').length).toBeGreaterThan(2900);
  });
});
