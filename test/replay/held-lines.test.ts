import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createHeldLines } from '../../src/replay/listing/held-lines.js';
import { runs, seed } from '../support/law.js';

const lines = fc
  .array(fc.record({ gap: fc.constantFrom(0, 0, 1, 500), text: fc.string({ maxLength: 40 }) }), {
    maxLength: 60,
  })
  .map((drawn) => {
    let start = -1000;
    return drawn.map(({ gap, text }) => {
      start += gap;
      return { start, line: `${text}\n` };
    });
  });
const sizes = fc.constantFrom(1, 10, 60, 200, 1 << 18);

test(`lines come newest first, those of one start in their order; ${runs} runs, RECONVENE_SEED=${seed}`, () => {
  fc.assert(
    fc.property(lines, sizes, sizes, (drawn, blockLength, inMemory) => {
      const held = createHeldLines(blockLength, inMemory);
      for (const { line, start: at } of drawn) {
        const bytes = Buffer.from(`..${line}..`);
        held.add(bytes, 2, bytes.length - 2, at);
        bytes.fill(0);
      }
      const expected = drawn.toSorted((a, b) => b.start - a.start).map(({ line }) => line);
      expect(held.count()).toBe(drawn.length);
      const given = [...held.lines()].map(({ bytes, from, to }) =>
        Buffer.from(bytes.subarray(from, to)).toString(),
      );
      held.discard();
      expect(given).toEqual(expected);
    }),
    { numRuns: runs, seed },
  );
});
