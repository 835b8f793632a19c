import { expect, test } from 'vitest';
import { zoomWebhook } from '../../src/sources/zoom-webhook.js';
import { clear, ignored, join, leave, who } from '../support/facts.js';
import { BEGIN, factsOf, plainOptions } from '../support/source-fixtures.js';

const NUMBER = '91234567890';
const UUID = 'pT4+kk/0Q==';
const person = (userId: string, user_id: string | null, name: string) =>
  who(NUMBER, UUID, `${UUID}/${userId}`, user_id, name);

test('a meeting: event times, not send times; waiting rooms are not presence', () => {
  const iris = person('16778240', 'acc-iris', 'Iris');
  const jon = person('16779264', 'reg-5', 'Jon');
  expect(factsOf(zoomWebhook, 'meeting.ndjson')).toEqual([
    ignored('endpoint.url_validation'),
    ignored('meeting.started'),
    ignored('meeting.participant_joined_waiting_room'),
    ignored('meeting.participant_jbh_waiting'),
    join(iris, 9000),
    join(jon, 15_000),
    leave(jon, 800_000, null),
    leave(iris, 805_000, null),
    clear(NUMBER, UUID, 806_000),
  ]);
});

test('one user_id in two meetings, a redelivery, numbers, hidden names, a local time', () => {
  const kai = person('16778240', null, 'Kai');
  const lou = who(NUMBER, 'nnRr7==', 'nnRr7==/16778240', null, 'Lou');
  const guest = who('81112223334', 'wB1==', 'wB1==/16780288', null, null);
  const kaiJoins = join(kai, 9000);
  const facts = factsOf(zoomWebhook, 'traps.ndjson');
  expect(facts.slice(0, -1)).toEqual([
    kaiJoins,
    join(lou, 5_000_000),
    kaiJoins,
    join(guest, 20_000),
    leave(guest, 60_000, null),
    clear('81112223334', 'wB1==', 61_000),
  ]);
  const field = 'payload.object.participant.join_time';
  expect(facts.at(-1)).toEqual({ kind: 'invalid', field, expected: expect.stringContaining('time zone') });

  const localTime = (text: string) => Date.parse(`${text}+01:00`);
  expect(factsOf(zoomWebhook, 'traps.ndjson', { localTime }).at(-1)).toMatchObject({ at: BEGIN + 9000 });
});

test('breakout rooms: counted, rooms of their own, or part of the main room', () => {
  const main = person('16778240', null, 'Nia');
  const [joined, left] = ['meeting.participant_joined', 'meeting.participant_left'];
  const comes = join(main, 9000);
  const goes = leave(main, 90_000, null);
  expect(factsOf(zoomWebhook, 'breakouts.ndjson')).toEqual([
    comes,
    ignored(`${joined}_breakout_room`),
    goes,
    ignored(`${left}_breakout_room`),
  ]);

  const own = who(`${NUMBER}/bO2fGq==`, 'bO2fGq==', 'bO2fGq==/16782336', null, 'Nia');
  const merged = person('16782336', null, 'Nia');
  for (const [breakouts, inside] of [
    ['separate', own],
    ['merge', merged],
  ] as const) {
    expect(factsOf(zoomWebhook, 'breakouts.ndjson', { breakouts })).toEqual([
      comes,
      join(inside, 90_000),
      goes,
      leave(inside, 190_000, null),
    ]);
  }
});

test('sessions of the Video SDK', () => {
  const ole = who('tutoring', 'vS1+a==', 'vS1+a==/16778240', 'u-ole', 'Ole');
  expect(factsOf(zoomWebhook, 'video-sdk.ndjson')).toEqual([
    ignored('session.started'),
    join(ole, 1000),
    leave(ole, 301_000, null),
    clear('tutoring', 'vS1+a==', 302_000),
  ]);
});

const about = (object: object, event = 'meeting.participant_left') => ({ event, payload: { object } });

test.each([
  [null, null],
  [{ payload: {} }, 'event'],
  [about({}), 'payload.object.id'],
  [about({ id: 5 }), 'payload.object.participant.user_id'],
  [about({ id: 5, participant: { user_id: 'u' } }), 'payload.object.participant.leave_time'],
  [about({ id: 5 }, 'meeting.ended'), 'payload.object.end_time'],
])('%j is invalid at %s', (payload, field) => {
  expect(zoomWebhook.read(payload, plainOptions)).toEqual([
    { kind: 'invalid', field, expected: expect.any(String) },
  ]);
});
