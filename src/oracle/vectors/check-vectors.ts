import { isDeepStrictEqual } from 'node:util';
import { answerCase, isRejected } from '../answer-case.js';
import { clauseSentences } from '../clause-sentences.js';
import { judgeAnswer } from '../judge/judge-answer.js';
import { naiveAnswer } from './agreed-answer.js';
import { sidesOf } from './coverage.js';
import { asAnswer, killMatrix } from './kill-matrix.js';
import { checkVectorList } from './read-vectors.js';
import { expectationOf, type Vector } from './vector.js';
import { vectorId } from './vector-id.js';

/** What is wrong with a vector, in words. */
export interface VectorProblem {
  readonly vector: Vector;
  readonly problem: string;
}

/**
 * Holds vectors to what they claim: the id is that of the input, the clauses exist and fire, the engine and the naive
 * model both give the answer, and no two hold the same, unless one is there for being realistic.
 * @throws TypeError for what is no list of vectors
 */
export function checkVectors(vectors: readonly Vector[]): VectorProblem[] {
  checkVectorList('checkVectors', vectors);
  const problems = vectors.flatMap((vector) => problemsOf(vector).map((problem) => ({ vector, problem })));
  return [...problems, ...redundant(vectors)];
}

function problemsOf(vector: Vector): string[] {
  const { clauses, expect, anomalies = [] } = vector;
  const unknown = clauses.filter((slug) => !Object.hasOwn(clauseSentences, slug));
  if (unknown.length > 0) return [`claims ${unknown.join(', ')}, which SPEC.md does not have`];
  const problems: string[] = [];
  const id = vectorId(vector);
  if (id !== vector.id) problems.push(`the id of this input is ${id}`);
  const own = asAnswer(answerCase(vector));
  const { verdict, difference } = judgeAnswer(own, expectationOf(vector));
  if (verdict !== 'pass')
    problems.push(`the engine does not agree: ${verdict} ${difference?.path ?? ''}`.trim());
  if (expect !== undefined && vector.events.length > 0 && !isRejected(answerCase(vector))) {
    const naive = naiveAnswer(vector);
    if (!isDeepStrictEqual(naive, { expect: [...expect], anomalies }))
      problems.push('the naive model does not agree');
  }
  const fired = new Set(sidesOf(vector).map(({ clause }) => clause));
  for (const slug of clauses) if (!fired.has(slug)) problems.push(`claims ${slug}, which does not fire`);
  return problems;
}

/** A vector that kills the same mutants, and stands on the same sides, as one before it. */
function redundant(vectors: readonly Vector[]): VectorProblem[] {
  const matrix = killMatrix(vectors);
  const seen = new Map<string, Vector>();
  return vectors.flatMap((vector) => {
    if (vector.tags?.includes('realistic')) return [];
    const killed = matrix
      .filter(({ killedBy }) => killedBy.includes(vector.id))
      .map(({ mutant }) => mutant.name);
    const stands = sidesOf(vector).map(({ clause, name }) => `${clause}: ${name}`);
    const evidence = JSON.stringify([killed, stands]);
    const other = seen.get(evidence);
    seen.set(evidence, other ?? vector);
    return other === undefined
      ? []
      : [{ vector, problem: `is redundant beside ${other.id} (${other.name})` }];
  });
}
