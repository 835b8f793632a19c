import { limitsOf } from '../conform.js';
import { openSession, type RunLimits } from '../harness/session.js';
import type { Feature } from '../protocol.js';
import { allChecks } from './all-checks.js';
import type { Outcome } from './check.js';
import { checkFuzz } from './check-fuzz-options.js';
import { type Counterexample, checkExamples } from './counterexample.js';
import { evaluateAfresh } from './evaluate.js';
import type { Find } from './find.js';
import type { FuzzedImplementation, FuzzOptions, FuzzRun } from './fuzz.js';

/** So often what was flaky is asked for again. */
const AGAIN = 10;

/**
 * Puts counterexamples to implementations again, each in a fresh process. A find comes of each that still fails.
 * @throws as `fuzz`
 */
export async function replayFinds(
  commands: readonly (readonly string[])[],
  examples: readonly Counterexample[],
  options: FuzzOptions = {},
): Promise<FuzzRun> {
  checkFuzz('replayFinds', commands, options);
  checkExamples('replayFinds', examples);
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
  const passed: Record<string, number> = {};
  const finds: Find[] = [];
  const greeting = openSession(command, limits, stop);
  const fault = await greeting.ask(
    () => null,
    () => {},
  );
  await greeting.close();
  const { implementation = null, unsupported = new Set<Feature>() } = greeting.hello() ?? {};
  if (fault !== null) return { command, implementation, counts, passed, finds, fault };
  for (const example of examples) {
    const times = example.steadiness === 'flaky' ? AGAIN : 1;
    let outcome: Outcome | 'unsupported' | null = null;
    for (let i = 0; i < times && !stop?.aborted; i++) {
      outcome = await askAgain(command, limits, unsupported, example);
      if (outcome === 'unsupported' || (outcome?.result ?? null) !== null) break;
    }
    if (outcome === null) continue;
    if (outcome === 'unsupported') counts.unsupported++;
    else if (outcome.signature === 'skip') counts.skip++;
    else if (outcome.result === null) {
      counts.pass++;
      passed[example.check] = (passed[example.check] ?? 0) + 1;
    } else {
      counts.fail++;
      finds.push(findOf(example, outcome.signature, outcome.result));
    }
  }
  return { command, implementation, counts, passed, finds, fault: null };
}

async function askAgain(
  command: readonly string[],
  limits: RunLimits,
  unsupported: ReadonlySet<Feature>,
  { check: slug, signature, shows, before }: Counterexample,
): Promise<Outcome | 'unsupported' | null> {
  const check = allChecks.find((known) => known.slug === slug)!;
  if (check.prepare(shows)?.needs.some((feature) => unsupported.has(feature))) return 'unsupported';
  return evaluateAfresh({ command, limits, check, drawn: shows, before, isCrash: signature === 'crash' });
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
