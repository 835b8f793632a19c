import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';

function run(script: string, ...args: string[]): { code: number | null; stdout: string; stderr: string } {
  const options = { encoding: 'utf8', timeout: 60_000 } as const;
  const ran = spawnSync(process.execPath, [join('bench', script), ...args], options);
  return { code: ran.status, stdout: ran.stdout, stderr: ran.stderr };
}

function freshFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'reconvene-bench-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

describe('generate-log', () => {
  test.each([
    [['--rooms', '0'], 2, /^generate-log: --rooms 0: expected a whole number from 1 to 10000000 /],
    [['--events', 'x'], 2, /^generate-log: --events x: expected a whole number from 0 /],
    [['--events=-5'], 2, /^generate-log: --events -5: expected a whole number from 0 /],
    [['--shuffle', '16384'], 2, /^generate-log: --shuffle 16384: expected a whole number from 0 to 16383 /],
    [['--as', 'x'], 2, /^generate-log: --as x: expected one of native, iso-times, csv, zoom-webhook /],
    [['--wrong'], 2, /^generate-log: Unknown option '--wrong' .*--help/],
    [['--events', '--rooms'], 2, /^generate-log: Option '--events' argument is ambiguous .*--help/],
    [['--out', '/missing/x'], 3, /^generate-log: --out \/missing\/x: no such file or directory; expected /],
    [['--out', '.'], 3, /^generate-log: --out \.: /],
  ])('%j', (args, code, message) => {
    const ran = run('generate-log.mjs', ...args);
    expect(ran).toMatchObject({ code, stdout: '', stderr: expect.stringMatching(message) });
    expect(ran.stderr).toMatch(/^.*\n$/);
  });

  test('as much as asked for, to a file or standard output', () => {
    const out = join(freshFolder(), 'log');
    expect(run('generate-log.mjs', '--events', '1000', '--out', out)).toEqual({
      code: 0,
      stdout: '',
      stderr: '',
    });
    const text = readFileSync(out, 'utf8');
    expect(text.split('\n')).toHaveLength(1001);
    expect(run('generate-log.mjs', '--events', '1000')).toEqual({ code: 0, stdout: text, stderr: '' });
  });

  test('the same times as ISO texts', () => {
    const [number, iso] = [[], ['--as', 'iso-times']].map((more) => {
      const { stdout } = run('generate-log.mjs', '--events', '100', ...more);
      return stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line));
    });
    expect(iso!.every(({ at }) => typeof at === 'string')).toBe(true);
    expect(iso!.map((event) => ({ ...event, at: Date.parse(event.at) }))).toEqual(number);
  });

  test('ends quietly when whoever reads has had enough', () => {
    const line = `"${process.execPath}" bench/generate-log.mjs | head -1; echo "\${PIPESTATUS[0]}"`;
    const { stdout, stderr } = spawnSync('bash', ['-c', line], { encoding: 'utf8' });
    expect({ stdout, stderr }).toEqual({ stdout: expect.stringMatching(/^\{.*\}\n0\n$/), stderr: '' });
  });
});

describe('run, before anything is measured', () => {
  const results = () => readFileSync('bench/RESULTS.md', 'utf8');

  test('--only that chooses nothing', () => {
    const before = results();
    const json = join(freshFolder(), 'json');
    const ran = run('run.mjs', '--quick', '--only', 'zzz', '--write-results', '--json', json);
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toMatch(/^--only zzz: is in none of these; expected a part of one:\n/);
    expect(ran.stderr).toContain('\n  sorted, 0.5 M / replay, defaults\n');
    expect(ran.stderr).toContain('\n  in memory / reconstruct, objects\n');
    expect(results()).toBe(before);
    expect(existsSync(json)).toBe(false);
  });

  test('--json that cannot be written', () => {
    const missing = join(freshFolder(), 'missing', 'json');
    expect(run('run.mjs', '--json', missing)).toEqual({
      code: 3,
      stdout: '',
      stderr: `--json ${missing}: no such file or directory; expected a file that can be written\n`,
    });
    expect(run('run.mjs', '--json', '.')).toMatchObject({ code: 3, stdout: '' });
  });

  test('a link for --json is left as it is', () => {
    const folder = freshFolder();
    const link = join(folder, 'link');
    symlinkSync('json', link);
    expect(run('run.mjs', '--only', 'zzz', '--json', link).code).toBe(2);
    expect(existsSync(join(folder, 'json'))).toBe(false);
    expect(() => symlinkSync('json', link)).toThrow(/EEXIST/);
  });
});
