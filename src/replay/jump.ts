import type { EpochMs } from '../model/time.js';

/** A gap between times. */
export interface Jump {
  readonly from: EpochMs;
  readonly to: EpochMs;
}

/** Times that lie further behind all others, in milliseconds, are suspect: 30 days. */
export const FAR = 30 * 86_400_000;

/** Logs smaller than this are told nothing: there, any time is one of few. */
const SMALL = 10;

/** Whether so many of all records are few enough to be wrong: one, or one in a hundred. */
export function areFew(count: number, all: number): boolean {
  return all >= SMALL && count <= Math.max(1, all / 100);
}

/**
 * The gap that the latest few times lie behind: the first one of more than `limit` behind which there are but a few; null for none.
 * @param times in their order
 * @param isFew how many are few
 */
export function jumpIn(times: ArrayLike<EpochMs>, limit: number, isFew = areFew): Jump | null {
  let found: Jump | null = null;
  for (let i = times.length - 1; i > 0 && isFew(times.length - i, times.length); i--) {
    const [from, to] = [times[i - 1]!, times[i]!];
    if (to - from > limit) found = { from, to };
  }
  return found;
}
