import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CaseAnswer } from '../../../src/oracle/answer-case.js';
import { answerCase } from '../../../src/oracle/answer-case.js';
import type { CaseInput } from '../../../src/oracle/case.js';
import { fuzzCases } from '../../../src/oracle/fuzz/arbitrary-fuzz-cases.js';
import type { Check, Outcome } from '../../../src/oracle/fuzz/check.js';
import { lawChecks } from '../../../src/oracle/fuzz/law-check.js';
import { answerAsMutant, mutants } from '../../../src/oracle/mutants.js';
import { asAnswer } from '../../../src/oracle/vectors/kill-matrix.js';
import { seed } from '../../support/law.js';

/** How many of drawn cases break a law for somebody who answers like this. */
function broken(check: Check, answer: (input: CaseInput) => CaseAnswer, numRuns: number): Outcome[] {
  return fc.sample(fuzzCases(), { numRuns, seed }).flatMap((drawn) => {
    const prepared = check.prepare(drawn);
    if (prepared === null) return [];
    const outcome = prepared.judge(prepared.inputs.map((input) => asAnswer(answer(input))));
    return outcome.result === null ? [] : [outcome];
  });
}

function mutant(name: string) {
  const found = mutants.find((known) => known.name === name)!;
  return (input: CaseInput) => answerAsMutant(found, input);
}

describe.each(lawChecks.map((check) => [check.slug, check] as const))('%s', (slug, check) => {
  test('holds for the reference', () => {
    expect(broken(check, answerCase, 1500)).toEqual([]);
  });

  test('is broken by who is wrong that way, and by nobody who is wrong alike before and after', () => {
    const culprits: Readonly<Record<string, string>> = {
      shift: 'half-away-from-zero',
      rename: 'rooms-fold-case',
      permute: 'times-never-go-back',
      repeat: 'joins-nest',
      split: 'rooms-are-one',
      cut: 'as-of-ignored',
    };
    const outcomes = broken(check, mutant(culprits[slug]!), 6000);
    expect(outcomes.length).toBeGreaterThan(0);
    expect(new Set(outcomes.map(({ signature }) => signature))).toEqual(new Set([`law/${slug}`]));
    expect(broken(check, mutant('max-of-records'), 500)).toEqual([]);
  });
});
