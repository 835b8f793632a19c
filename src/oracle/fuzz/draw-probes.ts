import fc from 'fast-check';
import type { Feature } from '../protocol.js';
import { fuzzCases } from './arbitrary-fuzz-cases.js';
import type { Probe } from './buckets.js';
import type { Check } from './check.js';
import { lawChecks } from './law-check.js';
import { referenceCheck } from './reference-check.js';

/** What is checked: the answers of the reference, the laws that need none, or both. */
export type Checks = (typeof checksKnown)[number];
export const checksKnown = ['all', 'reference', 'laws'] as const;

/** So many cases are drawn with one seed. */
export const ROUND = 1000;
/** With `all`, one case of so many is held to a law, too. */
const LAW_EVERY = 8;

/** The cases of a round, drawn outside fast-check's loop but as it draws them; `count` is at most ROUND. */
export function drawProbes(
  seed: number,
  round: number,
  count: number,
  supported: ReadonlySet<Feature>,
  checks: Checks,
): Probe[] {
  const own = seedOf(seed, round);
  const able = lawsFor(supported);
  return fc.sample(fuzzCases(supported), { seed: own, numRuns: count }).flatMap((drawn, path) => {
    const index = round * ROUND + path;
    return checksOf(index, able, checks).map((check) => ({ drawn, check, seed: own, path, index }));
  });
}

/** The names of what is checked. */
export function checksFor(checks: Checks, supported: ReadonlySet<Feature>): string[] {
  const laws = checks === 'reference' ? [] : lawsFor(supported);
  return [...(checks === 'laws' ? [] : [referenceCheck]), ...laws].map(({ slug }) => slug);
}

function lawsFor(supported: ReadonlySet<Feature>): Check[] {
  return lawChecks.filter(({ needs }) => needs.every((feature) => supported.has(feature)));
}

/** The seed of a round: that of the run for the first. */
function seedOf(seed: number, round: number): number {
  return (seed + Math.imul(round, 0x9e3779b1)) | 0;
}

function checksOf(index: number, able: readonly Check[], checks: Checks): Check[] {
  if (checks === 'reference') return [referenceCheck];
  if (checks === 'laws') return [able[index % able.length]!];
  const law = able[Math.floor(index / LAW_EVERY) % able.length]!;
  return index % LAW_EVERY === LAW_EVERY - 1 ? [referenceCheck, law] : [referenceCheck];
}
