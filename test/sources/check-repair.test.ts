import { describe, expect, test } from 'vitest';
import { joinOf, leaveOf, presenceIn, UNDELIVERED } from '../../src/sources/facts.js';
import { createRepair } from '../../src/sources/repair/create-repair.js';
import { repairLog } from '../../src/sources/repair/repair-log.js';

const kinds = '"lost-join" or "drift" or "redelivery" or "room-end" or "replaced" or "max-open"';
const facts = 'fact: expected one of kind join, leave, stay, clear, rename, got';
const off = new Set<never>();
const none = { off, maxOpen: null };
const ann = presenceIn({ room: 'r', session: null }, 'ann', 'a', 'Ann');
const join = joinOf(ann, 0, { order: null, delivery: 'd' });
const ignore = () => {};

describe('options', () => {
  test.each([
    [undefined, 'expected a plain object of options, got undefined'],
    [null, 'expected a plain object of options, got null'],
    [{ off, maxopen: 5 }, '"maxopen" is not an option; expected one of off, maxOpen'],
    [{ maxOpen: null }, 'off: undefined is not allowed; expected a Set of what not to repair'],
    [{ off: ['drift'], maxOpen: null }, 'off: an array is not allowed; expected a Set'],
    [{ off: 'drift', maxOpen: null }, 'off: "drift" is not allowed; expected a Set'],
    [{ off: new Set(['lostjoin']), maxOpen: null }, `off: "lostjoin" is not allowed; expected ${kinds}`],
    [{ off }, 'maxOpen: undefined is not allowed; expected whole milliseconds from 1 on, or null'],
    [{ off, maxOpen: 0 }, 'maxOpen: 0 is not allowed'],
    [{ off, maxOpen: 0.5 }, 'maxOpen: 0.5 is not allowed'],
    [{ off, maxOpen: Number.NaN }, 'maxOpen: NaN is not allowed'],
    [{ off, maxOpen: '60' }, 'maxOpen: "60" is not allowed'],
  ])('%o are refused', (options, told) => {
    expect(() => createRepair(options as never)).toThrow(told);
    const unread = {
      [Symbol.iterator]() {
        throw new Error('was read');
      },
    };
    expect(() => repairLog(unread as never, options as never, ignore)).toThrow(told);
  });
});

describe('a log', () => {
  test('is a list of facts, taken by a function', () => {
    expect(() => repairLog({} as never, none, ignore)).toThrow(
      'repairLog: items must be an iterable of facts, such as an array',
    );
    expect(() => repairLog([], none, undefined as never)).toThrow('expected a function');
    expect(() => repairLog([], none, ignore, Number.NaN)).toThrow('last: NaN is not allowed');
  });

  // They have no time: put among the others they would keep these from being sorted.
  test('has no facts that are not about presence', () => {
    const told: unknown[] = [];
    const items = [
      { fact: join, plain: false },
      { fact: { kind: 'ignored', type: 'x' }, plain: false },
    ];
    const take = (repair: unknown) => told.push(repair);
    expect(() => repairLog(items as never, none, take)).toThrow(`${facts} one of kind "ignored"`);
    expect(() => repairLog([{ join }] as never, none, take)).toThrow(`${facts} undefined`);
    expect(told).toEqual([]);
  });
});

describe('live', () => {
  test('what is refused changes nothing', () => {
    const stage = createRepair({ off, maxOpen: 1000 });
    stage.take(join);
    const before = JSON.stringify(stage.state());
    expect(() => stage.take({ kind: 'ignored', type: 'x' } as never)).toThrow(facts);
    expect(() => stage.advance(Number.NaN)).toThrow(
      'watermark: NaN is not allowed; expected finite millisec',
    );
    expect(() => stage.advance(Infinity)).toThrow('watermark: Infinity is not allowed');
    expect(() => stage.advance('5' as never)).toThrow('watermark: "5" is not allowed');
    expect(() => stage.finish(undefined as never)).toThrow('last: undefined is not allowed');
    expect(JSON.stringify(stage.state())).toBe(before);
  });
});

describe('a state', () => {
  const stage = createRepair({ off, maxOpen: null });
  stage.take(join);
  stage.take(leaveOf(ann, 5000, null, UNDELIVERED));
  stage.take(joinOf(ann, 6000, UNDELIVERED));
  const state = JSON.parse(JSON.stringify(stage.state()));
  const [room] = state.rooms;
  const [person] = room.people;

  test('is read as it was kept', () => {
    expect(createRepair(none, state).state()).toEqual(stage.state());
    // Older versions kept neither.
    const { stay, ...older } = person;
    const { left, ...olderRoom } = room;
    expect([stay, left]).toEqual([null, []]);
    const old = { ...state, rooms: [{ ...olderRoom, people: [older] }] };
    expect(createRepair(none, old).state()).toMatchObject({ rooms: [{ people: [older] }] });
  });

  test.each([
    [null, 'repair state: expected the object that state() gave'],
    [[], 'repair state: expected the object that state() gave'],
    [{}, 'repair state.format: expected a format number from 1 on'],
    [
      { ...state, format: 2 },
      'repair state.format: 2 is newer than this version of reconvene reads (up to 1)',
    ],
    [{ ...state, watermark: '5' }, 'repair state.watermark: expected milliseconds or null'],
    [{ ...state, rooms: {} }, 'repair state.rooms: expected an array of what is known of rooms'],
    [{ ...state, rooms: [{ ...room, people: [{ ...person, open: null }] }] }, 'repair state.rooms'],
    [{ ...state, rooms: [{ ...room, people: [{ ...person, last: { join: 0 } }] }] }, 'repair state.rooms'],
    [{ ...state, rooms: [{ ...room, people: [{ ...person, stay: {} }] }] }, 'repair state.rooms'],
    [{ ...state, rooms: [{ ...room, aliases: [['a']] }] }, 'repair state.rooms'],
    [{ ...state, rooms: [{ ...room, left: [['a', { meant: 'b' }]] }] }, 'repair state.rooms'],
    [{ ...state, deliveries: [['d', null]] }, 'repair state.deliveries: expected an array of keys and times'],
  ])('%j is refused', (from, told) => {
    expect(() => createRepair(none, from as never)).toThrow(told);
  });
});
