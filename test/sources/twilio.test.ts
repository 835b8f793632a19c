import { expect, test } from 'vitest';
import { twilio } from '../../src/sources/twilio.js';
import { ignored, leave, replacing, who } from '../support/facts.js';
import { factsOf, plainOptions } from '../support/source-fixtures.js';

const person = (sid: string, identity: string) => who('interview', 'RM9f0', sid, identity, null);

test.each(['callbacks.ndjson', 'urlencoded.log'])('%s: the order is that of the time stamps', (file) => {
  const [liv, old, moe] = [person('PAl1', 'liv'), person('PAm1', 'moe'), person('PAm2', 'moe')];
  const facts = factsOf(twilio, file);
  expect(facts).toEqual([
    ignored('room-created'),
    replacing(liv, 5111, 'participant-connected PAl1'),
    replacing(old, 20_222, 'participant-connected PAm1'),
    replacing(moe, 80_000, 'participant-connected PAm2'),
    leave(old, 80_400, 20_400, 'participant-disconnected PAm1'),
    ignored('track-added'),
    leave(moe, 605_500, 80_500, 'participant-disconnected PAm2'),
    leave(liv, 606_750, 5750, 'participant-disconnected PAl1'),
    ignored('room-ended'),
  ]);
});

test('rooms by session', () => {
  expect(factsOf(twilio, 'callbacks.ndjson', { roomBy: 'session' })[1]).toMatchObject({ room: 'RM9f0' });
});

const connected = { StatusCallbackEvent: 'participant-connected' };

test.each([
  ['Timestamp=9', null],
  [{}, 'StatusCallbackEvent'],
  [connected, 'RoomName'],
  [{ ...connected, RoomSid: 'RM' }, 'ParticipantSid'],
  [{ ...connected, RoomSid: 'RM', ParticipantSid: 'PA', Timestamp: 'x' }, 'Timestamp'],
  ['StatusCallbackEvent=participant-connected&RoomSid=%ZZ&ParticipantSid=PA', 'Timestamp'],
])('%j is invalid at %s', (payload, field) => {
  expect(twilio.read(payload, plainOptions)).toEqual([
    { kind: 'invalid', field, expected: expect.any(String) },
  ]);
});
