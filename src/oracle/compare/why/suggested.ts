import type { RuleOptions } from '../../../model/rule-options.js';
import type { ComparedItem } from '../comparison.js';
import { type Reading, readingOf } from './reading.js';

/** An ending that is off by the same in fewer pairs than this says nothing. */
const LEAST = 3;

/** Readings that the differences themselves suggest: an `aloneReset` that is as much shorter or longer as most meetings are. */
export function suggested(items: readonly ComparedItem[], base: RuleOptions): Reading[] {
  if (base.aloneReset === null) return [];
  const counts = new Map<number, number>();
  for (const { ours, theirs, outcome } of items) {
    if (outcome !== 'different' || ours.length !== 1 || theirs.length !== 1) continue;
    const off = Math.round(theirs[0]!.duration - ours[0]!.duration);
    if (off !== 0) counts.set(off, (counts.get(off) ?? 0) + 1);
  }
  let most: readonly [number, number] = [0, 0];
  for (const entry of counts) if (entry[1] > most[1]) most = entry;
  const aloneReset = base.aloneReset + most[0];
  return most[1] >= LEAST && aloneReset > 0 && aloneReset >= base.joinThreshold
    ? [readingOf({ aloneReset })]
    : [];
}
