import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join as pathOf } from 'node:path';
import { describe, expect, test } from 'vitest';
import { bin, freshFolder, type Ran, type RunOptions, runCli } from '../support/run-cli.js';

/** Fuzzes the reference as a mutant, or as itself. */
function fuzz(mutant: string | null, args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const as = mutant === null ? [] : ['--mutant', mutant];
  return runCli(['fuzz', ...args, '--', bin(), 'respond', ...as], options);
}

describe('a run', () => {
  test('that finds nothing', async () => {
    const cwd = freshFolder();
    const { code, stdout, stderr } = await fuzz(null, ['--runs', '500', '--seed', '3'], { cwd });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^reconvene 0\.1\.0: 500 cases, \d+ checks = \d+ pass; seed 3\n$/);
    expect(stderr).toBe('seed 3\n');
    expect(readdirSync(cwd)).toEqual([]);
  });

  test('draws a seed, and tells it before', async () => {
    const { code, stdout, stderr } = await fuzz(null, ['--runs', '20']);
    const [, seed] = /^seed (\d+)\n$/.exec(stderr) ?? [];
    expect(stdout).toContain(`; seed ${seed}\n`);
    expect(code).toBe(0);
  });

  test('that finds something keeps it, to be replayed and made a vector', async () => {
    const cwd = freshFolder();
    const args = ['--runs', '400', '--seed', '3', '--save-vectors', 'vectors'];
    const { code, stdout, stderr } = await fuzz('running-not-listed', args, { cwd });
    expect(code).toBe(1);
    expect(stderr).toContain('found meeting-missing/solo-start within 400 cases\n');
    const files = readdirSync(pathOf(cwd, 'reconvene-finds'));
    expect(files.length).toBe([...stdout.matchAll(/^✗ /gm)].length);
    const [, file = ''] = /replay {12}reconvene fuzz --replay (\S+) -- /.exec(stdout) ?? [];
    expect(files).toContain(file.replace('reconvene-finds/', ''));

    expect(await fuzz('running-not-listed', ['--replay', file], { cwd })).toMatchObject({
      code: 1,
      stderr: '',
    });
    const right = await fuzz(null, ['--replay', file], { cwd });
    expect(right).toMatchObject({ code: 0, stdout: 'reconvene 0.1.0: 1 case, 1 check = 1 pass\n' });

    const { vectors } = JSON.parse(readFileSync(pathOf(cwd, 'vectors/fuzz.json'), 'utf8'));
    expect(stderr).toMatch(new RegExp(`^${vectors.length} vectors? added to vectors/fuzz\\.json`, 'm'));
    const conform = ['conform', '--vectors', 'vectors', '--', bin(), 'respond'];
    expect(await runCli(conform, { cwd })).toMatchObject({ code: 0 });
    expect(await runCli([...conform, '--mutant', 'running-not-listed'], { cwd })).toMatchObject({ code: 1 });
    const again = await fuzz('running-not-listed', args, { cwd });
    expect(again.stdout).toBe(stdout);
    expect(again.stderr).toContain('0 vectors added');
  });

  test('--with asks others the same, words or a JSON array', async () => {
    const args = ['--runs', '200', '--seed', '3', '--no-finds', '--format', 'ndjson'];
    const words = `${bin()} respond`;
    const array = JSON.stringify([bin(), 'respond', '--mutant', 'max-of-records']);
    const { code, stdout } = await fuzz(null, [...args, '--with', words, '--with', array]);
    const sums = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
      .filter(({ kind }) => kind === 'summary');
    expect(sums.map(({ finds }) => finds > 0)).toEqual([false, false, true]);
    expect(new Set(sums.map(({ counts }) => counts.pass + counts.fail)).size).toBe(1);
    expect(code).toBe(1);
  });

  test('--checks laws asks no reference: who is wrong alike before and after passes', async () => {
    const args = ['--runs', '300', '--seed', '3', '--no-finds', '--checks', 'laws'];
    expect(await fuzz('max-of-records', args)).toMatchObject({ code: 0 });
    const { code, stdout } = await fuzz('rooms-are-one', args);
    expect(stdout).toContain('✗ law/split');
    expect(code).toBe(1);
  });

  test('Ctrl-C tells what was found so far', async () => {
    const cwd = freshFolder();
    const { code, stdout, stderr } = await fuzz('max-of-records', ['--for', '10m', '--seed', '1'], {
      cwd,
      whileRunning: (child) => {
        let said = '';
        child.stderr.on('data', (chunk) => {
          const before = said;
          said += chunk;
          if (!before.includes('found') && said.includes('found')) child.kill('SIGINT');
        });
      },
    });
    expect(stderr).toContain('stopped; telling what was found so far\n');
    expect(stdout).toContain('✗ max/max-participants');
    expect(readdirSync(pathOf(cwd, 'reconvene-finds')).length).toBeGreaterThan(0);
    expect(code).toBe(130);
  });
});

describe('refused before anything is run', () => {
  const bad = '{"format":"reconvene counterexample 1"}';
  test.each<[string, string[], number, RegExp]>([
    ['no program', ['fuzz'], 2, /^reconvene: fuzz: expected a program after --/],
    ['a program without a name', ['fuzz', '--', ''], 2, /^reconvene: fuzz: expected a program after --/],
    ['another one', ['fuzz', '--with', '[""]', '--', 'true'], 2, /^reconvene: --with \[""\]: expected words/],
    ['a seed that is none', ['fuzz', '--seed', 'x', '--', 'true'], 2, /--seed.*Expected a whole number/],
    [
      'a length that is none',
      ['fuzz', '--for', '3d', '--', 'true'],
      2,
      /--for.*Expected a length such as 30/,
    ],
    [
      'a shell line',
      ['fuzz', '--with', 'a "b c"', '--', 'true'],
      2,
      /^reconvene: --with a "b c": expected words without quotes/,
    ],
    [
      'a file that is not there',
      ['fuzz', '--replay', 'none', '--', 'true'],
      3,
      /^reconvene: --replay none: no such file/,
    ],
    [
      'a file that is no counterexample',
      ['fuzz', '--replay', 'log', '--', 'true'],
      2,
      /^reconvene: log: expected a counterexample/,
    ],
    [
      'half a counterexample',
      ['fuzz', '--replay', 'bad', '--', 'true'],
      2,
      /^reconvene: bad: check: expected one of/,
    ],
    [
      'vectors that cannot be read',
      ['fuzz', '--save-vectors', '.', '--', 'true'],
      2,
      /fuzz\.json: expected \{"vectors"/,
    ],
    ['a folder that is a file', ['fuzz', '--finds', 'log', '--', 'true'], 3, /^reconvene: --finds log: /],
  ])('%s', async (_, args, code, message) => {
    const cwd = freshFolder();
    writeFileSync(pathOf(cwd, 'log'), '{}');
    writeFileSync(pathOf(cwd, 'bad'), bad);
    if (args.includes('--save-vectors')) writeFileSync(pathOf(cwd, 'fuzz.json'), '[]');
    const ran = await runCli(args, { cwd });
    expect(ran.stderr).toMatch(message);
    expect(ran).toMatchObject({ code, stdout: '' });
  });

  test.runIf(existsSync('/proc/self'))(
    'a folder where none can be made, found out before or after',
    async () => {
      const cwd = freshFolder();
      const vectors = await runCli(['fuzz', '--save-vectors', '/proc/none/x', '--', 'true'], { cwd });
      expect(vectors).toMatchObject({ code: 3, stdout: '' });
      expect(vectors.stderr).toMatch(/^reconvene: --save-vectors \/proc\/none\/x: no such file/);
      const args = ['--runs', '400', '--seed', '3', '--until-found', '--finds', '/proc/none/x'];
      const finds = await fuzz('running-not-listed', args, { cwd });
      expect(finds.stdout).toContain('✗ meeting-missing/solo-start');
      expect(finds).toMatchObject({
        code: 3,
        stderr: expect.stringContaining('reconvene: --finds /proc/none/x: no such file'),
      });
    },
  );

  test('a program that cannot be started', async () => {
    const { code, stdout } = await runCli(['fuzz', '--', './none']);
    expect(stdout).toContain('not-started: ./none: no such file or directory');
    expect(code).toBe(3);
  });
});
