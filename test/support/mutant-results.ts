import { type CaseResult, resultOf } from '../../src/oracle/conform.js';
import { judge } from '../../src/oracle/judge/judged.js';
import type { Mutant } from '../../src/oracle/mutants/mutant.js';
import { answerAsMutant, mutants } from '../../src/oracle/mutants.js';
import { asAnswer } from '../../src/oracle/vectors/kill-matrix.js';
import { loadVectors } from '../../src/oracle/vectors/load-vectors.js';

/** Those that can be told from the reference. */
export const toldMutants = mutants.filter(({ equivalent }) => equivalent === undefined);

const vectors = loadVectors();

/** What a mutant makes of all vectors, as if it had been asked over the protocol. */
export function resultsOfMutant(mutant: Mutant): CaseResult[] {
  return vectors.map((vector) => {
    const answer = asAnswer(answerAsMutant(mutant, vector));
    return resultOf(vector, judge(vector, { kind: 'answer', answer }));
  });
}
