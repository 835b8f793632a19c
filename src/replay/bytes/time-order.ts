import type { EpochMs } from '../../model/time.js';

/** A digit of a radix sort, in bits. */
const BITS = 11;
const DIGITS = 1 << BITS;

/** Below this many times comparing is faster. */
const FEW = 512;

/** The places of whole numbers in ascending order; equal ones stay in the order in which they came. */
export function inTimeOrder(times: Float64Array): Int32Array {
  const order = new Int32Array(times.length);
  for (let i = 0; i < order.length; i++) order[i] = i;
  if (times.length < FEW) return order.sort((a, b) => times[a]! - times[b]! || a - b);
  let least = times[0]!;
  let most = least;
  for (let i = 1; i < times.length; i++) {
    if (times[i]! < least) least = times[i]!;
    if (times[i]! > most) most = times[i]!;
  }
  let from: Int32Array = order;
  let to: Int32Array = new Int32Array(times.length);
  for (let unit = 1; unit <= most - least; unit *= DIGITS) {
    sortByDigit(times, least, unit, from, to);
    [from, to] = [to, from];
  }
  return from;
}

function sortByDigit(
  times: Float64Array,
  least: EpochMs,
  unit: number,
  from: Int32Array,
  to: Int32Array,
): void {
  const starts = new Int32Array(DIGITS + 1);
  for (let i = 0; i < from.length; i++) starts[digitOf(times[from[i]!]! - least, unit) + 1]!++;
  for (let digit = 0; digit < DIGITS; digit++) starts[digit + 1]! += starts[digit]!;
  for (let i = 0; i < from.length; i++) {
    const place = from[i]!;
    to[starts[digitOf(times[place]! - least, unit)]!++] = place;
  }
}

function digitOf(value: number, unit: number): number {
  return Math.floor(value / unit) % DIGITS;
}
