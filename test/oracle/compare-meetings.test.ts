import { describe, expect, test } from 'vitest';
import type { ExpectedMeeting } from '../../src/oracle/case.js';
import { compareMeetings, compareStrays } from '../../src/oracle/judge/compare-meetings.js';
import { hintAt } from '../../src/oracle/judge/value-hint.js';

const record = (participant_id: string, join_time: number, duration: number) => {
  return { user_id: null, participant_id, user_name: null, join_time, duration };
};
const first: ExpectedMeeting = {
  room: 'r',
  start_time: 1_774_363_860,
  duration: 600,
  ongoing: false,
  max_participants: 2,
  participants: [record('a', 1_774_363_860, 600), record('b', 1_774_363_875, 300)],
};
const second: ExpectedMeeting = {
  ...first,
  start_time: 1_774_367_460,
  participants: [record('a', 1_774_367_460, 600)],
};
const expected = [first, second];

describe('equal', () => {
  test('in any order, with any ids or none', () => {
    const turned = { ...first, participants: first.participants.toReversed() };
    expect(
      compareMeetings(
        [
          { ...second, id: 'y' },
          { ...turned, id: 'x' },
        ],
        expected,
      ),
    ).toBeNull();
    expect(compareMeetings([second, turned], expected)).toBeNull();
    expect(compareMeetings([], [])).toBeNull();
  });
});

describe('the first difference', () => {
  const changed = (change: object) => [{ ...first, ...change }, second];
  const one = (change: object) =>
    changed({ participants: [{ ...first.participants[0], ...change }, first.participants[1]] });

  test.each<[string, readonly unknown[], string, string]>([
    ['a meeting is missing', [second], 'meeting-missing', '/meetings/0'],
    ['the last one is', [first], 'meeting-missing', '/meetings/1'],
    [
      'one too many',
      [first, { ...first, start_time: 1_774_364_000 }, second],
      'meeting-extra',
      '/meetings/1',
    ],
    ['another start', changed({ start_time: 1_774_363_845 }), 'start', '/meetings/0/start_time'],
    ['another room', changed({ room: 'q' }), 'meeting-missing', '/meetings/0'],
    ['another duration', changed({ duration: 601 }), 'duration', '/meetings/0/duration'],
    ['ongoing', changed({ ongoing: true }), 'ongoing', '/meetings/0/ongoing'],
    ['another maximum', changed({ max_participants: 3 }), 'max', '/meetings/0/max_participants'],
    [
      'a join time that sorts the record elsewhere',
      one({ join_time: 1_774_363_890 }),
      'join',
      '/meetings/0/participants/0/join_time',
    ],
    ['text for a number', changed({ duration: '600' }), 'shape', '/meetings/0/duration'],
    ['a field is missing', [{ ...first, duration: undefined }, second], 'shape', '/meetings/0/duration'],
    ['a field too many', changed({ title: 'x' }), 'shape', '/meetings/0/title'],
    ['no list of records', changed({ participants: null }), 'shape', '/meetings/0/participants'],
    ['no object', [null, second], 'shape', '/meetings/1'],
    ['another join', one({ join_time: 1_774_363_861 }), 'join', '/meetings/0/participants/0/join_time'],
    ['another stay', one({ duration: 599 }), 'stay', '/meetings/0/participants/0/duration'],
    ['another name', one({ user_name: '' }), 'name', '/meetings/0/participants/0/user_name'],
    [
      'a record is missing',
      changed({ participants: first.participants.slice(1) }),
      'record-missing',
      '/meetings/0/participants/0',
    ],
    [
      'a record too many',
      changed({ participants: [...first.participants, record('c', 1_774_363_890, 30)] }),
      'record-extra',
      '/meetings/0/participants/2',
    ],
    [
      'one id twice',
      [
        { ...first, id: 'x' },
        { ...second, id: 'x' },
      ],
      'id',
      '/meetings/1/id',
    ],
    [
      'an id that is a number',
      [
        { ...first, id: 1 },
        { ...second, id: 2 },
      ],
      'id',
      '/meetings/0/id',
    ],
  ])('%s', (_, actual, kind, path) => {
    expect(compareMeetings(actual, expected)).toMatchObject({ kind, path });
  });
});

test('strays are compared whole, in any order', () => {
  const strays = [
    { code: 'duplicate-join', type: 'join', room: 'r', participant_id: 'a', at: 1 },
    { code: 'orphan-leave', type: 'leave', room: 'r', participant_id: 'b', at: 2 },
  ] as const;
  expect(compareStrays(strays.toReversed(), strays)).toBeNull();
  expect(compareStrays([strays[0]], strays)).toMatchObject({ kind: 'anomalies', path: '/anomalies/1' });
  expect(compareStrays([strays[0], { ...strays[1], at: 3 }], strays)).toMatchObject({ path: '/anomalies/1' });
  expect(compareStrays(['x'], [])).toMatchObject({ path: '/anomalies/0' });
});

describe('classic mistakes have their hint', () => {
  const hint = (change: object) => {
    const difference = compareMeetings([{ ...first, ...change }, second], expected);
    return difference === null ? null : hintAt(difference);
  };

  test.each([
    [{ start_time: first.start_time * 1000 }, /milliseconds/],
    [{ duration: 600_000 }, /milliseconds/],
    [{ start_time: '2026-03-24T14:51:00Z' }, /Unix seconds, not texts/],
    [{ duration: '600' }, /a number came as text/],
    [{ duration: 600.5 }, /whole seconds/],
    [{ start_time: first.start_time + 3600 }, /off by 1 h, which looks like a time zone/],
    [{ duration: undefined }, /"duration" is missing/],
    [{ host: 'a' }, /"host" is no documented field/],
    [
      { participants: [{ ...first.participants[0], user_name: '' }, first.participants[1]] },
      /no name is null/,
    ],
  ])('%j', (change, message) => {
    expect(hint(change)).toMatch(message);
  });

  test('and others have none', () => {
    expect(hint({ duration: 601 })).toBeNull();
  });
});
