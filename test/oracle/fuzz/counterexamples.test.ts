import { describe, expect, test } from 'vitest';
import {
  counterexampleFile,
  InvalidCounterexample,
  readCounterexample,
} from '../../../src/oracle/fuzz/counterexample.js';
import type { Find } from '../../../src/oracle/fuzz/find.js';
import { findVector } from '../../../src/oracle/fuzz/find-vector.js';
import { fuzz } from '../../../src/oracle/fuzz/fuzz.js';
import { replayFinds } from '../../../src/oracle/fuzz/replay-finds.js';
import { checkVectors } from '../../../src/oracle/vectors/check-vectors.js';
import { readVectors } from '../../../src/oracle/vectors/read-vectors.js';
import { useResponder } from '../../support/responder.js';

const responder = useResponder();

const known = new Map<string, Promise<readonly Find[]>>();

function findsOf(mutant: string): Promise<readonly Find[]> {
  const finds = known.get(mutant) ?? hunt(mutant);
  known.set(mutant, finds);
  return finds;
}

async function hunt(mutant: string): Promise<readonly Find[]> {
  const { implementations } = await fuzz([responder(mutant)], { seed: 5, runs: 600 });
  return implementations[0]!.finds;
}

/** Finds as they come back from files. */
async function throughFiles(mutant: string, against: string | undefined) {
  const finds = await findsOf(mutant);
  const examples = finds.map((find) => {
    const { name, text } = counterexampleFile(find);
    expect(name).toMatch(/^[\w-]+-[0-9a-f]{12}\.json$/);
    return readCounterexample(text, name);
  });
  const { implementations } = await replayFinds([responder(against)], examples);
  return { finds, replayed: implementations[0]! };
}

describe('counterexamples', () => {
  test.each(['reset-late', 'as-of-last-change', 'leaks'])('%s fails again as it did', async (mutant) => {
    const { finds, replayed } = await throughFiles(mutant, mutant);
    expect(finds.length).toBeGreaterThan(0);
    expect(replayed.fault).toBeNull();
    expect(replayed.finds.map(({ signature, shows, before }) => ({ signature, shows, before }))).toEqual(
      finds.map(({ signature, shows, before }) => ({ signature, shows, before })),
    );
  });

  test('the reference passes them', async () => {
    const { finds, replayed } = await throughFiles('reset-late', undefined);
    expect(replayed.counts).toEqual({ pass: finds.length, fail: 0, skip: 0, unsupported: 0 });
  });

  test('of somebody else fail in another way, and it is told', async () => {
    const { replayed } = await throughFiles('reset-late', 'running-not-listed');
    expect(replayed.finds.map(({ result }) => result.detail)).toContainEqual(
      expect.stringMatching(/it failed as .* before/),
    );
  });

  const good = {
    format: 'reconvene counterexample 1',
    signature: 'start/solo-start',
    check: 'reference',
    steadiness: 'steady',
    salt: 0,
    rules: {},
    events: [],
  };

  test.each([
    ['{', /^f\.json: is not JSON/],
    ['[]', /^f\.json: expected a counterexample, with "format"/],
    [JSON.stringify({ ...good, check: 'magic' }), /check: expected one of reference, shift/],
    [JSON.stringify({ ...good, salt: 'x' }), /salt: expected a whole number/],
    [JSON.stringify({ ...good, steadiness: 'so' }), /steadiness: expected one of steady/],
    [JSON.stringify({ ...good, rules: [] }), /rules: expected an object of rule options/],
    [JSON.stringify({ ...good, events: [{ type: 'join' }] }), /events\/0: room: expected a text/],
    [JSON.stringify({ ...good, before: [7] }), /before\/0: expected an object/],
  ])('%s is refused', (text, message) => {
    expect(() => readCounterexample(text, 'f.json')).toThrow(InvalidCounterexample);
    expect(() => readCounterexample(text, 'f.json')).toThrow(message);
  });
});

test.each([
  [{}],
  [null],
  [{ check: 'reference', shows: { input: { rules: {}, events: [7] }, salt: 1 }, before: [] }],
])('%o is no counterexample to put again', async (wrong) => {
  await expect(replayFinds([['./no-such-program']], [wrong] as never)).rejects.toThrow(
    new TypeError('replayFinds: examples[0] is no counterexample, as readCounterexample gives them'),
  );
});

describe('vectors', () => {
  test.each(['reset-late', 'words-in-capitals', 'as-of-last-change'])(
    'of finds of %s hold what they claim',
    async (mutant) => {
      const finds = await findsOf(mutant);
      const vectors = [
        ...new Map(finds.flatMap((find) => findVector(find) ?? []).map((item) => [item.id, item])).values(),
      ];
      expect(vectors.length).toBeGreaterThan(0);
      expect(readVectors(JSON.stringify({ vectors }), 'fuzz.json')).toEqual(vectors);
      const problems = checkVectors(vectors).map(({ problem }) => problem);
      expect(problems.filter((problem) => !problem.startsWith('is redundant'))).toEqual([]);
    },
  );

  test('are not made of what is stateful', async () => {
    const finds = await findsOf('leaks');
    expect(finds.map(findVector)).toEqual(finds.map(() => null));
  });
});
