import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createTimeSpans, FAR, jumpIn } from '../../src/replay/jump.js';
import { runs, seed } from '../support/law.js';

const DAY = 86_400_000;

/** Most times stand close together; the gaps between the others are drawn around the one that counts. */
const logs = fc
  .record({
    crowd: fc.integer({ min: 0, max: 250 }),
    gaps: fc.array(fc.constantFrom(0, 1, DAY, FAR / 2, FAR - 1, FAR, FAR + 1, 400 * DAY), { maxLength: 5 }),
    begin: fc.constantFrom(-FAR, -1, 0, 1, 1_774_339_200_000),
  })
  .map(({ crowd, gaps, begin }) => {
    const times = Array.from({ length: crowd }, (_, i) => begin + i * 60_000);
    let last = times.at(-1) ?? begin;
    for (const gap of gaps) {
      last += gap;
      times.push(last);
    }
    return times;
  })
  .chain((times) => fc.shuffledSubarray(times, { minLength: times.length, maxLength: times.length }));

test(`the gap that the latest few lie behind is found in any order, RECONVENE_SEED=${seed}`, () => {
  let found = 0;
  fc.assert(
    fc.property(logs, (times) => {
      const spans = createTimeSpans();
      for (const at of times) expect(spans.add(1, at, at)).toBe(true);
      const jump = jumpIn(Float64Array.from(times).sort(), FAR);
      expect(spans.jump()).toEqual(jump);
      if (jump !== null) found++;
    }),
    { numRuns: runs, seed },
  );
  expect(found).toBeGreaterThan(runs / 50);
});

test('times that lie too far apart are not added at once', () => {
  const spans = createTimeSpans();
  expect(spans.add(20, 0, FAR / 2)).toBe(false);
  expect(spans.add(20, 0, FAR / 2 - 1)).toBe(true);
  expect(spans.add(1, 2 * FAR, 2 * FAR)).toBe(true);
  expect(spans.jump()).toEqual({ from: FAR / 2 - 1, to: 2 * FAR });
});
