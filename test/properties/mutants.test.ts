import { afterAll, describe, expect, test } from 'vitest';
import { mutate, ruleMutants } from '../../src/oracle/mutants.js';
import { breaks, seed } from '../support/law.js';
import { engineIsNaive } from './engine-is-naive.js';
import { laws } from './laws.js';
import { specExamples } from './spec-examples.js';

/** Runs of a law against a mutant: several times what the most hidden one has been seen to need. */
const RUNS = 10_000;

/** With RECONVENE_KILLERS set all laws attack each mutant, and who broke is printed; else the first break will do. */
const all = process.env.RECONVENE_KILLERS !== undefined;
const attackers = [specExamples, engineIsNaive, ...laws.filter((law) => law !== engineIsNaive)];
const killers: string[] = [];

/** Where it is proven that no log shows a mutant, no law can break. */
const mutants = ruleMutants.filter(({ equivalent }) => equivalent === undefined);

describe(`every mutant breaks something, RECONVENE_SEED=${seed}`, () => {
  test.each(mutants.map((mutant) => [mutant.name, mutant] as const))('%s', (_, mutant) => {
    const broken: string[] = [];
    for (const law of attackers) {
      if (!all && broken.length > 0) break;
      if (breaks(law, mutate(mutant), RUNS, seed)) broken.push(law.slug);
    }
    killers.push(`${mutant.name} (${mutant.clause}): ${broken.join(', ')}`);
    expect(broken).not.toEqual([]);
  });
});

afterAll(() => {
  if (all) console.log(killers.join('\n'));
});
