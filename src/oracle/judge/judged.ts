import type { Answer } from '../case.js';
import type { Reply } from '../harness/session.js';
import { expectationOf, type Vector } from '../vectors/vector.js';
import { type Judgement, judgeAnswer } from './judge-answer.js';

/** A judgement with the answer and the last words that it rests on. */
export interface Judged {
  readonly judgement: Judgement;
  readonly answer: Answer | null;
  readonly stderr: readonly string[];
}

/** Judges what came of putting a vector to an implementation. */
export function judge(vector: Vector, reply: Reply): Judged {
  if (reply.kind === 'answer') {
    return { judgement: judgeAnswer(reply.answer, expectationOf(vector)), answer: reply.answer, stderr: [] };
  }
  const { verdict, detail, hint, stderr } = reply;
  return { judgement: { verdict, detail, hint }, answer: null, stderr };
}
