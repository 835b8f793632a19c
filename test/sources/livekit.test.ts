import { expect, test } from 'vitest';
import { livekit } from '../../src/sources/livekit.js';
import { clear, ignored, leave, replacing, who } from '../support/facts.js';
import { factsOf, plainOptions } from '../support/source-fixtures.js';

const person = (sid: string, identity: string | null, name: string | null) =>
  who('clinic', 'RM_kT7', sid, identity, name);

test('a meeting: joins to the millisecond, leaves to the second', () => {
  const doctor = person('PA_d1', 'dr-w', 'Dr. Weber');
  const patient = person('PA_p1', 'pat-9', 'Pat');
  expect(factsOf(livekit, 'meeting.ndjson')).toEqual([
    ignored('room_started'),
    replacing(doctor, 4870, 'EV_a1'),
    replacing(patient, 30_111, 'EV_a2'),
    ignored('track_published'),
    leave(patient, 1_500_000, 30_111, 'EV_a4'),
    leave(doctor, 1_520_000, 4870, 'EV_a5'),
    clear('clinic', 'RM_kT7', 1_541_000, 'EV_a6'),
  ]);
});

test('left after the rejoin, left in the second of the join, numbers, zero values left out, aborted', () => {
  const first = person('PA_x1', 'eve', 'Eve');
  const second = person('PA_x2', 'eve', 'Eve');
  const fay = person('PA_x3', 'fay', null);
  const failed = leave(person('PA_x6', 'gus', 'Gus'), 151_000, null, 'EV_b9');
  expect(factsOf(livekit, 'traps.ndjson')).toEqual([
    replacing(first, 5100, 'EV_b1'),
    replacing(second, 65_030, 'EV_b2'),
    leave(first, 65_000, 5100, 'EV_b3'),
    leave(second, 65_030, 65_030, 'EV_b4'),
    replacing(fay, 70_000, 'EV_b5'),
    leave(fay, 130_000, 70_000, 'EV_b6'),
    replacing(person('PA_x4', null, null), 140_000, 'EV_b7'),
    ignored('participant_connection_aborted'),
    failed,
    failed,
  ]);
});

test('bots are counted by their kind, or count as participants', () => {
  expect(factsOf(livekit, 'bots.ndjson').slice(0, 4)).toEqual(
    ['EGRESS', 'INGRESS', 'AGENT', 'SIP'].map((kind) => ignored(`participant_joined (${kind})`)),
  );
  expect(factsOf(livekit, 'bots.ndjson').slice(4)).toEqual([
    replacing(person('PA_b5', 'bot-5', null), 5000, 'EV_c5'),
  ]);
  expect(factsOf(livekit, 'bots.ndjson', { bots: true })).toEqual(
    [1, 2, 3, 4, 5].map((n) => replacing(person(`PA_b${n}`, `bot-${n}`, null), n * 1000, `EV_c${n}`)),
  );
});

test('rooms by session', () => {
  const rooms = factsOf(livekit, 'meeting.ndjson', { roomBy: 'session' }).map(
    (fact) => 'room' in fact && fact.room,
  );
  expect(new Set(rooms)).toEqual(new Set([false, 'RM_kT7']));
});

test.each([
  ['x', null],
  [{}, 'event'],
  [{ event: 'participant_joined' }, 'room.name'],
  [{ event: 'participant_left', room: { name: 'a' } }, 'participant.sid'],
  [
    { event: 'participant_left', room: { name: 'a' }, participant: { sid: 'p' }, createdAt: '0' },
    'createdAt',
  ],
  [{ event: 'participant_joined', room: { name: 'a' }, participant: { sid: 'p' } }, 'participant.joinedAtMs'],
  [{ event: 'room_finished', room: { name: 'a' }, createdAt: '9e99' }, 'createdAt'],
])('%j is invalid at %s', (payload, field) => {
  expect(livekit.read(payload, plainOptions)).toEqual([
    { kind: 'invalid', field, expected: expect.any(String) },
  ]);
});
