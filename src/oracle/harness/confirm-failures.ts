import type { Answer } from '../case.js';
import { type Judged, judge } from '../judge/judged.js';
import { sameAnswer } from '../judge/same-answer.js';
import type { Vector } from '../vectors/vector.js';
import { hints } from './hints.js';
import { runCases } from './run-cases.js';
import type { RunLimits } from './session.js';

/** So many failures are asked again; if they hold, the others are taken to hold. */
const AGAIN = 64;
/** Of those that do not hold, so many are asked alone. */
const ALONE = 8;

/**
 * Asks again, in a fresh process and in the other order, what was answered wrongly. What then is answered otherwise is
 * no plain failure: the implementation is not a function of the case.
 */
export async function confirmFailures(
  command: readonly string[],
  judged: Map<Vector, Judged>,
  limits: RunLimits,
): Promise<void> {
  const wrong = [...judged].filter(([, { judgement }]) => FAILURES.has(judgement.verdict)).slice(0, AGAIN);
  if (wrong.length === 0) return;
  const questions = wrong.map(([vector]) => ({ key: vector, input: vector })).reverse();
  const again = await runCases(command, questions, limits);
  const changed = wrong.filter(([vector, { answer }]) => {
    const reply = again.replies.get(vector);
    return reply?.kind === 'answer' && answer !== null && !sameAnswer(reply.answer, answer);
  });
  for (const [place, [vector, before]] of changed.entries()) {
    const hint =
      place < ALONE && (await isSteadyAlone(command, vector, limits)) ? hints.leaking : hints.changing;
    const reply = again.replies.get(vector)!;
    const verdicts = `${before.judgement.verdict} at first, then ${judge(vector, reply).judgement.verdict}`;
    judged.set(vector, { ...before, judgement: { verdict: 'nondeterministic', detail: verdicts, hint } });
  }
}

const FAILURES = new Set(['fail', 'rejected-wrongly', 'accepted-wrongly', 'error']);

async function isSteadyAlone(
  command: readonly string[],
  vector: Vector,
  limits: RunLimits,
): Promise<boolean> {
  const question = { key: vector, input: vector };
  const answers: Answer[] = [];
  for (let i = 0; i < 2; i++) {
    const reply = (await runCases(command, [question], limits)).replies.get(vector);
    if (reply?.kind !== 'answer') return false;
    answers.push(reply.answer);
  }
  return sameAnswer(answers[0]!, answers[1]!);
}
