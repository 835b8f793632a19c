import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { limitsOf } from '../../../src/oracle/conform.js';
import { allChecks } from '../../../src/oracle/fuzz/all-checks.js';
import { fuzzCases } from '../../../src/oracle/fuzz/arbitrary-fuzz-cases.js';
import { answerOf } from '../../../src/oracle/fuzz/case-vector.js';
import { drawProbes } from '../../../src/oracle/fuzz/draw-probes.js';
import { evaluateAfresh } from '../../../src/oracle/fuzz/evaluate.js';
import { type FuzzOptions, type FuzzRun, fuzz } from '../../../src/oracle/fuzz/fuzz.js';
import { replayFinds } from '../../../src/oracle/fuzz/replay-finds.js';
import { type Feature, features } from '../../../src/oracle/protocol.js';
import { featuresNeeded } from '../../../src/oracle/vectors/features-needed.js';
import type { Vector } from '../../../src/oracle/vectors/vector.js';
import { seed } from '../../support/law.js';
import { useResponder } from '../../support/responder.js';

const responder = useResponder();

/** Fuzzes one mutant. */
async function hunt(mutant: string | undefined, options: FuzzOptions) {
  const { implementations } = await fuzz([responder(mutant)], options);
  return implementations[0]!;
}

/** What of a run must be the same when it is run again. */
function told({ cases, implementations }: FuzzRun) {
  return implementations.map(({ counts, finds, fault }) => ({ cases, counts, finds, fault }));
}

describe('what is drawn', () => {
  test('is what fast-check sees with the same seed and path', async () => {
    const probes = drawProbes(seed, 0, 300, new Set(features), 'reference');
    for (const path of [0, 1, 77, 299]) {
      let seen: unknown;
      const property = fc.asyncProperty(fuzzCases(), async (drawn) => {
        seen = drawn;
      });
      await fc.check(property, { seed, path: String(path), numRuns: 1 });
      expect(seen, `path ${path}`).toEqual(probes[path]!.drawn);
    }
  });

  test('is what is supported', () => {
    const some = fc.subarray([...features]).map((list) => new Set<Feature>(list));
    const drawn = some.chain((supported) => fuzzCases(supported).map(({ input }) => ({ supported, input })));
    fc.assert(
      fc.property(drawn, ({ supported, input }) => {
        const needed = featuresNeeded({ ...input, ...answerOf(input) } as Vector);
        expect(needed.filter((feature) => !supported.has(feature))).toEqual([]);
      }),
      { numRuns: 2000, seed },
    );
  });
});

describe('mutants behind the protocol', () => {
  test('the reference itself passes', async () => {
    const { counts, finds, fault } = await hunt(undefined, { seed, runs: 2000 });
    expect({ finds, fault, failed: counts.fail }).toEqual({ finds: [], fault: null, failed: 0 });
    expect(counts.pass).toBeGreaterThan(2000);
  });

  test.each([
    'never-reset',
    'reset-does-not-wait',
    'id-of-second',
    'always-nearest',
    'max-of-records',
    'limits-apart',
  ])('%s is found, and shrunk to six events or fewer', async (name) => {
    const { finds, fault } = await hunt(name, { seed: 1, runs: 20_000, untilFound: true });
    expect(fault).toBeNull();
    expect(finds.length).toBeGreaterThan(0);
    expect(finds.map(({ steadiness }) => steadiness)).toEqual(finds.map(() => 'steady'));
    const sizes = finds.map(({ shows }) => shows.input.events.length);
    expect(Math.min(...sizes)).toBeLessThanOrEqual(6);
  });

  test('until something is found, and no more: a find does not wait for hundreds of cases', async () => {
    const options = { seed: 1, runs: 20_000, shrinkTime: 1 };
    const told: number[] = [];
    const onSignature = (_: readonly string[], __: string, cases: number) => told.push(cases);
    const run = await fuzz([responder('never-reset')], { ...options, untilFound: true, onSignature });
    const { finds, counts } = run.implementations[0]!;
    expect(finds.length).toBeGreaterThan(0);
    expect(told).toEqual(finds.map(() => run.cases));
    expect(run.cases).toBeLessThan(200);
    expect(counts.pass + counts.fail).toBeLessThan(400);
    const again = await fuzz([responder('never-reset')], { ...options, untilFound: true });
    expect([again.cases, again.implementations[0]!.counts]).toEqual([run.cases, counts]);
    // The same cases are drawn without it.
    const whole = await fuzz([responder('never-reset')], { ...options, runs: run.cases });
    expect(whole.implementations[0]!.counts).toEqual(counts);
  });

  test('the same seed finds the same', async () => {
    const options = { seed: 11, runs: 700 };
    const [first, again] = [
      await fuzz([responder('reset-late')], options),
      await fuzz([responder('reset-late')], options),
    ];
    expect(first.implementations[0]!.finds.length).toBeGreaterThan(1);
    expect(told(again)).toEqual(told(first));
  });

  test('every find is of its signature, one each', async () => {
    const { finds } = await hunt('always-nearest', { seed: 3, runs: 1000 });
    expect(finds.length).toBeGreaterThan(2);
    expect(new Set(finds.map(({ signature }) => signature)).size).toBe(finds.length);
    const command = responder('always-nearest');
    for (const { check: slug, signature, shows } of finds) {
      const check = allChecks.find((known) => known.slug === slug)!;
      const outcome = await evaluateAfresh({
        command,
        limits: limitsOf({}),
        check,
        drawn: shows,
      });
      expect(outcome?.signature).toBe(signature);
    }
  });
});

test('what an implementation says it cannot do is not asked', async () => {
  const script = `
    const { createInterface } = require('node:readline');
    createInterface({ input: process.stdin }).on('line', (line) => {
      const { id, cmd, rules, as_of, events } = JSON.parse(line);
      if (cmd === 'bye') process.exit();
      const unsupported = ['clear', 'as_of', 'reject', 'rounding'];
      const hello = { ok: true, protocol: 1, implementation: { name: 'x' }, unsupported };
      const bad = events?.some(({ type }) => type === 'clear') || rules?.rounding !== undefined || as_of !== undefined;
      console.log(JSON.stringify({ id, ...(cmd === 'hello' ? hello : bad ? { error: {} } : { skip: { reason: 'lazy' } }) }));
    });`;
  const { implementations, checks } = await fuzz([[process.execPath, '--eval', script]], { seed, runs: 500 });
  expect(implementations[0]).toMatchObject({ finds: [], counts: { pass: 0, fail: 0, unsupported: 0 } });
  expect(implementations[0]!.counts.skip).toBeGreaterThan(500);
  expect(checks).toEqual(['reference', 'shift', 'rename', 'permute', 'repeat']);
});

describe('several at once', () => {
  test('are asked the same, and each is told of', async () => {
    const commands = [responder('never-reset'), responder(), ['./no-such-program']];
    const { implementations } = await fuzz(commands, { seed: 1, runs: 1000 });
    const [wrong, right, missing] = implementations;
    expect(wrong!.finds.length).toBeGreaterThan(0);
    expect(right!.finds).toEqual([]);
    expect(right!.counts.pass).toBe(wrong!.counts.pass + wrong!.counts.fail);
    expect(missing).toMatchObject({ implementation: null, fault: { verdict: 'not-started' } });
  });
});

describe('the end', () => {
  test('comes when it is asked for, with what was found by then', async () => {
    const stop = new AbortController();
    const { isStopped, implementations, cases } = await fuzz([responder('max-of-records')], {
      seed: 1,
      duration: 600,
      stop: stop.signal,
      onSignature: () => stop.abort(),
    });
    expect(isStopped).toBe(true);
    expect(cases).toBeLessThan(5000);
    expect(implementations[0]!.finds.length).toBeGreaterThan(0);
  });

  test('comes when the time is over, for one that says nothing, too', async () => {
    const script = `
      const { createInterface } = require('node:readline');
      createInterface({ input: process.stdin }).on('line', (line) => {
        const { id, cmd } = JSON.parse(line);
        const hello = { id, ok: true, protocol: 1, implementation: { name: 'x' } };
        if (cmd === 'hello') console.log(JSON.stringify(hello));
      });`;
    const options = { seed, duration: 0.2, timeout: 0.5, shrinkTime: 0.2 };
    const { implementations } = await fuzz([[process.execPath, '--eval', script]], options);
    expect(implementations[0]!.finds.map(({ signature }) => signature)).toEqual(['timeout']);
    expect(implementations[0]!.counts.fail).toBeLessThan(5);
  });

  test('comes when the time is over', async () => {
    const { isStopped, implementations } = await fuzz([responder()], { duration: 0.3 });
    expect(isStopped).toBe(false);
    expect(implementations[0]!.finds).toEqual([]);
  });
});

describe('what is not allowed is refused before a program is started', () => {
  const commands = [['./no-such-program']];

  test.each([
    [{ window: 0 }, 'window: 0 is not allowed'],
    [{ timeout: Number.POSITIVE_INFINITY }, 'timeout: Infinity is not allowed'],
    [{ checks: 'law' }, 'checks: "law" is not allowed; expected "all" or "reference" or "laws"'],
    [{ runs: -1 }, 'runs: -1 is not allowed; expected a whole number ≥ 0'],
    [{ runs: Number.NaN }, 'runs: NaN is not allowed'],
    [{ seed: 0.5 }, 'seed: 0.5 is not allowed; expected a whole number from -2147483648 to 2147483647'],
    [{ seed: 2 ** 31 }, 'seed: 2147483648 is not allowed'],
    [{ duration: 0 }, 'duration: 0 is not allowed; expected seconds > 0, up to 1800000'],
    [{ duration: Number.POSITIVE_INFINITY }, 'duration: Infinity is not allowed'],
    [{ shrinkTime: -1 }, 'shrinkTime: -1 is not allowed; expected seconds ≥ 0'],
    [{ untilFound: 1 }, 'untilFound: 1 is not allowed'],
    [{ stop: true }, 'stop: true is not allowed; expected an AbortSignal'],
    [{ onSignature: 'tell' }, 'onSignature: "tell" is not allowed; expected a function'],
    [
      { oneShot: true },
      '"oneShot" is not an option; expected one of timeout, startTimeout, window, restarts, seed',
    ],
  ])('%o', async (options, told) => {
    await expect(fuzz(commands, options as never)).rejects.toThrow(told);
    await expect(replayFinds(commands, [], options as never)).rejects.toThrow(told);
  });

  test.each([[[]], [['python3', 'harness.py']], [[[]]], [undefined]])('%o as commands', async (wrong) => {
    await expect(fuzz(wrong as never)).rejects.toThrow(
      /^fuzz: expected a (list of commands|command as a list)/,
    );
  });

  test('a time that is long in all is waited for', async () => {
    const options = { runs: 1, duration: 1_800_000, timeout: 2_147_483 };
    const { implementations } = await fuzz([responder()], options);
    expect(implementations[0]).toMatchObject({ fault: null, finds: [] });
    expect(implementations[0]!.counts.pass).toBe(1);
  });
});
