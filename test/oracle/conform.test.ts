import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { caseInputs } from '../../src/oracle/arbitrary-cases.js';
import { conform } from '../../src/oracle/conform.js';
import { agreedAnswer } from '../../src/oracle/vectors/agreed-answer.js';
import { loadVectors } from '../../src/oracle/vectors/load-vectors.js';
import type { Vector } from '../../src/oracle/vectors/vector.js';
import { vectorId } from '../../src/oracle/vectors/vector-id.js';
import { seed } from '../support/law.js';

const vectors = loadVectors();
const HARNESS = 'examples/harness';

function isThere(program: string, ...args: readonly string[]): boolean {
  return spawnSync(program, args, { stdio: 'ignore' }).status === 0;
}

/** A program made of a template in a folder of its own. */
function compiled(compiler: string, source: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'reconvene-harness-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const program = join(folder, 'harness');
  execFileSync(compiler, [source, '-o', program], { stdio: 'pipe' });
  return program;
}

/** The templates know nothing yet: there are no meetings. So they are right where there are none. */
async function expectTemplate(command: readonly string[], oneShot = false) {
  const { results, fault } = await conform(command, vectors, { oneShot, timeout: 30, startTimeout: 60 });
  expect(fault).toBeNull();
  for (const { verdict, vector } of results) {
    const right =
      vector.expect?.length === 0 ? 'pass' : vector.expect === undefined ? 'accepted-wrongly' : 'fail';
    expect(verdict, vector.name).toBe(right);
  }
}

/** Templates in languages that this machine has. */
const others = [
  { language: 'Java', asks: ['java', '-version'], command: () => ['java', `${HARNESS}/Harness.java`] },
  {
    language: 'Rust',
    asks: ['rustc', '--version'],
    command: () => [compiled('rustc', `${HARNESS}/harness.rs`)],
  },
  { language: 'Go', asks: ['go', 'version'], command: () => ['go', 'run', `${HARNESS}/harness.go`] },
  { language: 'Ruby', asks: ['ruby', '--version'], command: () => ['ruby', `${HARNESS}/harness.rb`] },
].filter(({ asks: [program = '', ...args] }) => isThere(program, ...args));

describe('templates', () => {
  test('are short', () => {
    for (const name of readdirSync(HARNESS).filter((file) => /^harness\./i.test(file))) {
      const lines = readFileSync(join(HARNESS, name), 'utf8').split('\n').length - 1;
      expect(lines, name).toBeLessThanOrEqual(25);
    }
  });

  test('JavaScript', () => expectTemplate([process.execPath, `${HARNESS}/harness.mjs`]));

  test('shell, one case at a time', () => expectTemplate(['sh', `${HARNESS}/harness.sh`], true));

  for (const { language, command } of others) test(language, () => expectTemplate(command()));
});

describe('the implementation in Python, from SPEC.md alone', () => {
  const command = ['python3', `${HARNESS}/harness.py`];

  test('passes all vectors', async () => {
    const { results, fault, implementation } = await conform(command, vectors);
    expect(fault).toBeNull();
    expect(results.filter(({ verdict }) => verdict !== 'pass')).toEqual([]);
    expect(implementation).toEqual({ name: 'meetings.py', language: 'Python' });
  });

  test('reads UTF-8 whatever the locale says', async () => {
    const { results, fault } = await conform(['env', 'PYTHONIOENCODING=latin-1', ...command], vectors);
    expect(fault).toBeNull();
    expect(results.filter(({ verdict }) => verdict !== 'pass')).toEqual([]);
  });

  test('agrees on drawn cases', async () => {
    const drawn = fc.sample(caseInputs(), { numRuns: 1000, seed }).map((input): Vector => {
      const id = vectorId(input);
      return {
        ...input,
        ...agreedAnswer(input),
        id,
        name: id,
        why: id,
        clauses: ['event'],
        source: { kind: 'fuzz' },
      };
    });
    const { results } = await conform(command, drawn);
    const wrong = results.filter(({ verdict }) => verdict !== 'pass');
    expect(wrong.map(({ vector, difference }) => ({ vector, difference }))).toEqual([]);
  });

  test('as few as one at a time, and without a word about what it cannot do', async () => {
    const some = vectors.slice(0, 20);
    const { results } = await conform(command, some, { window: 1 });
    expect(new Set(results.map(({ verdict }) => verdict))).toEqual(new Set(['pass']));
  });
});

test('what an implementation says it cannot do is not asked', async () => {
  const script = `
    const { createInterface } = require('node:readline');
    createInterface({ input: process.stdin }).on('line', (line) => {
      const { id, cmd, rules, events } = JSON.parse(line);
      if (cmd === 'bye') process.exit();
      const hello = { ok: true, protocol: 1, implementation: { name: 'x' }, unsupported: ['clear', 'rounding'] };
      const bad = events?.some(({ type }) => type === 'clear') || (rules?.rounding ?? 'floor') !== 'floor';
      console.log(JSON.stringify({ id, ...(cmd === 'hello' ? hello : bad ? { error: {} } : { skip: { reason: 'lazy' } }) }));
    });`;
  const { results } = await conform([process.execPath, '--eval', script], vectors);
  expect(new Set(results.map(({ verdict }) => verdict))).toEqual(new Set(['skip', 'unsupported']));
  const [clear] = results.filter(({ vector }) => vector.name === 'A clear closes all that is open');
  expect(clear).toMatchObject({ verdict: 'unsupported', detail: 'it says it has no clear' });
});

describe('what is not allowed is refused before the program is started', () => {
  const command = ['./no-such-program'];

  test.each([
    [{ window: 0 }, 'window: 0 is not allowed; expected a whole number ≥ 1'],
    [{ window: -1 }, 'window: -1 is not allowed'],
    [{ window: Number.NaN }, 'window: NaN is not allowed'],
    [{ window: 1.5 }, 'window: 1.5 is not allowed'],
    [{ window: '4' }, 'window: "4" is not allowed'],
    [{ restarts: -1 }, 'restarts: -1 is not allowed; expected a whole number ≥ 0'],
    [{ timeout: 0 }, 'timeout: 0 is not allowed; expected seconds > 0, up to 2147483.647'],
    [{ timeout: Number.NaN }, 'timeout: NaN is not allowed'],
    [{ timeout: null }, 'timeout: null is not allowed'],
    [{ startTimeout: Number.POSITIVE_INFINITY }, 'startTimeout: Infinity is not allowed'],
    [{ startTimeout: 2_147_483.648 }, 'startTimeout: 2147483.648 is not allowed'],
    [{ oneShot: 'no' }, 'oneShot: "no" is not allowed; expected true or false'],
    [{ timeOut: 1 }, 'conform: "timeOut" is not an option; expected one of timeout, startTimeout, window'],
    [null, 'conform: expected a plain object of options, got null'],
  ])('%o', async (options, told) => {
    await expect(conform(command, vectors, options as never)).rejects.toThrow(told);
  });

  test.each([
    [[], 'an empty one'],
    ['python3 harness.py', '"python3 harness.py"'],
    [[['python3']], 'other things'],
    [undefined, 'undefined'],
  ])('%o as a command', async (wrong, got) => {
    await expect(conform(wrong as never, vectors)).rejects.toThrow(
      `conform: expected a command as a list of texts, such as ["python3", "harness.py"]; got ${got}`,
    );
  });

  test.each([
    [undefined, 'conform: expected a list of vectors'],
    ['vectors', 'conform: expected a list of vectors'],
    [
      [...vectors.slice(0, 1), { ...vectors[1], name: 7 }],
      `conform: vector 1 (${vectors[1]!.id}): name: expected a text, got 7`,
    ],
    [[null], 'conform: vector 0: expected an object'],
  ])('%o as vectors', async (wrong, told) => {
    await expect(conform(command, wrong as never)).rejects.toThrow(new TypeError(told));
  });

  test('the longest that a timer runs is borne', async () => {
    const longest = { timeout: 2_147_483.647, startTimeout: 2_147_483.647, window: 1, restarts: 0 };
    const { fault } = await conform(['python3', `${HARNESS}/harness.py`], vectors.slice(0, 1), longest);
    expect(fault).toBeNull();
  });
});
