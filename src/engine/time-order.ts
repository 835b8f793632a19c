import { int32s } from './small-arrays.js';

/** The digits of a radix sort, in bits: about as many digits as there are times, within bounds. */
const LEAST_BITS = 4;
const MOST_BITS = 11;

/** Used again and again. */
const starts = new Int32Array((1 << MOST_BITS) + 1);

/** The places of whole numbers in ascending order; equal ones stay in the order in which they came. */
export function inTimeOrder(times: Float64Array): Int32Array {
  const count = times.length;
  let least = times[0]!;
  let most = least;
  let from = int32s(count);
  for (let i = 0; i < count; i++) {
    from[i] = i;
    if (times[i]! < least) least = times[i]!;
    if (times[i]! > most) most = times[i]!;
  }
  let to = int32s(count);
  const digits = 1 << Math.min(MOST_BITS, Math.max(LEAST_BITS, 32 - Math.clz32(count)));
  for (let unit = 1, isLast = least === most; !isLast; unit *= digits) {
    const lowest = Math.floor(least / unit);
    isLast = Math.floor(most / unit) - lowest < digits;
    sortByDigit(times, unit, digits, isLast ? lowest : null, from, to);
    [from, to] = [to, from];
  }
  return from;
}

/** The same, where equal ones are in an order of their own, by their places. */
export function inTimeOrderThen(
  times: Float64Array,
  compareTies: (a: number, b: number) => number,
): Int32Array {
  const order = inTimeOrder(times);
  const { length } = order;
  for (let from = 0, to = 1; from < length; from = to++) {
    while (to < length && times[order[to]!] === times[order[from]!]) to++;
    if (to - from > 1) order.subarray(from, to).sort(compareTies);
  }
  return order;
}

/**
 * Sorts by the digit of a unit. The last is what is left above the lowest, which may be below 0; no other may be told by
 * the distance from it, as that is no whole number of its own for times which lie far apart.
 */
function sortByDigit(
  times: Float64Array,
  unit: number,
  digits: number,
  lowest: number | null,
  from: Int32Array,
  to: Int32Array,
): void {
  starts.fill(0, 0, digits + 1);
  for (let i = 0; i < from.length; i++) starts[digitOf(times[from[i]!]!, unit, digits, lowest) + 1]!++;
  for (let digit = 0; digit < digits; digit++) starts[digit + 1]! += starts[digit]!;
  for (let i = 0; i < from.length; i++) {
    const place = from[i]!;
    to[starts[digitOf(times[place]!, unit, digits, lowest)]!++] = place;
  }
}

function digitOf(value: number, unit: number, digits: number, lowest: number | null): number {
  const rest = Math.floor(value / unit);
  // Not `%`, which is far slower for what is no small integer.
  return rest - (lowest ?? digits * Math.floor(rest / digits));
}
