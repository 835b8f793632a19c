import fc from 'fast-check';
import type { CompiledRules } from '../../src/engine/compile-rules.js';
import type { RuleOptions } from '../../src/model/rule-options.js';

/** How a law comes by its rules: a mutant puts its overrides here. */
export type Compile = (options: Partial<RuleOptions>) => CompiledRules;

/** A law: a name, the cases it speaks of, and a check that throws where it is broken. */
export interface Law<Case = unknown> {
  readonly slug: string;
  readonly cases: fc.Arbitrary<Case>;
  readonly check: (drawn: Case, compile: Compile) => void;
}

/** Keeps the type of a law's cases between its two halves, and forgets it outside. */
export function law<Case>(slug: string, cases: fc.Arbitrary<Case>, check: Law<Case>['check']): Law {
  return { slug, cases, check: check as Law['check'] };
}

/** The runs and the seed of this test run; RECONVENE_RUNS and RECONVENE_SEED set them. */
export const runs = Number(process.env.RECONVENE_RUNS ?? 1000);
export const seed = Number(process.env.RECONVENE_SEED ?? Math.floor(Math.random() * 0x7fffffff));

/** Attacks a law; throws with the shrunk counterexample. */
export function attack(subject: Law, compile: Compile, numRuns = runs, from = seed): void {
  fc.assert(
    fc.property(subject.cases, (drawn) => subject.check(drawn, compile)),
    { numRuns, seed: from },
  );
}

/** Whether a law is broken within some runs; without shrinking. */
export function breaks(subject: Law, compile: Compile, numRuns: number, from: number): boolean {
  const details = fc.check(
    fc.property(subject.cases, (drawn) => subject.check(drawn, compile)),
    { numRuns, seed: from, endOnFailure: true },
  );
  return details.failed;
}
