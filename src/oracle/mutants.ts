import { type CompiledRules, compileRules } from '../engine/compile-rules.js';
import type { RuleOptions } from '../model/rule-options.js';
import { answerCase, type CaseAnswer, isRejected } from './answer-case.js';
import type { CaseInput } from './case.js';
import { askingMutants } from './mutants/asking.js';
import { listingMutants } from './mutants/listing.js';
import { logMutants } from './mutants/logs.js';
import { isRuleMutation, type Mutant, type RuleMutant } from './mutants/mutant.js';
import { optionMutants } from './mutants/options.js';
import { sessionMutants } from './mutants/sessions.js';
import { uncheckedMutants } from './mutants/unchecked.js';
import { visitMutants } from './mutants/visits.js';
import { writtenMutants } from './mutants/written.js';

/** Wrong rules: each an override of the compiled ones. */
export const ruleMutants: readonly RuleMutant[] = [
  ...visitMutants,
  ...sessionMutants,
  ...listingMutants,
  ...optionMutants,
];

/** All wrong implementations: wrong rules, and right rules that are asked or listed wrongly. */
export const mutants: readonly Mutant[] = [
  ...ruleMutants,
  ...logMutants,
  ...askingMutants,
  ...writtenMutants,
  ...uncheckedMutants,
];

/** Compiles rules with a mutant in them. */
export function mutate(mutant: RuleMutant): (options: Partial<RuleOptions>) => CompiledRules {
  return (options) => compileRules(options, mutant.wrong.overrides(compileRules(options)));
}

/** What a mutant answers to a case. */
export function answerAsMutant(mutant: Mutant, input: CaseInput): CaseAnswer {
  const { wrong } = mutant;
  if (isRuleMutation(wrong)) return answerCase(input, mutate(mutant as RuleMutant));
  const answer = answerCase(wrong.asks?.(input) ?? input);
  return isRejected(answer) ? answer : (wrong.lists?.(answer, input) ?? answer);
}
