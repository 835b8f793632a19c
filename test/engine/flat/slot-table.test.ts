import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  addSlot,
  createSlotTable,
  firstSlot,
  LONGEST_RUN,
  nextSlot,
  removeSlot,
  type SlotTable,
} from '../../../src/engine/flat/slot-table.js';
import { seed } from '../../support/law.js';

/** Some numbers whose hashes are one, or follow each other, or lie apart; or some that are taken out again. */
const acts = fc.array(
  fc.record({
    adds: fc.boolean(),
    count: fc.integer({ min: 1, max: 200 }),
    hash: fc.oneof(fc.integer({ min: -300, max: 300 }), fc.integer()),
    stride: fc.constantFrom(0, 1, 2, 256, 0x9e3779b1),
  }),
  { maxLength: 30 },
);

test(`numbers are found by their hashes while they are there, and runs stay short, RECONVENE_SEED=${seed}`, () => {
  let crowdedOut = 0;
  fc.assert(
    fc.property(acts, (script) => {
      const table = createSlotTable();
      const known: { number: number; hash: number; hasSlot: boolean }[] = [];
      let next = 0;
      for (const { adds, count, hash, stride } of script) {
        for (let i = 0; i < count; i++) {
          if (adds) {
            const number = next++;
            const its = (hash + i * stride) | 0;
            const hasSlot = addSlot(table, its, number);
            if (!hasSlot) crowdedOut++;
            known.push({ number, hash: its, hasSlot });
          } else if (known.length > 0) {
            const [gone] = known.splice(Math.abs(hash + i * 7) % known.length, 1);
            expect(removeSlot(table, gone!.hash, gone!.number)).toBe(gone!.hasSlot);
          }
        }
      }
      expect(table.size).toBe(known.filter(({ hasSlot }) => hasSlot).length);
      for (const { number, hash, hasSlot } of known) {
        expect(numbersOf(table, hash).includes(number)).toBe(hasSlot);
      }
      expect(longestRun(table)).toBeLessThanOrEqual(LONGEST_RUN);
    }),
    { seed },
  );
  expect(crowdedOut).toBeGreaterThan(0);
});

test('hashes that are spread crowd nobody out', () => {
  const table = createSlotTable();
  for (let i = 0; i < 100_000; i++) expect(addSlot(table, Math.imul(i, 0x9e3779b1), i)).toBe(true);
});

/** What who looks for a hash comes upon. */
function numbersOf({ slots }: SlotTable, hash: number): number[] {
  const numbers: number[] = [];
  for (let slot = firstSlot(slots, hash); slots[slot + 1] !== 0; slot = nextSlot(slots, slot)) {
    if (slots[slot] === hash) numbers.push(slots[slot + 1]! - 1);
  }
  return numbers;
}

function longestRun({ slots }: SlotTable): number {
  let longest = 0;
  let run = 0;
  // Twice around, as a run may go over the end.
  for (let slot = 0; slot < 2 * slots.length; slot += 2) {
    run = slots[(slot & (slots.length - 1)) + 1] === 0 ? 0 : run + 1;
    longest = Math.max(longest, run);
  }
  return longest;
}
