import type { Answer } from './case.js';
import type { CaseResult } from './conform.js';
import { judgeAnswer } from './judge/judge-answer.js';
import { fingerprint, hasStrays } from './judge/same-answer.js';
import type { Mutant } from './mutants/mutant.js';
import { answerAsMutant, mutants } from './mutants.js';
import { asAnswer } from './vectors/kill-matrix.js';
import { expectationOf, type Vector } from './vectors/vector.js';

/** A wrong implementation that answers like the one that was asked. */
export interface Likeness {
  readonly mutant: Mutant;
  /** On so many of the cases on which either is wrong both give the same answer. */
  readonly same: number;
  readonly of: number;
}

/** So many of the failures tell whether a mutant is worth a closer look. */
const SAMPLE = 24;
/** Below this share of equal answers nothing is told. */
const LEAST = 0.5;

/**
 * Which mutants an implementation looks like, the likest first: the share of equal answers among the cases on which it
 * or the mutant is wrong. With `among`, only those cases of the implementation count, and the rest breaks ties.
 */
export function looksLike(
  results: readonly CaseResult[],
  among: readonly CaseResult[] = results,
): Likeness[] {
  const answered = results.filter(({ answer }) => answer !== null);
  const wrong = among.filter(({ verdict }) => FAILURES.has(verdict));
  if (wrong.length === 0) return [];
  const sample = wrong.filter((_, i) => i % Math.ceil(wrong.length / SAMPLE) === 0);
  return mutants
    .filter(({ equivalent }) => equivalent === undefined)
    .filter((mutant) => share(mutant, sample, () => true).same > 0)
    .map((mutant) => ({ mutant, own: share(mutant, wrong, () => true) }))
    .filter(({ own }) => ratio(own) >= LEAST)
    .map(({ mutant, own }) => {
      const all = share(mutant, answered, (result, isKilled) => isKilled || FAILURES.has(result.verdict));
      return { mutant, own, all };
    })
    .sort((a, b) => ratio(b.own) - ratio(a.own) || ratio(b.all) - ratio(a.all))
    .map(({ mutant, own, all }) => ({ mutant, ...(among === results ? all : own) }))
    .filter((likeness) => ratio(likeness) >= LEAST);
}

const FAILURES = new Set(['fail', 'rejected-wrongly', 'accepted-wrongly']);

interface Share {
  readonly same: number;
  readonly of: number;
}

function share(
  mutant: Mutant,
  results: readonly CaseResult[],
  counts: (result: CaseResult, isKilled: boolean) => boolean,
): Share {
  let same = 0;
  let of = 0;
  for (const result of results) {
    const said = answerOf(mutant, result.vector);
    if (!counts(result, said.isKilled)) continue;
    of++;
    if (result.answer === null) continue;
    const withStrays = hasStrays(result.answer);
    if (saidBy(result.answer, withStrays) === saidBy(said.answer, withStrays)) same++;
  }
  return { same, of };
}

function ratio({ same, of }: Share): number {
  return of === 0 ? 0 : same / of;
}

/** Fingerprints of answers, without and with strays: each is compared with many. */
const fingerprints = [new WeakMap<Answer, string>(), new WeakMap<Answer, string>()] as const;

function saidBy(answer: Answer, withStrays: boolean): string {
  const memory = fingerprints[withStrays ? 1 : 0];
  const found = memory.get(answer) ?? fingerprint(answer, withStrays);
  memory.set(answer, found);
  return found;
}

interface MutantAnswer {
  readonly answer: Answer;
  readonly isKilled: boolean;
}

/** What mutants say is asked for again and again: for each signature of a report. */
const known = new WeakMap<Vector, Map<Mutant, MutantAnswer>>();

function answerOf(mutant: Mutant, vector: Vector): MutantAnswer {
  const answers = known.get(vector) ?? new Map<Mutant, MutantAnswer>();
  known.set(vector, answers);
  const found = answers.get(mutant) ?? ask(mutant, vector);
  answers.set(mutant, found);
  return found;
}

function ask(mutant: Mutant, vector: Vector): MutantAnswer {
  const answer = asAnswer(answerAsMutant(mutant, vector));
  return { answer, isKilled: judgeAnswer(answer, expectationOf(vector)).verdict !== 'pass' };
}
