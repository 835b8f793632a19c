import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  createSlotEmptier,
  createSlotFiller,
  createTextSlots,
  SLOT,
} from '../../../src/replay/inflating/text-slots.js';
import { runs, seed } from '../../support/law.js';
import { randomFrom } from '../../support/log-lines.js';

const text = Buffer.alloc(6 * SLOT);
const random = randomFrom(5);
for (let i = 0; i < text.length; i++) text[i] = random(256);

test(`what is filled in is what comes out, in its order; ${runs} runs, RECONVENE_SEED=${seed}`, () => {
  const lengths = fc.oneof(fc.nat(1000), fc.constantFrom(SLOT - 1, SLOT, SLOT + 1, 2 * SLOT + 1));
  const law = (steps: readonly { length: number; flushes: boolean; takes: number }[]) => {
    const slots = createTextSlots();
    const told: number[] = [];
    const { fill, flush } = createSlotFiller(slots, (length) => told.push(length));
    const empty = createSlotEmptier(slots);
    const out: Buffer[] = [];
    const take = (most: number) => {
      for (const length of told.splice(0, most)) {
        const target = Buffer.alloc(SLOT, 0xee);
        empty(length, target);
        out.push(target.subarray(0, length));
      }
    };
    let filled = 0;
    const given: Buffer[] = [];
    for (const { length, flushes, takes } of steps) {
      const piece = text.subarray(filled % SLOT, (filled % SLOT) + length);
      fill(piece);
      given.push(piece);
      filled += length;
      if (flushes) flush();
      // There must be room for the next piece, as nobody else makes any.
      take(Math.max(takes, told.length - 4));
    }
    flush();
    take(told.length);
    expect(Buffer.concat(out).equals(Buffer.concat(given))).toBe(true);
    expect(out.every(({ length }) => length > 0)).toBe(true);
  };
  const step = fc.record({ length: lengths, flushes: fc.boolean(), takes: fc.nat(3) });
  fc.assert(fc.property(fc.array(step, { maxLength: 20 }), law), { numRuns: Math.ceil(runs / 10), seed });
});
