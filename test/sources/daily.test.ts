import { expect, test } from 'vitest';
import { daily } from '../../src/sources/daily.js';
import { clear, ignored, join, leave, who } from '../support/facts.js';
import { factsOf, plainOptions } from '../support/source-fixtures.js';

const ID = 'b51f2c90-11aa-4c02-9d1c-2f0f7a6b000';

test('a meeting: the leave is joined_at + duration, not when its webhook was sent', () => {
  const lea = who('planning', null, `${ID}1/lea`, 'lea', 'Léa');
  const max = who('planning', null, `${ID}2`, `${ID}2`, 'Max');
  expect(factsOf(daily, 'meeting.ndjson')).toEqual([
    ignored('test'),
    ignored('meeting.started'),
    join(lea, 2250, `participant.joined ${ID}1/lea`),
    ignored('waiting-participant.joined'),
    join(max, 12_000, `participant.joined ${ID}2`),
    leave(max, 612_504, 12_004, `participant.left ${ID}2`),
    leave(lea, 901_625, 2254, `participant.left ${ID}1/lea`),
    clear('planning', null, 901_625, 'meeting.ended m-77'),
  ]);
});

test('a leave before its join, a join under another id, one session_id with two users, missing fields', () => {
  const noor = who('planning', null, `${ID}1`, `${ID}1`, 'Noor');
  const nobody = who('planning', null, `${ID}3`, null, null);
  expect(factsOf(daily, 'traps.ndjson')).toEqual([
    leave(noor, 62_500, 2500, `participant.left ${ID}1`),
    join(noor, 2500, `participant.joined ${ID}1`),
    join(noor, 2500, `participant.joined ${ID}1`),
    join(who('planning', null, `${ID}2/u-a`, 'u-a', 'Ann'), 70_000, `participant.joined ${ID}2/u-a`),
    join(who('planning', null, `${ID}2/u-b`, 'u-b', 'Bea'), 71_000, `participant.joined ${ID}2/u-b`),
    join(nobody, 75_000, `participant.joined ${ID}3`),
    leave(nobody, 135_750, 75_000, `participant.left ${ID}3`),
  ]);
});

test('a user whose name is not well-formed is there all the same', () => {
  const payload = { room: 'r', session_id: 's', user_id: '\ud800', joined_at: 1_770_728_400 };
  expect(daily.read({ type: 'participant.joined', payload }, plainOptions)).toMatchObject([
    { kind: 'join', participant_id: 's/\ufffd', user_id: '\ud800' },
  ]);
});

test.each([
  [7, null],
  [{ payload: {} }, 'type'],
  [{ type: 'participant.joined', payload: {} }, 'payload.room'],
  [{ type: 'participant.joined', payload: { room: 'a' } }, 'payload.session_id'],
  [{ type: 'participant.joined', payload: { room: 'a', session_id: 's' } }, 'payload.joined_at'],
  [
    { type: 'participant.left', payload: { room: 'a', session_id: 's', joined_at: 9, duration: 'x' } },
    'payload.duration',
  ],
  [
    { type: 'participant.left', payload: { room: 'a', session_id: 's', joined_at: 'x' } },
    'payload.joined_at',
  ],
  [{ type: 'meeting.ended', payload: { room: 'a' } }, 'payload.end_ts'],
])('%j is invalid at %s', (payload, field) => {
  expect(daily.read(payload, plainOptions)).toEqual([
    { kind: 'invalid', field, expected: expect.any(String) },
  ]);
});
