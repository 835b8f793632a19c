import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { InvalidReason } from '../../src/model/anomaly.js';
import type { EventType } from '../../src/model/event.js';
import { isEvent, readEvent } from '../../src/rules/event.js';
import { seed } from '../support/law.js';

const join = { type: 'join', room: 'r', participant_id: 'x', at: 1000 };
const read = { type: 'join', room: 'r', participant_id: 'x', at: 1000, user_id: null, user_name: null };

describe('events', () => {
  test.each(['join', 'leave'] as const)('a %s, absent names null', (type) => {
    expect(readEvent({ ...join, type })).toEqual({ ...read, type });
    expect(readEvent({ ...join, type, user_id: null, user_name: undefined })).toEqual({ ...read, type });
    expect(readEvent({ ...join, type, user_id: 'u', user_name: '' })).toEqual({
      ...read,
      type,
      user_id: 'u',
      user_name: '',
    });
  });

  test('a clear is of the room: whatever it says of a participant is an unknown key', () => {
    const clear = { type: 'clear', room: 'r', at: 1000 };
    const expected = { ...clear, participant_id: '', user_id: null, user_name: null };
    for (const participant of [undefined, null, '', 'x', '\uD800', 7, {}, ['x']]) {
      expect(readEvent({ ...clear, participant_id: participant })).toEqual(expected);
    }
    expect(readEvent({ ...clear, user_id: 7, user_name: [] })).toEqual(expected);
  });

  test('unknown keys are ignored', () => {
    expect(readEvent({ ...join, event: 'leave', seq: 7, time: null })).toEqual(read);
  });

  test('what is read is new: it holds nothing of what was given', () => {
    const given = { ...join };
    const first = readEvent(given);
    given.room = 'another';
    expect(first).toEqual(read);
  });

  test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', ' ', '0', '\n', '\0', '\uFFFD'])(
    'a room, a participant, names called %j',
    (name) => {
      const given = { ...join, room: name, participant_id: name, user_id: name, user_name: name };
      expect(readEvent(given)).toEqual({ ...read, ...given });
    },
  );

  test('a field that comes from the prototype, as in an instance of a class', () => {
    class Joined {
      readonly type = 'join';
      readonly room = 'r';
      readonly at = 1000;
      get participant_id() {
        return 'x';
      }
    }
    expect(readEvent(new Joined())).toEqual(read);
    expect(readEvent(Object.assign(Object.create(null), join))).toEqual(read);
  });

  test('numbers count in the unit given', () => {
    expect(readEvent({ ...join, at: 1 }, 1000)).toEqual(read);
    expect(readEvent({ ...join, at: '1970-01-01T00:00:01Z' }, 1000)).toEqual(read);
  });
});

describe('problems', () => {
  test.each([[null], [undefined], ['join'], [7], [true], [[join]], [[]], [() => join]])(
    'no object: %o',
    (value) => {
      expect(readEvent(value)).toEqual({ field: null, reason: 'not-an-object' });
    },
  );

  test.each<[object, string, InvalidReason]>([
    [{ type: undefined }, 'type', 'missing'],
    [{ type: null }, 'type', 'missing'],
    [{ type: '' }, 'type', 'unknown-type'],
    [{ type: 'Join' }, 'type', 'unknown-type'],
    [{ type: 'join ' }, 'type', 'unknown-type'],
    [{ type: 'toString' }, 'type', 'unknown-type'],
    [{ type: 1 }, 'type', 'unknown-type'],
    [{ type: ['join'] }, 'type', 'unknown-type'],
    [{ room: undefined }, 'room', 'missing'],
    [{ room: null }, 'room', 'missing'],
    [{ room: '' }, 'room', 'empty'],
    [{ room: 7 }, 'room', 'not-a-string'],
    [{ room: {} }, 'room', 'not-a-string'],
    [{ room: '\uD83D' }, 'room', 'lone-surrogate'],
    [{ room: 'x\uDE00\uD83Dy' }, 'room', 'lone-surrogate'],
    [{ participant_id: undefined }, 'participant_id', 'missing'],
    [{ participant_id: null }, 'participant_id', 'missing'],
    [{ participant_id: '' }, 'participant_id', 'empty'],
    [{ participant_id: 7 }, 'participant_id', 'not-a-string'],
    [{ participant_id: '\uDE00' }, 'participant_id', 'lone-surrogate'],
    [{ at: undefined }, 'at', 'missing'],
    [{ at: null }, 'at', 'missing'],
    [{ at: '1000' }, 'at', 'not-a-time'],
    [{ at: true }, 'at', 'not-a-time'],
    [{ at: 10n }, 'at', 'not-a-time'],
    [{ at: Number.NaN }, 'at', 'not-a-time'],
    [{ at: new Date(Number.NaN) }, 'at', 'not-a-time'],
    [{ at: '2026-03-24T14:50:59' }, 'at', 'no-offset'],
    [{ at: 8.64e15 + 1 }, 'at', 'out-of-range'],
    [{ user_id: 7 }, 'user_id', 'not-a-string'],
    [{ user_id: false }, 'user_id', 'not-a-string'],
    [{ user_name: {} }, 'user_name', 'not-a-string'],
    [{ user_name: ['Al'] }, 'user_name', 'not-a-string'],
  ])('%o: %s is %s', (change, field, reason) => {
    for (const type of ['join', 'leave']) {
      expect(readEvent({ ...join, type, ...change })).toEqual({ field, reason });
    }
  });

  test('a clear has the problems of the fields that it has', () => {
    const clear = { type: 'clear', room: 'r', at: 1000 };
    expect(readEvent({ ...clear, room: '' })).toEqual({ field: 'room', reason: 'empty' });
    expect(readEvent({ ...clear, at: null })).toEqual({ field: 'at', reason: 'missing' });
  });

  test('the first one is told, in the order of the documented fields', () => {
    expect(readEvent({})).toEqual({ field: 'type', reason: 'missing' });
    expect(readEvent({ type: 'join' })).toEqual({ field: 'room', reason: 'missing' });
    expect(readEvent({ type: 'join', room: 'r' })).toEqual({ field: 'participant_id', reason: 'missing' });
    expect(readEvent({ type: 'join', room: 'r', participant_id: 'x' })).toEqual({
      field: 'at',
      reason: 'missing',
    });
    expect(readEvent({ ...join, user_id: 7, user_name: 7 })).toEqual({
      field: 'user_id',
      reason: 'not-a-string',
    });
  });

  test('user_id and user_name may be any text, as they are only handed on', () => {
    expect(readEvent({ ...join, user_id: '', user_name: '\uD83D' })).toEqual({
      ...read,
      user_id: '',
      user_name: '\uD83D',
    });
  });
});

test(`any value is an event or has a problem, and an event reads as itself, RECONVENE_SEED=${seed}`, () => {
  const types: readonly EventType[] = ['join', 'leave', 'clear'];
  const value = fc.oneof(
    fc.anything({ withDate: true, withBigInt: true, withNullPrototype: true }),
    fc.record({
      type: fc.constantFrom(...types),
      room: fc.string(),
      participant_id: fc.string(),
      at: fc.anything(),
    }),
    fc.record({
      type: fc.constantFrom(...types),
      room: fc.string(),
      participant_id: fc.string(),
      at: fc.date(),
    }),
  );
  fc.assert(
    fc.property(value, (given) => {
      const found = readEvent(given);
      if (isEvent(found)) expect(readEvent(found)).toEqual(found);
      else expect(Object.keys(found)).toEqual(['field', 'reason']);
    }),
    { numRuns: 2000, seed },
  );
});
