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

/** The times of a log by spans of time: enough to find the gap that its latest few lie behind, in whatever order they come. */
export interface TimeSpans {
  /** Adds so many times, of which the earliest is `from` and the latest `to`; false, and adds none, if that takes more spans. */
  add(count: number, from: EpochMs, to: EpochMs): boolean;
  /** What `jumpIn` would say of all times, for gaps of more than FAR. */
  jump(): Jump | null;
}

interface TimeSpan {
  readonly number: number;
  count: number;
  least: EpochMs;
  most: EpochMs;
}

/** Short enough for no gap to be within one. */
const SPAN = FAR / 2;

export function createTimeSpans(): TimeSpans {
  const spans = new Map<number, TimeSpan>();
  let latest: TimeSpan | null = null;
  let all = 0;

  function spanOf(number: number): TimeSpan {
    // Nearly all times are of the same one.
    if (latest?.number === number) return latest;
    const span = spans.get(number) ?? { number, count: 0, least: Infinity, most: -Infinity };
    if (span.count === 0) spans.set(number, span);
    latest = span;
    return span;
  }

  return {
    add(count, from, to) {
      const number = Math.floor(from / SPAN);
      if (Math.floor(to / SPAN) !== number) return false;
      const span = spanOf(number);
      span.count += count;
      all += count;
      if (from < span.least) span.least = from;
      if (to > span.most) span.most = to;
      return true;
    },
    jump() {
      const inOrder = [...spans.values()].sort((a, b) => a.number - b.number);
      let found: Jump | null = null;
      let behind = 0;
      for (let i = inOrder.length - 1; i > 0; i--) {
        const [before, span] = [inOrder[i - 1]!, inOrder[i]!];
        behind += span.count;
        if (!areFew(behind, all)) break;
        if (span.least - before.most > FAR) found = { from: before.most, to: span.least };
      }
      return found;
    },
  };
}
