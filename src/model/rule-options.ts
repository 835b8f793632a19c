import type { Seconds } from './time.js';

/** The rules' values (SPEC.md, "Rule values"). Lengths in seconds, each a whole number of milliseconds. */
export interface RuleOptions {
  /** How long a visit must last to be admitted; 0: every visit that is not empty. Clause `join-threshold`. */
  readonly joinThreshold: Seconds;
  /** Whether visits under the threshold count for who is in the room. Clause `join-threshold`. */
  readonly shortVisits: 'ignore' | 'occupy';
  /** How long someone must be alone for a meeting to begin; 0: at once. Clause `solo-start`. */
  readonly soloStart: Seconds;
  /** How long someone must be left alone for a meeting to end; null: never. Clause `alone-reset`. */
  readonly aloneReset: Seconds | null;
  /** Where a reset places the end and the next start. Clause `alone-reset`. */
  readonly resetBoundary: 'elapsed' | 'departure';
  /** The step, in whole seconds, to which listed times are snapped; 1: off. Clause `granularity`. */
  readonly granularity: Seconds;
  /** The direction of snapping. Clause `granularity`. */
  readonly rounding: 'floor' | 'nearest' | 'ceil';
}
