import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readBlocks } from '../../src/replay/fact-block.js';
import { createFactParts, PARTS } from '../../src/replay/fact-parts.js';
import { createFactStore } from '../../src/replay/fact-store.js';
import { clearOf, handOverTo, joinOf, leaveOf, presenceIn, stayOf } from '../../src/sources/facts.js';
import { type PresenceFact, timeOfFact } from '../../src/sources/repair/repair.js';
import { runs, seed } from '../support/law.js';
import { join, leave } from '../support/log-lines.js';
import { replayText } from '../support/replay-text.js';

const texts = fc.oneof(
  fc.string(),
  fc.constantFrom('a', 'b', 'Zoë', '李雷 🦊', '\ud800', 'a"b\\c\n', '__proto__'),
);
const maybe = fc.option(texts);
const times = fc.oneof(
  fc.nat(),
  fc.double({ noNaN: true, noDefaultInfinity: true, min: -8.64e15, max: 8.64e15 }),
);
const said = fc.record({
  ...{ room: fc.constantFrom('r', 's', 't', '\ud800', '\ud801'), session: maybe, id: texts, user: maybe },
  ...{
    name: maybe,
    order: fc.option(fc.nat()),
    delivery: maybe,
    at: times,
    other: fc.option(times),
    to: texts,
  },
  make: fc.nat(5),
});
const facts = fc.array(
  said.map(({ room, session, id, user, name, order, delivery, at, other, to, make }): PresenceFact => {
    const who = presenceIn({ room, session }, id, user, name);
    const told = { order, delivery };
    if (make === 0) return joinOf(who, at, told);
    if (make === 1) return handOverTo(who, at, told);
    if (make === 2) return leaveOf(who, at, other, told);
    if (make === 3) return stayOf(who, at, other, told);
    if (make === 4) return clearOf(who, at, told);
    return { kind: 'rename', type: id, room, session, from: id, to, at };
  }),
  { maxLength: 40 },
);

test(`what is kept is given out as it was, a room's facts together and in their order; ${runs} runs, RECONVENE_SEED=${seed}`, () => {
  const check = (drawn: readonly PresenceFact[], memory: number, atOnce: number) => {
    const store = createFactStore(memory, atOnce);
    for (const [i, fact] of drawn.entries()) store.add(fact, i % 3 === 0);
    const parts = Array.from(store.parts(), readBlocks);
    store.discard();
    const rooms = new Set(drawn.map(({ room }) => room));
    for (const room of rooms) {
      const kept = parts.map((part) => part.filter(({ fact }) => fact.room === room));
      const expected = drawn.map((fact, i) => ({ fact, plain: i % 3 === 0 }));
      // As texts, too: what facts of one instant are put in order by.
      expect(JSON.stringify(kept.filter(({ length }) => length > 0))).toBe(
        JSON.stringify([expected.filter(({ fact }) => fact.room === room)]),
      );
    }
    expect(parts.flat().length).toBe(drawn.length);
  };
  fc.assert(fc.property(facts, fc.constantFrom(0, 300, 1e9), fc.integer({ min: 1, max: 5 }), check), {
    numRuns: runs,
    seed,
  });
});

test('facts that come as blocks stay behind those that came before them', () => {
  const at = (time: number) => clearOf({ room: 'r', session: null }, time, { order: null, delivery: null });
  const blocks: [number, Uint8Array][] = [];
  const maker = createFactParts(10, PARTS, (part, block) => void blocks.push([part, block]));
  maker.add(at(2), false);
  maker.flush();
  const store = createFactStore(1e9);
  store.add(at(1), false);
  for (const [part, block] of blocks) store.addBlock(part, block);
  store.add(at(3), false);
  const times = Array.from(store.parts(), readBlocks)
    .flat()
    .map(({ fact }) => timeOfFact(fact));
  expect(times).toEqual([1, 2, 3]);
});

test('a log that does not fit into memory comes to the same', async () => {
  const lines = Array.from({ length: 4000 }, (_, i) => {
    const at = 60_000 * Math.floor(i / 2) + 30_000 * (i % 2);
    return i % 2 === 0 ? join('r', `p${i % 7}`, at) : leave('r', `p${(i - 1) % 7}`, at);
  });
  const text = lines.reverse().join('');
  const repair = { off: new Set<never>(), maxOpen: 1e9 };
  const held = await replayText(text, { repair });
  const laidDown = await replayText(text, { repair, factMemory: 1000 });
  expect(laidDown.meetings).toEqual(held.meetings);
  expect(held.meetings.length).toBeGreaterThan(100);
  expect(laidDown.statistics).toEqual(held.statistics);
});
