import type { RuleOptions } from '../model/rule-options.js';
import type { EpochMs } from '../model/time.js';

/**
 * Clause `undecided`: the instant from which a visit's admission is known: when it ends or when it has lasted the
 * threshold, whichever comes first. As of an earlier T it is undecided. A reset waits for it in any case, as what it
 * ends must be final.
 */
export function admissionKnownFrom(join: EpochMs, leave: EpochMs, thresholdMs: number): EpochMs {
  return Math.min(leave, join + thresholdMs);
}

/** Clause `undecided`: the instant from which it is known whether a visit counts; with "occupy" its join. */
export function decidedFrom(
  join: EpochMs,
  leave: EpochMs,
  thresholdMs: number,
  shortVisits: RuleOptions['shortVisits'],
): EpochMs {
  return shortVisits === 'occupy' ? join : admissionKnownFrom(join, leave, thresholdMs);
}
