import { type EpochMs, NEVER } from '../model/time.js';

/** Something that wants to be woken at an instant. `slot` is its place in the index, −1 while it is in none. */
export interface Sleeper {
  wake: EpochMs;
  slot: number;
}

/**
 * An index of sleepers by wake time: a binary heap that knows each one's place, so that a sleeper can be moved or
 * taken out and nothing stale is ever held.
 */
export type DeadlineIndex<S extends Sleeper> = S[];

/** The earliest sleeper, or undefined. */
export function earliest<S extends Sleeper>(index: DeadlineIndex<S>): S | undefined {
  return index[0];
}

/** Puts a sleeper where its `wake` belongs: in, elsewhere, or out when it is `NEVER`. */
export function reschedule<S extends Sleeper>(index: DeadlineIndex<S>, sleeper: S): void {
  if (sleeper.wake === NEVER) {
    remove(index, sleeper);
  } else {
    if (sleeper.slot < 0) {
      sleeper.slot = index.length;
      index.push(sleeper);
    }
    siftDown(index, siftUp(index, sleeper.slot));
  }
}

/** Takes a sleeper out. */
function remove<S extends Sleeper>(index: DeadlineIndex<S>, sleeper: S): void {
  const { slot } = sleeper;
  if (slot < 0) return;
  sleeper.slot = -1;
  const last = index.pop()!;
  if (last === sleeper) return;
  place(index, last, slot);
  siftDown(index, siftUp(index, slot));
}

/** Visits the sleepers that wake before a bound, which the visit itself may lower. */
export function visitBefore<S extends Sleeper>(
  index: DeadlineIndex<S>,
  bound: EpochMs,
  visit: (sleeper: S, bound: EpochMs) => EpochMs,
): EpochMs {
  let lowest = bound;
  const open = [0];
  while (open.length > 0) {
    const slot = open.pop()!;
    const sleeper = index[slot];
    if (sleeper === undefined || sleeper.wake >= lowest) continue;
    lowest = visit(sleeper, lowest);
    open.push(2 * slot + 2, 2 * slot + 1);
  }
  return lowest;
}

function siftUp<S extends Sleeper>(index: DeadlineIndex<S>, from: number): number {
  const sleeper = index[from]!;
  let slot = from;
  while (slot > 0) {
    const parent = (slot - 1) >> 1;
    if (index[parent]!.wake <= sleeper.wake) break;
    place(index, index[parent]!, slot);
    slot = parent;
  }
  place(index, sleeper, slot);
  return slot;
}

function siftDown<S extends Sleeper>(index: DeadlineIndex<S>, from: number): void {
  const sleeper = index[from]!;
  let slot = from;
  for (;;) {
    let child = 2 * slot + 1;
    if (child >= index.length) break;
    if (child + 1 < index.length && index[child + 1]!.wake < index[child]!.wake) child++;
    if (index[child]!.wake >= sleeper.wake) break;
    place(index, index[child]!, slot);
    slot = child;
  }
  place(index, sleeper, slot);
}

function place<S extends Sleeper>(index: DeadlineIndex<S>, sleeper: S, slot: number): void {
  index[slot] = sleeper;
  sleeper.slot = slot;
}
