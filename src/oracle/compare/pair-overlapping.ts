import { assign } from './assign.js';
import type { Stretch } from './pair-near.js';

/** Some of ours that share time with some of theirs, by their places: one and one, one and several, or one side alone. */
export interface Overlap {
  readonly ours: readonly number[];
  readonly theirs: readonly number[];
}

interface Edge {
  readonly our: number;
  readonly their: number;
  readonly shared: number;
}

/** Of those that run at one time so many are remembered, and so many are looked at for each that begins. */
const REMEMBERED = 1024;
const LOOKED_AT = 64;

/**
 * Tells which stretches stand for which by the time that they share. Each holds to the one with which it shares most; what is held
 * together by that is one of ours in several of theirs, or several in one; where it is neither, one to one by the least difference of bounds.
 * @param slack seconds that two may share by chance: less than that, and less than half of the shorter one, is nothing
 */
export function pairOverlapping(
  ours: readonly Stretch[],
  theirs: readonly Stretch[],
  slack: number,
): Overlap[] {
  const edges = strongest(sharing(ours, theirs, slack), ours.length, theirs.length);
  return groups(edges, ours.length, theirs.length).flatMap((group) => {
    const isPlain = group.ours.length < 2 || group.theirs.length < 2;
    return isPlain ? [{ ours: group.ours, theirs: group.theirs }] : oneToOne(group, ours, theirs);
  });
}

/** All pairs that share time, by one sweep over the beginnings. */
function sharing(ours: readonly Stretch[], theirs: readonly Stretch[], slack: number): Edge[] {
  const begins = [
    ...ours.map(({ start }, place) => ({ start, place, isOurs: true })),
    ...theirs.map(({ start }, place) => ({ start, place, isOurs: false })),
  ].sort((a, b) => a.start - b.start);
  const edges: Edge[] = [];
  let [running, others]: [number[], number[]] = [[], []];
  for (const { start, place, isOurs } of begins) {
    if (isOurs) {
      others = others.filter((their) => endOf(theirs[their]!) > start).slice(-REMEMBERED);
      for (const their of others.slice(-LOOKED_AT)) note(place, their);
      running.push(place);
    } else {
      running = running.filter((our) => endOf(ours[our]!) > start).slice(-REMEMBERED);
      for (const our of running.slice(-LOOKED_AT)) note(our, place);
      others.push(place);
    }
  }
  return edges;

  function note(our: number, their: number): void {
    const [a, b] = [ours[our]!, theirs[their]!];
    const shared = Math.min(endOf(a), endOf(b)) - Math.max(a.start, b.start);
    if (shared > slack || shared * 2 >= Math.min(a.duration, b.duration)) edges.push({ our, their, shared });
  }
}

/** Those edges that are the strongest of one of their ends. */
function strongest(edges: readonly Edge[], ours: number, theirs: number): Edge[] {
  const [best, bestOther] = [new Array<Edge | undefined>(ours), new Array<Edge | undefined>(theirs)];
  for (const edge of edges) {
    if (edge.shared > (best[edge.our]?.shared ?? -1)) best[edge.our] = edge;
    if (edge.shared > (bestOther[edge.their]?.shared ?? -1)) bestOther[edge.their] = edge;
  }
  return edges.filter((edge) => best[edge.our] === edge || bestOther[edge.their] === edge);
}

interface Group extends Overlap {
  readonly edges: readonly Edge[];
}

/** What hangs together; whoever shares time with nobody is a group of its own. */
function groups(edges: readonly Edge[], ours: number, theirs: number): Group[] {
  const parent = Int32Array.from({ length: ours + theirs }, (_, i) => i);
  function root(of: number): number {
    let at = of;
    while (parent[at] !== at) {
      parent[at] = parent[parent[at]!]!;
      at = parent[at]!;
    }
    return at;
  }
  for (const { our, their } of edges) parent[root(our)] = root(ours + their);
  const found = new Map<number, { ours: number[]; theirs: number[]; edges: Edge[] }>();
  for (let i = 0; i < ours + theirs; i++) {
    const group = found.get(root(i)) ?? { ours: [], theirs: [], edges: [] };
    found.set(root(i), group);
    if (i < ours) group.ours.push(i);
    else group.theirs.push(i - ours);
  }
  for (const edge of edges) found.get(root(edge.our))!.edges.push(edge);
  return [...found.values()];
}

function oneToOne(group: Group, ours: readonly Stretch[], theirs: readonly Stretch[]): Overlap[] {
  const rowOf = new Map(group.ours.map((our, row) => [our, row]));
  const columnOf = new Map(group.theirs.map((their, column) => [their, column]));
  const edges = group.edges.toSorted((a, b) => rowOf.get(a.our)! - rowOf.get(b.our)!);
  const first = new Int32Array(group.ours.length + 1);
  for (const { our } of edges) first[rowOf.get(our)! + 1]!++;
  for (let row = 0; row < group.ours.length; row++) first[row + 1]! += first[row]!;
  const cost = Float64Array.from(edges, ({ our, their }) => apart(ours[our]!, theirs[their]!));
  const column = Int32Array.from(edges, ({ their }) => columnOf.get(their)!);
  const dearest = cost.reduce((most, one) => Math.max(most, one), 0);
  const given = assign(
    group.ours.length,
    group.theirs.length,
    { first, column, cost },
    2 * dearest + 1,
  ).columnOf;
  const taken = new Set(given);
  return [
    ...group.ours.map((our, row): Overlap => {
      return { ours: [our], theirs: given[row]! < 0 ? [] : [group.theirs[given[row]!]!] };
    }),
    ...group.theirs.flatMap((their, at): Overlap[] => (taken.has(at) ? [] : [{ ours: [], theirs: [their] }])),
  ];
}

function apart(a: Stretch, b: Stretch): number {
  return Math.abs(a.start - b.start) + Math.abs(endOf(a) - endOf(b));
}

function endOf({ start, duration }: Stretch): number {
  return start + duration;
}
