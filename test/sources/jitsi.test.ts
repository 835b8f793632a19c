import { expect, test } from 'vitest';
import { jitsi } from '../../src/sources/jitsi.js';
import { clear, ignored, join, leave, stay, who } from '../support/facts.js';
import { factsOf, plainOptions } from '../support/source-fixtures.js';

test('a meeting: a leave before its join, and everyone again when the room is destroyed', () => {
  const first = who('choir', null, '91ab@meet.example.org/Qz1', null, null);
  const wim = who('choir', null, 'c0de@meet.example.org/Rr2', 'u-wim', 'Wim');
  const xia = who('choir', null, 'beef@meet.example.org/Ss3', 'xia@example.org', null);
  expect(factsOf(jitsi, 'meeting.ndjson')).toEqual([
    ignored('muc-room-created'),
    join(first, 4000),
    leave(wim, 630_000, 30_000),
    join(wim, 30_000),
    leave(first, 640_000, 4000),
    stay(first, 4000, 640_000),
    stay(wim, 30_000, 630_000),
    stay(xia, 31_000, null),
    clear('choir', null, 641_000),
    clear('empty', null, 4000),
  ]);
});

test('breakout rooms: counted, rooms of their own, or part of the main room, which they do not clear', () => {
  const main = who('choir', null, '91ab@meet.example.org/Qz1', null, null);
  const moved = who('choir', null, '91ab@meet.example.org/Br9', null, null);
  const own = { ...moved, room: 'choir/5f-77' };
  const before = [join(main, 4000), leave(main, 60_000, 4000)];
  const read = (breakouts: 'separate' | 'merge' | null) => factsOf(jitsi, 'breakouts.ndjson', { breakouts });
  expect(read(null)).toEqual([
    ...before,
    ignored('muc-occupant-joined (breakout)'),
    ignored('muc-room-destroyed (breakout)'),
  ]);
  expect(read('merge')).toEqual([...before, join(moved, 60_000), stay(moved, 60_000, 120_000)]);
  expect(read('separate')).toEqual([
    ...before,
    join(own, 60_000),
    stay(own, 60_000, 120_000),
    clear('choir/5f-77', null, 120_000),
  ]);
});

const left = (occupant: unknown) => ({ event_name: 'muc-occupant-left', room_name: 'a', occupant });
const destroyed = (all_occupants: unknown) => ({
  event_name: 'muc-room-destroyed',
  room_name: 'a',
  destroyed_at: 9,
  all_occupants,
});

test.each([
  ['x', null],
  [{}, 'event_name'],
  [{ event_name: 'muc-occupant-left' }, 'room_name'],
  [left(null), 'occupant'],
  [left({}), 'occupant.occupant_jid'],
  [left({ occupant_jid: 'j' }), 'occupant.left_at'],
  [destroyed('x'), 'all_occupants'],
  [destroyed([1]), 'all_occupants[0]'],
  [destroyed([{ occupant_jid: 'j', joined_at: 5, left_at: 4 }]), 'all_occupants[0].left_at'],
])('%j is invalid at %s', (payload, field) => {
  expect(jitsi.read(payload, plainOptions)[0]).toEqual({
    kind: 'invalid',
    field,
    expected: expect.any(String),
  });
});
