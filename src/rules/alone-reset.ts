import type { RuleOptions } from '../model/rule-options.js';
import { type EpochMs, NEVER } from '../model/time.js';

/**
 * Clause `alone-reset`: in a running session, since when its lone participant is alone after the changes at an
 * instant: since then if P was not {x} just before, and else as before. `NEVER`: not alone, or since the start.
 */
export function aloneSince(present: number, sameLone: boolean, before: EpochMs, at: EpochMs): EpochMs {
  if (present !== 1) return NEVER;
  return sameLone ? before : at;
}

/** Clause `alone-reset`: when being alone since a ends the session, unless someone comes or goes before. */
export function resetDeadline(since: EpochMs, aloneResetMs: number): EpochMs {
  return since + aloneResetMs;
}

/** Clause `alone-reset`: where a reset places the end: at the deadline, or with "departure" where x became alone. */
export function resetEnd(since: EpochMs, deadline: EpochMs, boundary: RuleOptions['resetBoundary']): EpochMs {
  return boundary === 'departure' ? since : deadline;
}
