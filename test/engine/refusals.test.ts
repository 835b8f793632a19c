import { describe, expect, test } from 'vitest';
import { compileRules, createEngine, reconstruct } from '../../src/index.js';
import { createRoom, ongoingMeeting, step } from '../../src/kernel.js';

describe('what is not allowed is refused by name', () => {
  test.each([
    ['strict', () => reconstruct([], { strict: 'yes' as never })],
    ['explain', () => reconstruct([], { explain: 1 as never })],
    ['explain', () => createEngine({ explain: null as never })],
    ['explain', () => reconstruct([], { explain: Object.create(null) })],
    ['rules', () => reconstruct([], { rules: new Map([['granularity', 1]]) as never })],
    ['rules', () => reconstruct([], { rules: [] as never })],
    ['rules', () => createEngine({ rules: null as never })],
    ['snapshot', () => createEngine({ from: { ...createEngine().snapshot(), watermark: 1n } as never })],
    ['overrides.isEmptyEnd', () => compileRules({}, { isEmptyEnd: 1 as never })],
    ['overrides', () => compileRules({}, null as never)],
    ['room', () => step({} as never, { at: 1 })],
    ['room', () => step({ visits: [] } as never, { at: 1, events: [{ type: 'join', participant_id: 'p' }] })],
    ['room', () => ongoingMeeting({} as never, 1)],
    ['room', () => ongoingMeeting(undefined as never, 1)],
    ['room', () => createRoom(5 as never)],
    ['events', () => step(createRoom('a'), { at: 1, events: {} as never })],
  ])('%s', (name, call) => {
    expect(call).toThrow(TypeError);
    expect(call).toThrow(new RegExp(`^${name}: `));
  });

  test.each([[new Map([['explain', true]])], [[]], [null], ['explain']])(
    '%o in place of options',
    (options) => {
      expect(() => reconstruct([], options as never)).toThrow(
        'reconstruct: expected a plain object of options',
      );
      expect(() => createEngine(options as never)).toThrow(
        'createEngine: expected a plain object of options',
      );
    },
  );

  test('rules that only look compiled', () => {
    const fake = Object.freeze({ options: {} }) as never;
    expect(() => reconstruct([], { rules: fake })).toThrow('"options" is not a rule option');
  });
});

test('the items of one advance share nothing', () => {
  const engine = createEngine();
  engine.push([
    { type: 'join', room: 'a', participant_id: 'x', at: 0 },
    { type: 'leave', room: 'a', participant_id: 'x', at: 60_000 },
  ]);
  const { opened, closed } = engine.advance(60_000);
  expect(opened[0]!.participants).toEqual(closed[0]!.participants);
  expect(opened[0]!.participants[0]).not.toBe(closed[0]!.participants[0]);
});
