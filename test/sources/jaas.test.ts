import { expect, test } from 'vitest';
import { jaas } from '../../src/sources/jaas.js';
import { clear, ignored, join, leave, who } from '../support/facts.js';
import { factsOf, plainOptions } from '../support/source-fixtures.js';

const person = (id: string, user_id: string | null, name: string | null) =>
  who('vpaas-1f/lecture', 'ses-3', id, user_id, name);

test('a meeting: a leave before its join, a duplicate, data that is a list', () => {
  const yves = person('aa11', 'u-yves', 'Yves');
  const zoe = person('bb22', 'zoe@example.org', null);
  expect(factsOf(jaas, 'meeting.ndjson')).toEqual([
    ignored('ROOM_CREATED'),
    ignored('PARTICIPANT_JOINED_LOBBY'),
    leave(yves, 605_100, null, 'ik-6'),
    join(yves, 2077, 'ik-3'),
    join(zoe, 3077, 'ik-4'),
    join(zoe, 3077, 'ik-4'),
    ignored('ROLE_CHANGED'),
    leave(zoe, 605_200, null, 'ik-7'),
    clear('vpaas-1f/lecture', 'ses-3', 605_300, 'ik-8'),
    ignored('USAGE'),
  ]);
});

test('breakout rooms: counted, rooms of their own, or part of the main room, which they do not clear', () => {
  const before = [
    join(person('aa11', null, 'Abe'), 2077, 'ik-1'),
    leave(person('aa11', null, 'Abe'), 60_000, null, 'ik-2'),
  ];
  const moved = person('cc33', null, 'Abe');
  const own = { ...moved, room: 'vpaas-1f/lecture/br-5' };
  const read = (breakouts: 'separate' | 'merge' | null) => factsOf(jaas, 'breakouts.ndjson', { breakouts });
  expect(read(null)).toEqual([
    ...before,
    ignored('PARTICIPANT_JOINED (breakout)'),
    ignored('ROOM_DESTROYED (breakout)'),
  ]);
  expect(read('merge')).toEqual([
    ...before,
    join(moved, 60_100, 'ik-3'),
    ignored('ROOM_DESTROYED (breakout)'),
  ]);
  expect(read('separate')).toEqual([
    ...before,
    join(own, 60_100, 'ik-3'),
    clear('vpaas-1f/lecture/br-5', 'ses-3', 90_100, 'ik-4'),
  ]);
});

test('rooms by session', () => {
  expect(factsOf(jaas, 'meeting.ndjson', { roomBy: 'session' })[3]).toMatchObject({ room: 'ses-3' });
});

test.each([
  [[], null],
  [{}, 'eventType'],
  [{ eventType: 'PARTICIPANT_LEFT' }, 'fqn'],
  [{ eventType: 'PARTICIPANT_LEFT', fqn: 'a/b' }, 'timestamp'],
  [{ eventType: 'PARTICIPANT_LEFT', fqn: 'a/b', timestamp: 'now' }, 'timestamp'],
  [{ eventType: 'PARTICIPANT_LEFT', fqn: 'a/b', timestamp: 9, data: [] }, 'data.participantId'],
])('%j is invalid at %s', (payload, field) => {
  expect(jaas.read(payload, plainOptions)).toEqual([
    { kind: 'invalid', field, expected: expect.any(String) },
  ]);
});
