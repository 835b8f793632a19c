import type { Meeting } from '../model/meeting.js';
import type { CaseEvent, CaseInput } from './case.js';
import { resultOf } from './conform.js';
import { asJson } from './judge/as-json.js';
import type { Verdict } from './judge/judge-answer.js';
import type { Judged } from './judge/judged.js';
import { judge } from './judge/judged.js';
import { describeDifference } from './reports/describe-case.js';
import { loadVectors } from './vectors/load-vectors.js';
import { checkVectorList } from './vectors/read-vectors.js';
import { inputOf, type Vector } from './vectors/vector.js';

/** An implementation in JavaScript: throws a RangeError or TypeError for rules that are not allowed. */
export type MeetingsFunction = (
  events: readonly CaseEvent[],
  options: { readonly rules: CaseInput['rules']; readonly asOf: number | undefined },
) => readonly Partial<Meeting>[] | Promise<readonly Partial<Meeting>[]>;

/** What became of one vector. */
export interface VectorRun {
  readonly vector: Vector;
  /** the clause, the name and the id, for the name of a test */
  readonly title: string;
  readonly verdict: Verdict;
  /** What is wrong, in lines, with the log and both answers drawn; empty where all is right. */
  readonly message: string;
}

/**
 * Puts vectors, by default those of this package, to a function.
 * @throws TypeError for what is no function, or no list of vectors
 */
export async function runVectors(
  meetingsOf: MeetingsFunction,
  vectors: readonly Vector[] = loadVectors(),
): Promise<VectorRun[]> {
  if (typeof meetingsOf !== 'function')
    throw new TypeError('runVectors: expected a function that gives the meetings of events');
  checkVectorList('runVectors', vectors);
  const runs: VectorRun[] = [];
  for (const vector of vectors) runs.push(runOf(vector, await ask(meetingsOf, vector)));
  return runs;
}

async function ask(meetingsOf: MeetingsFunction, vector: Vector): Promise<Judged> {
  const { rules, as_of: asOf, events } = structuredClone(inputOf(vector));
  try {
    const meetings = await meetingsOf(events, { rules, asOf });
    if (!Array.isArray(meetings)) throw new Error(`expected a list of meetings, got ${asJson(meetings)}`);
    return judge(vector, { kind: 'answer', answer: { kind: 'meetings', meetings } });
  } catch (thrown) {
    // Anything may be thrown, nothing too; a test run goes on all the same.
    const error = thrown instanceof Error ? thrown : new Error(`it threw ${asJson(thrown)}`);
    const { message: reason, stack = '' } = error;
    // Where the rules are allowed, a TypeError is a slip of the program rather than a refusal.
    const isRefusal =
      error instanceof RangeError || (error instanceof TypeError && vector.expect_reject !== undefined);
    const judged = judge(vector, {
      kind: 'answer',
      answer: { kind: isRefusal ? 'rejected' : 'error', reason },
    });
    return { ...judged, stderr: isRefusal ? [] : stack.split('\n').slice(1, 4) };
  }
}

function runOf(vector: Vector, judged: Judged): VectorRun {
  const result = resultOf(vector, judged);
  const { verdict, detail, hint, stderr } = result;
  const told = [
    `${verdict}: ${vector.why}`,
    ...(detail === undefined ? [] : [detail]),
    ...describeDifference(result),
    ...(hint === undefined ? [] : [`hint: ${hint}`]),
    ...stderr,
  ];
  const title = `${vector.clauses[0]}: ${vector.name} [${vector.id}]`;
  return { vector, title, verdict, message: verdict === 'pass' ? '' : told.join('\n') };
}
