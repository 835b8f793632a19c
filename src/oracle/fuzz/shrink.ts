import fc from 'fast-check';
import type { Feature } from '../protocol.js';
import { type FuzzCase, fuzzCases } from './arbitrary-fuzz-cases.js';
import type { Probe } from './buckets.js';
import { reduceCase } from './reduce-case.js';

/** Whether a case still fails, and with the same signature: who loosens this slips from one mistake to another. */
export type StillFails = (drawn: FuzzCase) => Promise<boolean>;

/** So many cases fast-check may try; what is left to do is done better event by event. */
const MOST_STEPS = 250;

/**
 * A smaller case of the same signature: shrunk by fast-check from where it was drawn, then event by event.
 *
 * @param budgetMs no new step is begun after so long
 */
export async function shrink(
  { seed, path, drawn, check }: Probe,
  supported: ReadonlySet<Feature>,
  stillFails: StillFails,
  budgetMs: number,
): Promise<FuzzCase> {
  const deadline = performance.now() + budgetMs;
  let smallest = drawn;
  let steps = 0;
  const property = fc.asyncProperty(fuzzCases(supported), async (candidate) => {
    if (steps++ >= MOST_STEPS || performance.now() > deadline || !(await stillFails(candidate))) return true;
    smallest = candidate;
    return false;
  });
  await fc.check(property, { seed, path: String(path), numRuns: 1 });
  // What a law made of the case is easier to make smaller when it stands there.
  const [input = smallest.input] = check.prepare(smallest)?.inputs ?? [];
  if (input !== smallest.input && (await stillFails({ ...smallest, input })))
    smallest = { ...smallest, input };
  return reduceCase(smallest, stillFails, () => performance.now() > deadline);
}
