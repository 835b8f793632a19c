import type { RuleOptions } from '../model/rule-options.js';
import type { EpochMs } from '../model/time.js';

/**
 * Clause `reset-start`: where the session after a reset begins: at the deadline d, after the changes at d, or with
 * "departure" at a, before them.
 */
export function resetStart(
  aloneSince: EpochMs,
  deadline: EpochMs,
  boundary: RuleOptions['resetBoundary'],
): EpochMs {
  return boundary === 'departure' ? aloneSince : deadline;
}
