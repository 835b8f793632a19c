import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NEVER } from '../../src/model/time.js';
import { compareByClosing, compareByStart, type MeetingKey, newestFirst } from '../../src/rules/order.js';
import { seed } from '../support/law.js';

function key(start: number, room: string, decidedAt = NEVER): MeetingKey {
  return { start, room, decidedAt };
}

function inOrder(keys: MeetingKey[], compare: (a: MeetingKey, b: MeetingKey) => number): string[] {
  return [...keys].sort(compare).map(({ start, room }) => `${room} ${start}`);
}

describe('three orders', () => {
  const keys = [key(2, 'den', 480), key(1, 'hall', 300), key(2, 'attic', 120)];

  test('canonical: by start, then room', () => {
    expect(inOrder(keys, compareByStart)).toEqual(['hall 1', 'attic 2', 'den 2']);
  });

  test('the HTTP listing: newest first, rooms still ascending', () => {
    const sorted = keys.toSorted(compareByStart);
    const places = [...newestFirst(sorted.map(({ start }) => start))];
    expect(places.map((place) => sorted[place]!.room)).toEqual(['attic', 'den', 'hall']);
    expect([...newestFirst([])]).toEqual([]);
  });

  test('closing: by when it was decided', () => {
    expect(inOrder(keys, compareByClosing)).toEqual(['attic 2', 'hall 1', 'den 2']);
  });

  test('closing: decided at one instant, by start, then room', () => {
    const together = [key(2, 'b', 9), key(2, 'a', 9), key(1, 'c', 9)];
    expect(inOrder(together, compareByClosing)).toEqual(['c 1', 'a 2', 'b 2']);
  });

  test('closing: ongoing ones last, by start, then room', () => {
    const running = [key(5, 'b'), key(5, 'a'), key(-1, 'c'), key(7, 'd', 9)];
    expect(inOrder(running, compareByClosing)).toEqual(['d 7', 'c -1', 'a 5', 'b 5']);
  });
});

test('rooms are compared by UTF-16 code units, not as in a language', () => {
  const rooms = ['ａ', '😀', 'ä', 'b', 'a', 'Z', '10', '9', 'a\0', ''];
  const expected = ['', '10', '9', 'Z', 'a', 'a\0', 'b', 'ä', '😀', 'ａ'];
  for (const compare of [compareByStart, compareByClosing]) {
    const sorted = rooms.map((room) => key(0, room, 0)).sort(compare);
    expect(sorted.map(({ room }) => room)).toEqual(expected);
  }
});

test(`each is an order: antisymmetric, transitive, zero only for the same, RECONVENE_SEED=${seed}`, () => {
  const keys = fc.record({
    start: fc.constantFrom(-1, 0, 1, 8.64e15),
    room: fc.constantFrom('a', 'b', 'B'),
    decidedAt: fc.constantFrom(0, 1, NEVER),
  });
  fc.assert(
    fc.property(keys, keys, keys, (a, b, c) => {
      for (const compare of [compareByStart, compareByClosing]) {
        expect(Math.sign(compare(a, b)) + Math.sign(compare(b, a))).toBe(0);
        if (compare(a, b) <= 0 && compare(b, c) <= 0) expect(compare(a, c)).toBeLessThanOrEqual(0);
        if (compare(a, b) === 0) expect([a.start, a.room]).toEqual([b.start, b.room]);
      }
    }),
    { numRuns: 1000, seed },
  );
});
