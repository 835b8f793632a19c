import { answerCase, isRejected } from '../answer-case.js';
import type { CaseInput } from '../case.js';
import { clauseSentences } from '../clause-sentences.js';
import { rulesOf } from '../conform.js';
import { judgeAnswer } from '../judge/judge-answer.js';
import { clauseOf } from '../judge/signature.js';
import { looksLike } from '../looks-like.js';
import { agreedAnswer } from '../vectors/agreed-answer.js';
import { sidesOf } from '../vectors/coverage.js';
import { expectationOf, type Vector } from '../vectors/vector.js';
import { allChecks } from './all-checks.js';
import { caseVector } from './case-vector.js';
import type { Find } from './find.js';

/**
 * A find as a conformance vector, with the answer on which our two implementations agree. Null where it is none: it is not
 * one of a case alone, or they do not agree.
 */
export function findVector(find: Find): Vector | null {
  const { result, steadiness, signature } = find;
  if (steadiness !== 'steady') return null;
  const bare = caseVector(wrongInput(find));
  if (bare.expect_reject === undefined && !isAgreed(bare)) return null;
  const clauses = clausesOf(find, bare);
  if (clauses.length === 0) return null;
  const [likeness] = find.check === 'reference' ? looksLike([result, ...find.samples]) : [];
  const mistake =
    likeness !== undefined && likeness.same === likeness.of
      ? `the mistake “${likeness.mutant.sentence}”`
      : `an answer that is wrong as ${signature}`;
  return { ...bare, name: `Found by fuzzing: ${signature} (${bare.id})`, why: `Catches ${mistake}`, clauses };
}

/** What was answered wrongly: of the two answers that break a law, one that is not that of the reference. */
function wrongInput({ check, shows, result }: Find): CaseInput {
  if (check === 'reference') return shows.input;
  const base = allChecks.find(({ slug }) => slug === check)?.prepare(shows)?.inputs[0] ?? shows.input;
  const { vector, answer } = result;
  const isRight =
    answer === null || judgeAnswer(answer, expectationOf(caseVector(vector))).verdict === 'pass';
  return isRight ? base : vector;
}

function isAgreed(vector: Vector): boolean {
  try {
    return isRejected(answerCase(vector)) || agreedAnswer(vector) !== null;
  } catch {
    return false;
  }
}

/** The clause that the first difference speaks of, if it fires, else one that does. */
function clausesOf({ result, check }: Find, vector: Vector): string[] {
  const { difference, trace } = result;
  const named =
    difference === undefined || check !== 'reference' ? [] : [clauseOf(difference, trace, rulesOf(vector))];
  const fires = (slug: string) => sidesOf({ ...vector, clauses: [slug] }).length > 0;
  return [...named, ...Object.keys(clauseSentences)].filter(fires).slice(0, 1);
}
