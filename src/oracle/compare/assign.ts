import TinyQueue from 'tinyqueue';

/** Which columns may be given to which rows, and at what cost, from 0 on: row i has the edges from `first[i]` to before `first[i + 1]`. */
export interface Edges {
  readonly first: Int32Array;
  readonly column: Int32Array;
  readonly cost: Float64Array;
}

/** For each row its column, −1 for none; and how many edges were looked at on the way. */
export interface Assignment {
  readonly columnOf: Int32Array;
  readonly work: number;
}

/**
 * Gives columns to rows, one to one, at the least cost in all; a row that gets none costs `alone`. Exact: rows come in one by one, each
 * along the cheapest path of exchanges (Dijkstra with potentials). No path costs more than leaving one row alone, so that the search stays
 * where it began.
 */
export function assign(rows: number, columns: number, edges: Edges, alone: number): Assignment {
  const { first, column, cost } = edges;
  const columnOf = new Int32Array(rows).fill(-1);
  const rowOf = new Int32Array(columns).fill(-1);
  const rowPrice = new Float64Array(rows);
  const columnPrice = new Float64Array(columns);
  const distance = new Float64Array(columns).fill(Infinity);
  const cameFrom = new Int32Array(columns);
  let work = 0;

  function insert(source: number): void {
    const queue = new TinyQueue<readonly [number, number]>([], ([a], [b]) => a - b);
    const touched: number[] = [];
    const settled: number[] = [];
    /** the cheapest way to end: with this row alone, until a free column is cheaper */
    let end = { distance: Infinity, row: source, column: -1 };

    function reach(row: number, before: number): void {
      const ending = before + alone - rowPrice[row]!;
      if (ending < end.distance) end = { distance: ending, row, column: -1 };
      for (let e = first[row]!; e < first[row + 1]!; e++) {
        work++;
        const to = column[e]!;
        const there = before + cost[e]! - rowPrice[row]! - columnPrice[to]!;
        if (there >= distance[to]! || there >= end.distance) continue;
        if (distance[to] === Infinity) touched.push(to);
        distance[to] = there;
        cameFrom[to] = row;
        queue.push([there, to]);
      }
    }

    reach(source, 0);
    for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
      const [there, to] = next;
      if (there >= end.distance) break;
      if (there > distance[to]!) continue;
      if (rowOf[to] === -1) {
        end = { distance: there, row: -1, column: to };
        break;
      }
      settled.push(to);
      reach(rowOf[to]!, there);
    }

    rowPrice[source]! += end.distance;
    for (const to of settled) {
      const saved = end.distance - distance[to]!;
      if (saved <= 0) continue;
      columnPrice[to]! -= saved;
      rowPrice[rowOf[to]!]! += saved;
    }
    let freed = end.column;
    if (freed === -1) {
      freed = columnOf[end.row]!;
      columnOf[end.row] = -1;
    }
    while (freed !== -1) {
      const row = cameFrom[freed]!;
      const next = columnOf[row]!;
      columnOf[row] = freed;
      rowOf[freed] = row;
      freed = next;
    }
    for (const to of touched) distance[to] = Infinity;
  }

  for (let row = 0; row < rows; row++) insert(row);
  return { columnOf, work };
}
