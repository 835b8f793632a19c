import { answerCase, isRejected } from '../answer-case.js';
import type { CaseInput } from '../case.js';
import { inputOf, type Vector } from '../vectors/vector.js';
import { vectorId } from '../vectors/vector-id.js';

/** A drawn case as a vector, with the answer of the reference, until a find gives it a better name. */
export function caseVector(input: CaseInput): Vector {
  const id = vectorId(input);
  const about = { id, name: 'Found by fuzzing', why: 'A drawn case.', clauses: ['event'] };
  return { ...about, ...inputOf(input), ...answerOf(input), source: { kind: 'fuzz' } };
}

type VectorAnswer = Pick<Vector, 'expect' | 'anomalies' | 'expect_reject'>;

/** The reference's answer in the fields of a vector. */
export function answerOf(input: CaseInput): VectorAnswer {
  const answer = answerCase(input);
  if (isRejected(answer)) return { expect_reject: optionIn(answer.rejected.reason) };
  const { meetings, anomalies } = answer;
  const expect = meetings.map(({ id: _, ...meeting }) => meeting);
  return anomalies.length === 0 ? { expect } : { expect, anomalies };
}

/** The option that a message about rule options begins with. */
function optionIn(reason: string): string {
  return /^"?(\w+)/.exec(reason)?.[1] ?? 'rules';
}
