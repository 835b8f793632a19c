import { describe, test } from 'vitest';
import { compileRules } from '../../src/engine/compile-rules.js';
import { attack, runs, seed } from '../support/law.js';
import { laws } from './laws.js';

describe(`laws, ${runs} runs each, RECONVENE_SEED=${seed}`, () => {
  test.each(laws.map((law) => [law.slug, law] as const))('%s', (_, law) => {
    attack(law, compileRules);
  });
});
