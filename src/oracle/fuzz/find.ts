import type { CaseInput } from '../case.js';
import type { CaseResult } from '../conform.js';
import type { FuzzCase } from './arbitrary-fuzz-cases.js';

/**
 * Whether a failure is one of the case alone. `steady`: it is, in fresh processes too. `stateful`: it comes only after
 * other cases. `flaky`: asked again the implementation answers otherwise, and no earlier case explains it. `unconfirmed`:
 * the run was stopped before it was asked again.
 */
export type Steadiness = (typeof steadinesses)[number];

export const steadinesses = ['steady', 'stateful', 'flaky', 'unconfirmed'] as const;

/** What fuzzing found: failures of one signature, with one of them made small. */
export interface Find {
  /** the check that failed: `reference`, or a law */
  readonly check: string;
  /** what that check demands, in a sentence */
  readonly demands: string;
  readonly signature: string;
  readonly steadiness: Steadiness;
  /** How many checks of the run failed with this signature. */
  readonly count: number;
  /** the case that shows it */
  readonly shows: FuzzCase;
  /** Cases that have to be asked before it, in the same process; none unless it is stateful. */
  readonly before: readonly CaseInput[];
  /** The failure on that case. */
  readonly result: CaseResult;
  /** The first few failures as they were drawn. */
  readonly samples: readonly CaseResult[];
  /** Where it was drawn: fast-check's seed and path; null where a file was replayed. */
  readonly drawnFrom: { readonly seed: number; readonly path: string } | null;
}
