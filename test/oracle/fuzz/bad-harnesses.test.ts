import { describe, expect, test } from 'vitest';
import { type FuzzOptions, fuzz } from '../../../src/oracle/fuzz/fuzz.js';
import { useResponder } from '../../support/responder.js';

const responder = useResponder();

const options: FuzzOptions = {
  seed: 7,
  runs: 60,
  checks: 'reference',
  timeout: 5,
  startTimeout: 5,
  shrinkTime: 0.3,
};

async function run(way: string, more: FuzzOptions = {}) {
  const command = [process.execPath, 'test/fixtures/bad-harness.mjs', way];
  const { implementations } = await fuzz([command], { ...options, ...more });
  return implementations[0]!;
}

describe('a mistake at some cases is found as what it is, and the others are judged', () => {
  test.each([
    ['hangs', 'timeout', /no reply within 0\.3 s/],
    ['two-replies', 'protocol', /second reply/],
    ['crashes', 'crash', /exit code 1 before it replied/],
    ['crashes-after', 'crash', /exit code 9 after it had replied/],
  ])('%s: %s', async (way, verdict, detail) => {
    const { finds, counts } = await run(way, way === 'hangs' ? { timeout: 0.3 } : {});
    const find = finds.find(({ signature }) => signature === verdict);
    expect(find).toMatchObject({ steadiness: 'steady', result: { verdict } });
    expect(find!.result.detail).toMatch(detail);
    expect(find!.shows.input.events).toEqual([]);
    expect(counts.pass).toBeGreaterThan(10);
    // It knows no meetings: beside its own mistake that is told, too.
    expect(finds.some(({ result }) => result.verdict === 'fail')).toBe(true);
  });
});

describe('a mistake of the whole program ends the run', () => {
  test.each([
    ['silent', 'timeout', /no reply to hello/],
    ['refuses', 'crash', /exit code 7 before hello/],
    ['hello-wrong', 'protocol', /hello was not answered/],
    ['crlf-always', 'protocol', /CR LF/],
  ])('%s: %s', async (way, verdict, detail) => {
    const { fault, finds, implementation } = await run(way, { startTimeout: 0.5 });
    expect(fault?.verdict).toBe(verdict);
    expect(fault?.detail).toMatch(detail);
    expect({ finds, implementation }).toEqual({ finds: [], implementation: null });
  });

  test.each(['exits-early', 'signals-itself', 'hoards'])(
    '%s: given up, with what came by then',
    async (way) => {
      const { fault } = await run(way, { timeout: 1 });
      expect(fault?.detail).toMatch(/given up/);
    },
  );
});

describe('answers that are not those of a function', () => {
  test('stateful: with the case that has to come before', async () => {
    const { implementations } = await fuzz([responder('leaks')], { ...options, runs: 300 });
    const { finds } = implementations[0]!;
    expect(finds.length).toBeGreaterThan(0);
    for (const { steadiness, before, result } of finds) {
      expect(steadiness).toBe('stateful');
      expect(before).toHaveLength(1);
      expect(before[0]!.events.some(({ type }) => type === 'clear')).toBe(true);
      expect(result.detail).toMatch(/after one other case; asked alone in 3 fresh processes: 3 × pass/);
    }
  });

  test('flaky: what is right alone and after what came before', async () => {
    const { implementations } = await fuzz([responder('chance')], { ...options, runs: 200 });
    const { finds } = implementations[0]!;
    expect(finds.length).toBeGreaterThan(0);
    expect(finds.some(({ steadiness }) => steadiness === 'flaky')).toBe(true);
  });

  test('flaky: wrong each time, and each time otherwise', async () => {
    const { finds } = await run('changes');
    expect(finds).toContainEqual(
      expect.objectContaining({
        steadiness: 'flaky',
        result: expect.objectContaining({ detail: 'wrong each time, with another answer' }),
      }),
    );
  });
});
