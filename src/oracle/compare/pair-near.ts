import { assign, type Edges } from './assign.js';

/** A stretch of time in seconds. */
export interface Stretch {
  readonly start: number;
  readonly duration: number;
}

/** How far apart two times or two lengths may be, in seconds. */
export interface Tolerance {
  readonly time: number;
  readonly length: number;
}

/** Who is whose: for each of ours the place of one of theirs, −1 for none. */
export interface Pairs {
  readonly partner: Int32Array;
  /** how many pairs came into question */
  readonly candidates: number;
  /** how many steps it took to choose among them */
  readonly work: number;
}

/** So many neighbours of a stretch are looked at; more are there only where many stretches are nearly the same. */
const LOOKED_AT = 256;
/** So many of them come into question. */
const CANDIDATES = 48;

/**
 * Pairs stretches one to one whose starts and lengths are within a tolerance, at the least cost in all: the seconds that they are apart,
 * and what `more` adds for two (at most `most`). Two that fit are not left alone. Only neighbours come into question, so that work grows with
 * the number of stretches.
 */
export function pairNear(
  ours: readonly Stretch[],
  theirs: readonly Stretch[],
  tolerance: Tolerance,
  more: (our: number, their: number) => number,
  most: number,
): Pairs {
  const own = inOrder(ours);
  const other = inOrder(theirs);
  const first = new Int32Array(own.length + 1);
  const column: number[] = [];
  const cost: number[] = [];
  let [low, high, last] = [0, 0, -1];
  for (const [row, at] of own.entries()) {
    const our = ours[at]!;
    while (low < other.length && isBefore(theirs[other[low]!]!, our)) low++;
    while (high < other.length && !isBefore(our, theirs[other[high]!]!)) high++;
    first[row] = column.length;
    // Outwards from where ours would stand among theirs, the nearer side first. Of those that are the same, each stands one further.
    const isSame = last >= low && row > 0 && !isBefore(ours[own[row - 1]!]!, our);
    last = isSame ? Math.min(last + 1, high) : low;
    let [left, right, looked] = [last - 1, last, 0];
    while (looked < LOOKED_AT && column.length - first[row]! < CANDIDATES) {
      const [before, after] = [theirs[other[left]!], theirs[other[right]!]];
      const back = before === undefined ? Infinity : Math.abs(our.start - before.start);
      const ahead = after === undefined ? Infinity : Math.abs(after.start - our.start);
      if (Math.min(back, ahead) > tolerance.time) break;
      const place = back < ahead ? left-- : right++;
      looked++;
      const their = theirs[other[place]!]!;
      const off = Math.abs(their.duration - our.duration);
      if (off > tolerance.length) continue;
      column.push(place);
      cost.push(Math.min(back, ahead) + off + more(at, other[place]!));
    }
  }
  first[own.length] = column.length;
  const edges: Edges = { first, column: Int32Array.from(column), cost: Float64Array.from(cost) };
  const alone = 2 * (tolerance.time + tolerance.length + most) + 1;
  const { columnOf, work } = assign(own.length, other.length, edges, alone);
  const partner = new Int32Array(ours.length).fill(-1);
  for (const [row, at] of own.entries()) {
    if (columnOf[row]! >= 0) partner[at] = other[columnOf[row]!]!;
  }
  return { partner, candidates: column.length, work };
}

function inOrder(stretches: readonly Stretch[]): number[] {
  const places = stretches.map((_, i) => i);
  return places.sort((a, b) =>
    isBefore(stretches[a]!, stretches[b]!) ? -1 : isBefore(stretches[b]!, stretches[a]!) ? 1 : a - b,
  );
}

function isBefore(a: Stretch, b: Stretch): boolean {
  return a.start < b.start || (a.start === b.start && a.duration < b.duration);
}
