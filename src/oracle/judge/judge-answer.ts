import type { Answer, Expectation } from '../case.js';
import { compareMeetings, compareStrays } from './compare-meetings.js';
import type { Difference } from './difference.js';
import { hintAt } from './value-hint.js';

/**
 * What can become of a case, in the order in which reports count them. `unasked`: it was not put to the implementation,
 * as that had failed too often by then.
 */
export const verdicts = [
  'pass',
  'fail',
  'rejected-wrongly',
  'accepted-wrongly',
  'error',
  'crash',
  'timeout',
  'protocol',
  'nondeterministic',
  'skip',
  'unsupported',
  'unasked',
] as const;

export type Verdict = (typeof verdicts)[number];

/** A verdict with what led to it: what happened in words, and how a classic mistake is mended. */
export interface Judgement {
  readonly verdict: Verdict;
  readonly detail?: string;
  readonly hint?: string;
  readonly difference?: Difference;
}

/** Holds an answer against the right one. */
export function judgeAnswer(answer: Answer, expected: Expectation): Judgement {
  if (answer.kind === 'skip') return { verdict: 'skip', detail: answer.reason };
  if (answer.kind === 'error') return { verdict: 'error', detail: answer.reason };
  if ('rejects' in expected) {
    if (answer.kind === 'rejected') return { verdict: 'pass' };
    const hint = 'rules that SPEC.md does not allow (section 6) are an error before any event is read';
    return { verdict: 'accepted-wrongly', detail: `${expected.rejects} is not allowed here`, hint };
  }
  if (answer.kind === 'rejected') return { verdict: 'rejected-wrongly', detail: answer.reason };
  const difference =
    compareMeetings(answer.meetings, expected.meetings) ??
    (answer.anomalies === undefined ? null : compareStrays(answer.anomalies, expected.anomalies));
  if (difference === null) return { verdict: 'pass' };
  const hint = hintAt(difference);
  return { verdict: 'fail', difference, ...(hint === null ? {} : { hint }) };
}
