import type { CaseInput } from '../case.js';
import type { RunLimits } from '../harness/session.js';
import { sameAnswer } from '../judge/same-answer.js';
import type { Bucket } from './buckets.js';
import type { Outcome } from './check.js';
import { evaluateAfresh } from './evaluate.js';
import type { Steadiness } from './find.js';

/** What was found out about a failure: whether it holds, and after which cases if not alone. */
export interface Standing {
  readonly steadiness: Steadiness;
  readonly before: readonly CaseInput[];
  readonly told: string;
}

/** So often a failure is asked for alone, each time in a fresh process. */
const ALONE = 3;
/** So many fresh processes may be started to find which earlier cases it takes. */
const MOST_TRIALS = 60;

/** Asks for a failure again: alone, then after what had been asked before it. */
export async function standingOf(
  command: readonly string[],
  limits: RunLimits,
  { signature, probe, before }: Bucket,
  isOver: () => boolean,
): Promise<Standing> {
  const isCrash = signature === 'crash';
  const unconfirmed: Standing = {
    steadiness: 'unconfirmed',
    before: [],
    told: 'stopped before it was asked again',
  };
  if (isOver()) return unconfirmed;
  const times = Array.from({ length: signature === 'timeout' ? 1 : ALONE });
  const outcomes = await Promise.all(
    times.map(() => evaluateAfresh({ command, limits, ...probe, isCrash, isApart: true })),
  );
  if (isOver()) return unconfirmed;
  const signatures = outcomes.map((outcome) => outcome?.signature ?? 'no answer');
  if (signatures.every((found) => found === signature)) {
    if (isOneAnswer(outcomes)) return { steadiness: 'steady', before: [], told: '' };
    return { steadiness: 'flaky', before: [], told: 'wrong each time, with another answer' };
  }
  const alone = `asked alone in ${signatures.length} fresh processes: ${tallied(signatures)}`;
  const isOne = new Set(signatures).size === 1;
  const comesAfter = async (before: readonly CaseInput[]) =>
    (await evaluateAfresh({ command, limits, ...probe, isCrash, before }))?.signature === signature;
  if (!isOne || isOver() || !(await comesAfter(before)) || !(await comesAfter(before))) {
    return { steadiness: 'flaky', before: [], told: `${signature} in the run; ${alone}` };
  }
  const needed = await fewest(before, comesAfter, isOver);
  const told = `${signature} ${circumstance(needed.length)}; ${alone}`;
  return { steadiness: 'stateful', before: needed, told };
}

function circumstance(cases: number): string {
  if (cases === 0) return 'where one process is asked all that the law speaks of';
  return cases === 1 ? 'after one other case' : `after ${cases} other cases`;
}

function isOneAnswer(outcomes: readonly (Outcome | null)[]): boolean {
  const answers = outcomes.flatMap((outcome) => outcome?.result?.answer ?? []);
  return answers.every((answer) => sameAnswer(answer, answers[0]!));
}

/** Fewer of the cases after which it still comes: the last ones that are enough, then without those that are not needed. */
async function fewest(
  cases: readonly CaseInput[],
  comesAfter: (cases: readonly CaseInput[]) => Promise<boolean>,
  isOver: () => boolean,
): Promise<readonly CaseInput[]> {
  let trials = 0;
  const mayTry = () => trials++ < MOST_TRIALS && !isOver();
  let kept = cases;
  for (let size = 1; size < kept.length && mayTry(); size *= 4) {
    const last = kept.slice(-size);
    if (await comesAfter(last)) kept = last;
  }
  for (let size = kept.length >> 1; size >= 1; size >>= 1) {
    for (let from = 0; from < kept.length && mayTry(); ) {
      const fewer = [...kept.slice(0, from), ...kept.slice(from + size)];
      if (await comesAfter(fewer)) kept = fewer;
      else from += size;
    }
  }
  return kept;
}

function tallied(signatures: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const signature of signatures) counts.set(signature, (counts.get(signature) ?? 0) + 1);
  return [...counts].map(([signature, count]) => `${count} × ${signature}`).join(', ');
}
