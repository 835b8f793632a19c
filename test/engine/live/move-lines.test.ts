import { expect, test } from 'vitest';
import { createLines, wordsOf } from '../../../src/engine/flat/lines.js';
import { moveLines } from '../../../src/engine/live/move-lines.js';

const LARGE = 1 << 17;

test.each([8, LARGE])('%i numbers are there when there is more room, and nothing behind them', (count) => {
  const lines = createLines(count);
  for (let i = 0; i < count; i++) lines[i] = i + 0.5;
  const grown = moveLines(lines, count + 8);
  expect([grown.length, wordsOf(grown).length]).toEqual([count + 8, 2 * count + 16]);
  let wrong = 0;
  for (let i = 0; i < count + 8; i++) if (grown[i] !== (i < count ? i + 0.5 : 0)) wrong++;
  expect(wrong).toBe(0);
});

test('the memory of many numbers is given back at once', () => {
  const lines = createLines(LARGE);
  moveLines(lines, LARGE + 8);
  expect(lines.buffer.byteLength).toBe(0);
});
