import { readFileSync, writeFileSync } from 'node:fs';
import { join as pathOf, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { bin, freshFolder, type Ran, runBash, runCli } from '../support/run-cli.js';

const MUTANT = ['respond', '--mutant', 'never-reset'];

function conform(args: readonly string[], cwd = freshFolder()): Promise<Ran> {
  return runCli(['conform', ...args], { cwd });
}

/** Says that there are no meetings, and leaves its process id behind. */
const LAZY = `
const { writeFileSync } = require('node:fs');
writeFileSync('pid', String(process.pid));
require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
  const { id, cmd } = JSON.parse(line);
  if (cmd === 'bye') process.exit();
  if (cmd === 'hello') console.log(JSON.stringify({ id, ok: true, protocol: 1, implementation: { name: 'lazy' } }));
  else if (process.argv[2] === 'hangs') setInterval(() => {}, 1000);
  else console.log(JSON.stringify({ id, [process.argv[2]]: process.argv[2] === 'meetings' ? [] : { reason: 'no' } }));
});`;

function lazy(): string {
  const cwd = freshFolder();
  writeFileSync(pathOf(cwd, 'lazy.cjs'), LAZY);
  return cwd;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function isGone(pid: number): Promise<boolean> {
  for (let i = 0; i < 100 && isRunning(pid); i++) await sleep(20);
  return !isRunning(pid);
}

describe('conform', () => {
  test('passes the reference, asked all at once or case by case', async () => {
    const whole = await conform(['--', bin(), 'respond']);
    expect(whole).toMatchObject({ code: 0, stderr: '' });
    expect(whole.stdout).toMatch(/^reconvene \S+ \(TypeScript\): (\d+) vectors = \1 pass\n$/);
    const single = await conform(['--one-shot', '--clause', 'names', '--', bin(), 'respond']);
    expect(single).toMatchObject({ code: 0, stderr: '' });
    expect(single.stdout).toMatch(/: (\d+) vectors = \1 pass\n$/);
  });

  test('tells what is wrong with a mutant, and what it looks like', async () => {
    const { code, stdout, stderr } = await conform(['--', bin(), ...MUTANT]);
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(stdout).toContain('✗ duration/alone-reset');
    expect(stdout).toMatch(
      /\nlooks like never-reset: “A meeting lasts as long as anyone is there\.” .*\n.* fail\n$/,
    );
  });

  test('replays one case as it is told', async () => {
    const { stdout } = await conform(['--', bin(), ...MUTANT]);
    const [, line = ''] = /replay +reconvene (conform .*)\n/.exec(stdout)!;
    const again = await runBash(`$R ${line}`);
    expect(again.code).toBe(1);
    expect(again.stdout).toContain('1 vector = 1 fail');
  });

  test('takes a program without -- too, and its options after it', async () => {
    expect((await conform(['--id', '30ad9e6ed923', bin(), 'respond'])).code).toBe(0);
    expect((await conform(['--id', '30ad9e6ed923', '--', bin(), ...MUTANT])).code).toBe(1);
  });

  test('a hung implementation does not hold it up, and is not left behind', async () => {
    const cwd = lazy();
    const { code, stdout } = await conform(
      ['--timeout', '0.3', '--', process.execPath, 'lazy.cjs', 'hangs'],
      cwd,
    );
    expect(code).toBe(1);
    expect(stdout).toContain('✗ timeout');
    expect(stdout).toMatch(/timeout: given up, as it did not reply within 0\.3 s/);
    expect(stdout).toMatch(/vectors = \d timeout \+ \d+ unasked\n$/);
    expect(await isGone(Number(readFileSync(pathOf(cwd, 'pid'), 'utf8')))).toBe(true);
  });

  test('ended by a signal it takes the implementation with it', async () => {
    const cwd = lazy();
    const ran = await runCli(['conform', '--', process.execPath, 'lazy.cjs', 'hangs'], {
      cwd,
      whileRunning(child) {
        setTimeout(() => child.kill('SIGINT'), 1500);
      },
    });
    expect(ran.code).toBe(130);
    expect(await isGone(Number(readFileSync(pathOf(cwd, 'pid'), 'utf8')))).toBe(true);
  });
});

describe('exit codes', () => {
  test.each([
    [['conform'], 2, /expected a program after --/],
    [['conform', '--', ''], 2, /expected a program after --/],
    [
      ['conform', '--clause', 'solo', '--', 'x'],
      2,
      /--clause solo: is no clause; expected one of event, pairing/,
    ],
    [['conform', '--id', 'x', '--', 'x'], 2, /--id x: there is no such vector/],
    [['conform', '--window', '0', '--', 'x'], 2, /Expected a whole number from 1/],
    [['conform', '--format', 'html', '--', 'x'], 2, /Allowed choices are pretty, ndjson, tap, junit/],
    [['conform', '--vectors', 'missing.json', '--', 'x'], 3, /missing\.json: no such file or directory/],
    [['conform', '--out', 'one', '--write-known-failing', 'one', '--', 'x'], 2, /one is asked for twice/],
    [['conform', '--known-failing', 'missing', '--', 'x'], 3, /--known-failing missing: no such file/],
    [['conform', '--out', 'no/where', '--', 'x'], 3, /no\/where/],
    [['conform', '--name', 'no vector is called so', '--', 'x'], 5, /no vector is selected/],
    [['respond', '--mutant', 'x'], 2, /--mutant x: there is none/],
    [['vectors', 'show', 'x'], 2, /there is no such vector/],
    [['vectors', 'shwo'], 2, /unknown command 'shwo'/],
  ])('%j: %i', async (args, code, message) => {
    const ran = await runCli(args);
    expect(ran).toMatchObject({ code, stdout: '' });
    expect(ran.stderr).toMatch(message);
    expect(ran.stderr).not.toContain('    at ');
  });

  test('3 where there is no such program, or it does not speak', async () => {
    const missing = await conform(['--', './missing']);
    expect(missing.code).toBe(3);
    expect(missing.stdout).toContain('not-started: ./missing: no such file or directory');
    const single = await conform(['--one-shot', '--', './missing']);
    expect(single.code).toBe(3);
    expect(single.stdout).toContain('not-started: ./missing: no such file or directory');
    const mute = await conform(['--', 'true']);
    expect(mute.code).toBe(3);
    expect(mute.stdout).toContain('crash: ended with exit code 0 before hello was answered');
    expect(mute.stdout).toContain('is it a program for --one-shot?');
  });

  test('5 where all is skipped', async () => {
    const { code, stdout } = await conform(['--', process.execPath, 'lazy.cjs', 'skip'], lazy());
    expect(code).toBe(5);
    expect(stdout).toMatch(/^lazy: (\d+) vectors = \1 skip\n$/);
  });

  test('1 where rules are rejected wrongly, or there are errors', async () => {
    const rejected = await conform(['--', process.execPath, 'lazy.cjs', 'rejected'], lazy());
    expect(rejected.code).toBe(1);
    expect(rejected.stdout).toContain('✗ rejected-wrongly');
    const failing = await conform(['--', process.execPath, 'lazy.cjs', 'error'], lazy());
    expect(failing.code).toBe(1);
    expect(failing.stdout).toContain('✗ error');
  });
});

describe('reports and lists', () => {
  test('every format goes to a file, and says the same', async () => {
    const cwd = freshFolder();
    for (const format of ['pretty', 'ndjson', 'tap', 'junit']) {
      const args = ['--clause', 'alone-reset', '--format', format, '--out', format, '--', bin(), ...MUTANT];
      expect(await conform(args, cwd)).toEqual({ code: 1, signal: null, stdout: '', stderr: '' });
    }
    const read = (name: string) => readFileSync(pathOf(cwd, name), 'utf8');
    const summary = JSON.parse(read('ndjson').trimEnd().split('\n').at(-1)!) as { counts: { fail: number } };
    const { fail } = summary.counts;
    expect(fail).toBeGreaterThan(5);
    expect(read('tap').match(/^not ok /gm)).toHaveLength(fail);
    expect(read('junit').match(/<failure /g)).toHaveLength(fail);
    expect(read('pretty')).toContain(`${fail} fail`);
  });

  test('known failures are borne, until one does not hold any more', async () => {
    const cwd = freshFolder();
    const wrong = ['--', bin(), ...MUTANT];
    expect((await conform(['--write-known-failing', 'known.txt', ...wrong], cwd)).code).toBe(1);
    const known = await conform(['--known-failing', 'known.txt', ...wrong], cwd);
    expect(known.code).toBe(0);
    expect(known.stdout).toMatch(/; \d+ of the failures are known\n$/);
    const stale = await conform(['--known-failing', 'known.txt', '--', bin(), 'respond'], cwd);
    expect(stale.code).toBe(1);
    expect(stale.stdout).toMatch(/known\.txt:2: \w+ \(.*\) is pass now, not /);
    writeFileSync(
      pathOf(cwd, 'old.txt'),
      `${readFileSync(pathOf(cwd, 'known.txt'), 'utf8')}0123456789ab a/b\n`,
    );
    const old = await conform(['--known-failing', 'old.txt', ...wrong], cwd);
    expect(old.code).toBe(0);
    expect(old.stderr).toMatch(/^reconvene: old\.txt:\d+: there is no vector 0123456789ab\n$/);
    writeFileSync(pathOf(cwd, 'broken.txt'), 'what is this\n');
    const broken = await conform(['--known-failing', 'broken.txt', ...wrong], cwd);
    expect(broken).toMatchObject({ code: 2, stdout: '' });
    expect(broken.stderr).toContain('broken.txt:1: expected an id and a signature');
  });

  test('vectors of one’s own', async () => {
    const cwd = freshFolder();
    const { stdout } = await runCli(['vectors', 'show', '30ad9e6ed923', '--json']);
    const vector = JSON.parse(stdout) as object;
    writeFileSync(pathOf(cwd, 'own.json'), JSON.stringify({ vectors: [vector] }));
    expect((await conform(['--vectors', 'own.json', '--', bin(), 'respond'], cwd)).stdout).toContain(
      '1 vector = 1 pass',
    );
    expect(await runCli(['vectors', 'check', '--vectors', 'own.json'], { cwd })).toMatchObject({
      code: 0,
      stdout: '1 vector, 0 problems\n',
    });
    writeFileSync(pathOf(cwd, 'own.json'), JSON.stringify({ vectors: [{ ...vector, expect: [] }] }));
    const wrong = await runCli(['vectors', 'check', '--vectors', 'own.json'], { cwd });
    expect(wrong.code).toBe(1);
    expect(wrong.stdout).toContain('the engine does not agree: fail');
    writeFileSync(pathOf(cwd, 'own.json'), '{"vectors":[{}]}');
    const broken = await conform(['--vectors', 'own.json', '--', bin(), 'respond'], cwd);
    expect(broken).toMatchObject({
      code: 2,
      stderr: 'reconvene: own.json: vector 0: id: expected 12 hexadecimal digits, got nothing\n',
    });
  });
});

describe('vectors', () => {
  test('list, by clause and name', async () => {
    const { code, stdout } = await runCli(['vectors', 'list']);
    expect(code).toBe(0);
    expect(stdout.trimEnd().split('\n').length).toBeGreaterThanOrEqual(150);
    const few = await runCli(['vectors', 'list', '--clause', 'solo-start', '--name', '30.000']);
    expect(few.stdout).toContain('solo-start  Alone for 30.000 s\n');
    expect(few.stdout.trimEnd().split('\n').length).toBeLessThan(5);
    expect((await runCli(['vectors', 'list', '--name', 'nothing is called so'])).code).toBe(5);
  });

  test('show one as in SPEC.md', async () => {
    const { code, stdout } = await runCli(['vectors', 'show', '30ad9e6ed923']);
    expect(code).toBe(0);
    expect(stdout).toContain(
      '# Gone at the very instant of the reset: the deadline fires first\njoin   alice 0:00\n',
    );
    expect(stdout).toContain('\nrules  resetBoundary=departure\n=>\n0:00 for 5:00, max 2: alice');
    expect(stdout).toContain('from SPEC.md');
  });

  test('check, coverage and mutants hold', async () => {
    const check = await runCli(['vectors', 'check']);
    expect(check).toMatchObject({ code: 0, stderr: '' });
    expect(check.stdout).toMatch(/^\d+ vectors, 0 problems\n$/);
    const coverage = await runCli(['vectors', 'coverage']);
    expect(coverage.code).toBe(0);
    expect(coverage.stdout).toMatch(/\n +\d+ +\d+ {2}limit − 1 ms\n/);
    expect(coverage.stdout).toMatch(/every side has a vector\n$/);
    const mutants = await runCli(['vectors', 'mutants', '--clause', 'alone-reset']);
    expect(mutants.code).toBe(0);
    expect(mutants.stdout).toMatch(
      /\n +\d+ {2}never-reset +alone-reset: “A meeting lasts as long as anyone is there\.”\n/,
    );
  });
});

test('the harnesses of the package are those of the repository', async () => {
  const installed = resolve(bin(), '../../reconvene/examples/harness');
  for (const name of [
    'harness.py',
    'meetings.py',
    'harness.go',
    'harness.rs',
    'Harness.java',
    'harness.rb',
    'harness.mjs',
    'harness.sh',
  ]) {
    expect(readFileSync(pathOf(installed, name), 'utf8')).toBe(
      readFileSync(`examples/harness/${name}`, 'utf8'),
    );
  }
});
