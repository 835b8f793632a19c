import type { StrayEvent } from '../../model/anomaly.js';
import type { CaseInput, Expectation, ExpectedMeeting } from '../case.js';

/** Where a vector and its answer come from. */
export interface VectorSource {
  /**
   * `spec`: an example of SPEC.md; `hand`: written by hand, answer included; `agreed`: a log of ours, with the answer on
   * which engine and naive model agree; `fuzz`: found by the fuzzer, answer as for `agreed`.
   */
  readonly kind: 'spec' | 'hand' | 'agreed' | 'fuzz';
}

/** A conformance case. */
export interface Vector extends CaseInput {
  /** Opaque, and bound to the input: the same rules, T and events have the same id, whatever the case is called. */
  readonly id: string;
  readonly name: string;
  /** Which mistake it catches. */
  readonly why: string;
  /** Slugs of SPEC.md; the first is what it is about. */
  readonly clauses: readonly string[];
  /** `realistic`: like a day in a real room, kept although others catch as much. */
  readonly tags?: readonly string[];
  /** The right meetings; absent where the rules are to be rejected. */
  readonly expect?: readonly ExpectedMeeting[];
  /** The strays of the log; absent for none. */
  readonly anomalies?: readonly StrayEvent[];
  /** The rule option that is not allowed. */
  readonly expect_reject?: string;
  readonly source: VectorSource;
}

export function expectationOf({ expect, anomalies = [], expect_reject }: Vector): Expectation {
  return expect_reject === undefined ? { meetings: expect ?? [], anomalies } : { rejects: expect_reject };
}

/** What of a case is put to an implementation; nothing of the answer, nor the name, is. */
export function inputOf({ rules, as_of, events }: CaseInput): CaseInput {
  return as_of === undefined ? { rules, events } : { rules, as_of, events };
}
