import { resultOf } from '../conform.js';
import { judgeAnswer } from '../judge/judge-answer.js';
import { featuresNeeded } from '../vectors/features-needed.js';
import { expectationOf, type Vector } from '../vectors/vector.js';
import { answerOf, caseVector } from './case-vector.js';
import { type Check, failure, type Outcome, PASS, SKIP } from './check.js';

/** The answer is that of the reference. */
export const referenceCheck: Check = {
  slug: 'reference',
  sentence: 'The answer is that of the reference.',
  needs: [],
  prepare({ input }) {
    const answered = { ...input, ...answerOf(input) } as Vector;
    const expected = expectationOf(answered);
    return {
      inputs: [input],
      needs: featuresNeeded(answered),
      judge([answer]): Outcome {
        const judgement = judgeAnswer(answer!, expected);
        if (judgement.verdict === 'pass') return PASS;
        if (judgement.verdict === 'skip') return SKIP;
        const result = resultOf(caseVector(input), { judgement, answer: answer!, stderr: [] });
        const option = 'rejects' in expected ? `/${expected.rejects}` : '';
        return failure(result, `${result.signature}${option}`);
      },
    };
  },
};
