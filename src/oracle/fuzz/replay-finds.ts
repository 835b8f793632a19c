import { limitsOf } from '../conform.js';
import { openSession, type RunLimits, type Session } from '../harness/session.js';
import { allChecks } from './all-checks.js';
import type { Outcome } from './check.js';
import type { Counterexample } from './counterexample.js';
import { evaluate } from './evaluate.js';
import type { Find } from './find.js';
import type { FuzzedImplementation, FuzzOptions, FuzzRun } from './fuzz.js';

/** So often what was flaky is asked for again. */
const AGAIN = 10;

/** Puts counterexamples to implementations again, each in a fresh process. A find comes of each that still fails. */
export async function replayFinds(
  commands: readonly (readonly string[])[],
  examples: readonly Counterexample[],
  options: FuzzOptions = {},
): Promise<FuzzRun> {
  const limits = limitsOf(options);
  const implementations: FuzzedImplementation[] = [];
  for (const command of commands)
    implementations.push(await replayOn(command, examples, limits, options.stop));
  const checks = [...new Set(examples.map(({ check }) => check))];
  const isStopped = options.stop?.aborted ?? false;
  return { seed: null, cases: examples.length, checks, isStopped, implementations };
}

async function replayOn(
  command: readonly string[],
  examples: readonly Counterexample[],
  limits: RunLimits,
  stop: AbortSignal | undefined,
): Promise<FuzzedImplementation> {
  const counts = { pass: 0, fail: 0, skip: 0, unsupported: 0 };
  const finds: Find[] = [];
  let implementation: FuzzedImplementation['implementation'] = null;
  for (const example of examples) {
    const times = example.steadiness === 'flaky' ? AGAIN : 1;
    let outcome: Outcome | 'unsupported' | null = null;
    for (let i = 0; i < times && !stop?.aborted; i++) {
      const session = openSession(command, limits, stop);
      const fault = await session.ask(
        () => null,
        () => {},
      );
      if (fault !== null) return { command, implementation, counts, finds, fault };
      implementation = session.hello()?.implementation ?? null;
      outcome = await askAgain(session, example);
      await session.close();
      if (outcome === 'unsupported' || (outcome?.result ?? null) !== null) break;
    }
    if (outcome === null) continue;
    if (outcome === 'unsupported') counts.unsupported++;
    else if (outcome.result === null) counts[outcome.signature === 'skip' ? 'skip' : 'pass']++;
    else {
      counts.fail++;
      finds.push(findOf(example, outcome.signature, outcome.result));
    }
  }
  return { command, implementation, counts, finds, fault: null };
}

async function askAgain(
  session: Session,
  { check: slug, shows, before }: Counterexample,
): Promise<Outcome | 'unsupported' | null> {
  const check = allChecks.find((known) => known.slug === slug)!;
  const lacks = session.hello()?.unsupported ?? new Set();
  if (check.prepare(shows)?.needs.some((feature) => lacks.has(feature))) return 'unsupported';
  let place = 0;
  const next = () => (place < before.length ? { key: place, input: before[place++]! } : null);
  await session.ask(next, () => {});
  return evaluate(session, check, shows);
}

function findOf(example: Counterexample, signature: string, result: NonNullable<Outcome['result']>): Find {
  const { check, steadiness, shows, before } = example;
  const demands = allChecks.find(({ slug }) => slug === check)!.sentence;
  const other = signature === example.signature ? [] : [`it failed as ${example.signature} before`];
  const detail = [...(result.detail === undefined ? [] : [result.detail]), ...other].join('; ');
  return {
    check,
    demands,
    signature,
    steadiness,
    count: 1,
    shows,
    before,
    result: detail === '' ? result : { ...result, detail },
    samples: [result],
    drawnFrom: null,
  };
}
