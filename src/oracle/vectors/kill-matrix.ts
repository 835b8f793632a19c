import { type CaseAnswer, isRejected } from '../answer-case.js';
import type { Answer } from '../case.js';
import { judgeAnswer } from '../judge/judge-answer.js';
import type { Mutant } from '../mutants/mutant.js';
import { answerAsMutant, mutants } from '../mutants.js';
import { checkVectorList } from './read-vectors.js';
import { expectationOf, type Vector } from './vector.js';

/** Which vectors tell a mutant from the right rules. */
export interface Kills {
  readonly mutant: Mutant;
  /** ids of vectors */
  readonly killedBy: readonly string[];
}

/**
 * The mutation score of vectors, mutant by mutant.
 * @throws TypeError for what is no list of vectors
 */
export function killMatrix(vectors: readonly Vector[], of: readonly Mutant[] = mutants): Kills[] {
  checkVectorList('killMatrix', vectors);
  return of.map((mutant) => ({
    mutant,
    killedBy: vectors.filter((vector) => kills(vector, mutant)).map(({ id }) => id),
  }));
}

/** A mutant survives wrongly if no vector kills it and it is not proven equivalent. */
export function isSurvivor({ mutant, killedBy }: Kills): boolean {
  return killedBy.length === 0 && mutant.equivalent === undefined;
}

/** An answer of ours as one that came over the protocol. */
export function asAnswer(answer: CaseAnswer): Answer {
  if (isRejected(answer)) return { kind: 'rejected', reason: answer.rejected.reason };
  return { kind: 'meetings', meetings: answer.meetings, anomalies: answer.anomalies };
}

function kills(vector: Vector, mutant: Mutant): boolean {
  return judgeAnswer(asAnswer(answerAsMutant(mutant, vector)), expectationOf(vector)).verdict !== 'pass';
}
