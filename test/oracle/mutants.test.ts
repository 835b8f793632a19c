import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileRules } from '../../src/engine/compile-rules.js';
import { answerCase } from '../../src/oracle/answer-case.js';
import { caseInputs } from '../../src/oracle/arbitrary-cases.js';
import { clauseSentences } from '../../src/oracle/clause-sentences.js';
import { resultOf } from '../../src/oracle/conform.js';
import { judge } from '../../src/oracle/judge/judged.js';
import { looksLike } from '../../src/oracle/looks-like.js';
import { answerAsMutant, mutants, ruleMutants } from '../../src/oracle/mutants.js';
import { reportOf } from '../../src/oracle/reports/report.js';
import { asAnswer } from '../../src/oracle/vectors/kill-matrix.js';
import { loadVectors } from '../../src/oracle/vectors/load-vectors.js';
import { seed } from '../support/law.js';
import { resultsOfMutant, toldMutants } from '../support/mutant-results.js';

const vectors = loadVectors();
const equivalents = mutants.filter(({ equivalent }) => equivalent !== undefined);

test('they are many, each with a name, a clause and a sentence of its own', () => {
  expect(ruleMutants.length).toBeGreaterThanOrEqual(30);
  for (const field of ['name', 'sentence'] as const) {
    expect(new Set(mutants.map((mutant) => mutant[field])).size, field).toBe(mutants.length);
  }
  expect(mutants.filter(({ clause }) => !Object.hasOwn(clauseSentences, clause))).toEqual([]);
  expect(mutants.filter(({ sentence }) => !/^[A-Zm].*\.$/.test(sentence))).toEqual([]);
});

describe('looks like', () => {
  test('names the mutant first, in at least nine of ten', () => {
    const named = toldMutants.map((mutant) => [
      mutant.name,
      looksLike(resultsOfMutant(mutant))[0]?.mutant.name,
    ]);
    expect(named.length).toBeGreaterThan(100);
    const right = named.filter(([name, first]) => name === first);
    expect(
      right.length / toldMutants.length,
      JSON.stringify(named.filter(([a, b]) => a !== b)),
    ).toBeGreaterThanOrEqual(0.9);
  });

  test('says nothing of one that is right', () => {
    const right = vectors.map((vector) => {
      const answer = asAnswer(answerCase(vector));
      return resultOf(vector, judge(vector, { kind: 'answer', answer }));
    });
    expect(looksLike(right)).toEqual([]);
  });

  test('names both of two mistakes, each where it shows', () => {
    const two = ['reset-late', 'leave-name-never'].map(
      (name) => ruleMutants.find((mutant) => mutant.name === name)!,
    );
    const results = vectors.map((vector) => {
      const answer = answerCase(vector, (options) => {
        const rules = compileRules(options);
        return compileRules(options, Object.assign({}, ...two.map(({ wrong }) => wrong.overrides(rules))));
      });
      return resultOf(vector, judge(vector, { kind: 'answer', answer: asAnswer(answer) }));
    });
    const { blocks } = reportOf({ implementation: null, results, fault: null }, ['x']);
    const first = new Map(blocks.map(({ signature, likenesses }) => [signature, likenesses[0]?.mutant.name]));
    expect(first.get('duration/alone-reset')).toBe('reset-late');
    expect(first.get('name/names')).toBe('leave-name-never');
  });
});

describe('equivalent ones', () => {
  test('are few', () => {
    expect(equivalents.map(({ name }) => name)).toEqual(['empty-visits-count', 'equal-presence-counts']);
  });

  test.each(equivalents)('$name: no drawn case shows it', (mutant) => {
    fc.assert(
      fc.property(caseInputs(), (input) => {
        expect(answerAsMutant(mutant, input)).toEqual(answerCase(input));
      }),
      { numRuns: 2000, seed },
    );
  });
});

test('no mutant breaks down on a drawn case', () => {
  fc.assert(
    fc.property(caseInputs(), fc.constantFrom(...mutants), (input, mutant) => {
      answerAsMutant(mutant, input);
    }),
    { numRuns: 3000, seed },
  );
});

test.each([
  [undefined, 'answerCase: expected a case, an object with rules and events'],
  [null, 'answerCase: expected a case, an object with rules and events'],
  [{}, 'answerCase: events must be an iterable of event objects, such as an array'],
])('%o is no case, and no case of rules that are not allowed', (none, told) => {
  expect(() => answerCase(none as never)).toThrow(told);
  expect(() => answerCase(none as never)).toThrow(TypeError);
  expect(answerCase({ rules: { granularity: 0 }, events: [] })).toHaveProperty('rejected.reason');
});
