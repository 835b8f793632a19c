import { expect, test } from 'vitest';
import { bigbluebutton } from '../../src/sources/bigbluebutton.js';
import { clear, ignored, join, leave, who } from '../support/facts.js';
import { factsOf, plainOptions } from '../support/source-fixtures.js';

const SESSION = '5c1f9e-1770727500000';
const user = (id: string, user_id: string | null, name: string | null, room = 'algebra-2') =>
  who(room, SESSION, id, user_id, name);

test('mapped events: leaves without names, voice is not presence, nobody is not used', () => {
  expect(factsOf(bigbluebutton, 'mapped.ndjson')).toEqual([
    ignored('meeting-created'),
    join(user('w_hh1', 'hal', 'Hal'), 5123),
    ignored('user-audio-voice-enabled'),
    ignored('user-joined (not-used)'),
    join(user('w_ii2', 'ida', 'Ida'), 35_000),
    leave(user('w_hh1', 'hal', null), 605_123, null),
    leave(user('w_ii2', 'ida', null), 606_000, null),
    clear('algebra-2', SESSION, 660_000),
  ]);
});

test('the list of the form field', () => {
  expect(factsOf(bigbluebutton, 'list.ndjson')).toEqual([
    join(user('w_jj3', 'jim', 'Jim'), 5123),
    leave(user('w_jj3', 'jim', null), 65_123, null),
  ]);
});

test('raw events: their room is the hash of the external id', () => {
  expect(factsOf(bigbluebutton, 'raw.ndjson')).toEqual([
    ignored('MeetingCreatedEvtMsg'),
    join(user('w_kk4', 'kim', 'Kim', '5c1f9e'), 4321),
    ignored('UserMutedVoiceEvtMsg'),
    leave(user('w_kk4', null, null, '5c1f9e'), 64_321, null),
    clear('5c1f9e', SESSION, 70_000),
    ignored('archive_started'),
  ]);
});

test('rooms by session are the same for both kinds', () => {
  const rooms = ['mapped.ndjson', 'raw.ndjson'].map((file) =>
    factsOf(bigbluebutton, file, { roomBy: 'session' }).map((fact) => 'room' in fact && fact.room),
  );
  expect(new Set(rooms.flat())).toEqual(new Set([false, SESSION]));
});

const joined = (meeting: object, attributes: object = {}, event: object = {}) => ({
  data: { type: 'event', id: 'user-joined', attributes: { meeting, ...attributes }, event },
});
const meeting = { 'internal-meeting-id': 'h-9' };

test.each([
  ['x', null],
  [{}, 'data.id'],
  [joined({}), 'data.attributes.meeting.internal-meeting-id'],
  [joined(meeting), 'data.event.ts'],
  [joined(meeting, {}, { ts: 9 }), 'data.attributes.user.internal-user-id'],
  [{ envelope: { name: 'UserLeftMeetingEvtMsg' } }, 'envelope.routing.meetingId'],
])('%j is invalid at %s', (payload, field) => {
  expect(bigbluebutton.read(payload, plainOptions)).toEqual([
    { kind: 'invalid', field, expected: expect.any(String) },
  ]);
});

test('an empty list is counted', () => {
  expect(bigbluebutton.read([], plainOptions)).toEqual([ignored('empty list')]);
});
