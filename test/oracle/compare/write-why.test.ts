import { expect, test } from 'vitest';
import type { Reading } from '../../../src/oracle/compare/why/reading.js';
import { writeWhy } from '../../../src/oracle/compare/why/write-why.js';

const reading: Reading = { kind: 'options', name: 'granularity: 15', rules: { granularity: 15 } };
const said = (before: [number, number], left: [number, number]) => {
  const [from, to] = [before, left].map(([differing, inexact]) => ({ differing, inexact, unknown: 0 }));
  const explanations = [{ reading, left: to!, alternatives: [] }];
  return writeWhy({ before: from!, explanations, tried: 9 })[0];
};

test('what a reading sets right, and what it makes worse', () => {
  expect(said([4, 9], [1, 9])).toBe('`granularity: 15` explains 3 of 4');
  expect(said([4, 9], [1, 2])).toBe(
    '`granularity: 15` explains 3 of 4, and 7 of 9 that are only within tolerance',
  );
  expect(said([0, 9], [0, 0])).toBe('`granularity: 15` explains 9 of 9 that are only within tolerance');
  expect(said([4, 9], [6, 0])).toBe(
    '`granularity: 15` explains 9 of 9 that are only within tolerance; 2 more differ with it',
  );
});
