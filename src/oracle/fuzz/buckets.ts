import type { CaseInput } from '../case.js';
import type { CaseResult } from '../conform.js';
import type { FuzzCase } from './arbitrary-fuzz-cases.js';
import type { Check } from './check.js';

/** A check of a drawn case, and where it was drawn: with this seed, so far on. */
export interface Probe {
  readonly drawn: FuzzCase;
  readonly check: Check;
  readonly seed: number;
  readonly path: number;
  /** its place in the whole run */
  readonly index: number;
}

/** Failures of one signature. */
export interface Bucket {
  readonly signature: string;
  readonly count: number;
  /** the one with the fewest events, of these the first */
  readonly probe: Probe;
  readonly result: CaseResult;
  /** what had been asked before it in its round */
  readonly before: readonly CaseInput[];
  /** the first few, for what they look like */
  readonly samples: readonly CaseResult[];
}

/** So many failures of a signature are kept. */
const SAMPLES = 8;

/** Puts a failure to those of its signature. */
export function addFailure(
  buckets: Map<string, Bucket>,
  signature: string,
  probe: Probe,
  result: CaseResult,
  before: () => readonly CaseInput[],
): void {
  const known = buckets.get(signature);
  if (known === undefined) {
    buckets.set(signature, { signature, count: 1, probe, result, before: before(), samples: [result] });
    return;
  }
  const { count, samples } = known;
  const better = compareProbes(probe, known.probe) < 0 ? { probe, result, before: before() } : {};
  buckets.set(signature, {
    ...known,
    ...better,
    count: count + 1,
    samples: samples.length < SAMPLES ? [...samples, result] : samples,
  });
}

function compareProbes(a: Probe, b: Probe): number {
  return a.drawn.input.events.length - b.drawn.input.events.length || a.index - b.index;
}
