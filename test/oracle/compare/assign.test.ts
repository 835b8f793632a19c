import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { assign, type Edges } from '../../../src/oracle/compare/assign.js';
import { runs, seed } from '../../support/law.js';

/** Costs by row and column; null where the two do not go together. */
type Costs = readonly (readonly (number | null)[])[];

function edgesOf(costs: Costs): Edges {
  const first = [0];
  const column: number[] = [];
  const cost: number[] = [];
  for (const row of costs) {
    for (const [to, price] of row.entries()) {
      if (price === null) continue;
      column.push(to);
      cost.push(price);
    }
    first.push(column.length);
  }
  return { first: Int32Array.from(first), column: Int32Array.from(column), cost: Float64Array.from(cost) };
}

/** The least cost in all, by trying everything. */
function leastCost(costs: Costs, alone: number, row = 0, taken = 0): number {
  if (row === costs.length) return 0;
  let least = alone + leastCost(costs, alone, row + 1, taken);
  for (const [to, price] of costs[row]!.entries()) {
    if (price === null || taken & (1 << to)) continue;
    least = Math.min(least, price + leastCost(costs, alone, row + 1, taken | (1 << to)));
  }
  return least;
}

function costOf(costs: Costs, columnOf: Int32Array, alone: number): number {
  return costs.reduce((sum, row, i) => sum + (columnOf[i]! < 0 ? alone : row[columnOf[i]!]!), 0);
}

const drawnCosts = fc.integer({ min: 0, max: 5 }).chain((columns) =>
  fc.array(
    fc.array(fc.option(fc.oneof(fc.nat(6), fc.nat(60)), { nil: null }), {
      minLength: columns,
      maxLength: columns,
    }),
    { maxLength: 6 },
  ),
);

describe('assign', () => {
  test(`costs no more than the best of all ways, and gives nothing twice, RECONVENE_SEED=${seed}`, () => {
    fc.assert(
      fc.property(drawnCosts, fc.integer({ min: 1, max: 130 }), (costs, alone) => {
        const { columnOf } = assign(costs.length, costs[0]?.length ?? 0, edgesOf(costs), alone);
        const given = [...columnOf].filter((to) => to >= 0);
        expect(new Set(given).size).toBe(given.length);
        expect(costOf(costs, columnOf, alone)).toBe(leastCost(costs, alone));
      }),
      { numRuns: runs, seed },
    );
  });

  test('takes the dearer pair where that leaves the cheaper one to another', () => {
    const costs = [
      [1, 2],
      [1, 40],
    ];
    expect([...assign(2, 2, edgesOf(costs), 100).columnOf]).toEqual([1, 0]);
  });

  test('leaves a row alone where an exchange would cost more', () => {
    const costs = [
      [1, 30],
      [1, null],
    ];
    expect([...assign(2, 2, edgesOf(costs), 20).columnOf].filter((to) => to < 0)).toHaveLength(1);
    expect([...assign(2, 2, edgesOf(costs), 100).columnOf]).toEqual([1, 0]);
  });
});
