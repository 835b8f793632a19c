import type { EpochMs } from '../../model/time.js';
import type { Person } from './people.js';
import { DRIFT } from './repair.js';

/** A join again that was given back, or made by a hand-over, a moment before. */
export function isKnownJoin({ open, last }: Person, at: EpochMs): boolean {
  if (open.some((join) => join.made && join.at !== at && isNear(join.at, at))) return true;
  if (last === null || !last.made || last.join === at || !isNear(last.join, at)) return false;
  return at <= last.leave || at - last.join <= CLOCKS;
}

/** By so much the clocks of one platform's servers differ, in milliseconds: a join may seem to be after its leave. */
const CLOCKS = 50;

/** Whether two times may be copies of one. */
export function isNear(a: EpochMs | undefined, b: EpochMs): boolean {
  return a !== undefined && Math.abs(a - b) <= DRIFT;
}
