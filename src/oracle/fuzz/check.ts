import type { Answer, CaseInput } from '../case.js';
import type { CaseResult } from '../conform.js';
import { resultOf } from '../conform.js';
import type { Reply } from '../harness/session.js';
import type { Feature } from '../protocol.js';
import type { FuzzCase } from './arbitrary-fuzz-cases.js';
import { caseVector } from './case-vector.js';

/** Something that has to hold for every drawn case. */
export interface Check {
  /** `reference`, or the name of a relation between answers. */
  readonly slug: string;
  readonly sentence: string;
  /** What an implementation must have for it to be checked. */
  readonly needs: readonly Feature[];
  /** Null where the case gives it nothing to ask. */
  readonly prepare: (drawn: FuzzCase) => Prepared | null;
}

/** A check of one case: what is asked, and how the answers, in the same order, are judged. */
export interface Prepared {
  readonly inputs: readonly CaseInput[];
  /** what an implementation must have to answer them */
  readonly needs: readonly Feature[];
  readonly judge: (answers: readonly Answer[]) => Outcome;
}

/** What came of a check: `pass`, `skip`, or what makes failures the same, with the failure. */
export interface Outcome {
  readonly signature: string;
  readonly result: CaseResult | null;
}

export const PASS: Outcome = { signature: 'pass', result: null };
export const SKIP: Outcome = { signature: 'skip', result: null };

/** Judges replies to what was asked: a reply that did not come as it should is a failure of its own. */
export function judgeReplies({ inputs, judge }: Prepared, replies: readonly Reply[]): Outcome {
  const answers: Answer[] = [];
  for (const [i, reply] of replies.entries()) {
    if (reply.kind === 'answer') {
      answers.push(reply.answer);
      continue;
    }
    const { verdict, detail, hint, stderr } = reply;
    const judged = { judgement: { verdict, detail, hint }, answer: null, stderr };
    return failure(resultOf(caseVector(inputs[i]!), judged), verdict);
  }
  return judge(answers);
}

/** A failure under a signature. */
export function failure(result: CaseResult, signature: string): Outcome {
  return { signature, result: { ...result, signature } };
}
