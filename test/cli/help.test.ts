import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join as pathOf } from 'node:path';
import { describe, expect, test } from 'vitest';
import { TWO_ROOMS } from '../support/log-lines.js';
import { bin, freshFolder, type Ran, replay, runCli, runProgram } from '../support/run-cli.js';

/** Runs the program on a terminal, by util-linux's `script`; null where there is none. */
async function onTerminal(args: string, cwd = freshFolder()): Promise<Ran | null> {
  const { stdout } = spawnSync('script', ['--version'], { encoding: 'utf8' });
  if (!stdout?.includes('util-linux')) {
    expect(process.platform).not.toBe('linux');
    return null;
  }
  return runProgram('script', ['-qec', `${bin()} ${args}`, '/dev/null'], { cwd });
}

/** Help is wrapped to the width of the terminal. */
function words(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

const OPTIONS = [
  '--as-of <time>',
  '--rule <name=value>',
  '--rules <file>',
  '--time-unit <unit>',
  '--only-room <name>',
  '--format <format>',
  '--display-timezone <zone>',
  '--out <file>',
  '--anomalies <file>',
  '--stats <file>',
  '--explain',
  '--source <name>',
  '--mapping <file>',
  '--timezone <zone>',
  '--no-repair <kinds>',
  '--max-open <seconds>',
  '--max-jump <seconds>',
  '--strict',
];

describe('help', () => {
  test('--help, help and nothing at all print the same', async () => {
    const { code, stdout, stderr } = await runCli(['--help']);
    expect(stdout).toMatch(/^Usage: reconvene /);
    expect(stdout).toContain('replay [options] [file...]');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    for (const args of [['-h'], ['help'], []]) {
      expect(await runCli(args)).toEqual({ code: 0, signal: null, stdout, stderr: '' });
    }
  });

  test('replay --help tells all options, the exit codes, and examples', async () => {
    const { code, stdout, stderr } = await replay(['--help']);
    for (const option of OPTIONS) expect(stdout).toContain(`  ${option} `);
    expect(stdout).toContain('Exit codes: 0 as asked · 1 ');
    expect(stdout).toContain('reconvene replay log.ndjson --format api --out page.json');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(await runCli(['help', 'replay'])).toEqual({ code: 0, signal: null, stdout, stderr: '' });
  });

  test('no line of help is wider than a printed page', async () => {
    for (const args of [['--help'], ['replay', '--help'], ['inspect', '--help'], ['sources', '--help']]) {
      const { stdout } = await runCli(args);
      for (const line of stdout.split('\n')) expect(line.length, line).toBeLessThanOrEqual(110);
    }
  });

  test('--version is that of package.json', async () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    for (const flag of ['--version', '-V']) {
      expect(await runCli([flag])).toEqual({ code: 0, signal: null, stdout: `${version}\n`, stderr: '' });
    }
  });
});

describe('on a terminal', () => {
  test('replay without a file prints its help', async () => {
    const ran = await onTerminal('replay');
    if (ran === null) return;
    const { stdout } = await replay(['--help']);
    expect(words(ran.stdout)).toBe(words(stdout));
    expect(ran.code).toBe(0);
  });

  test('meetings are a table', async () => {
    const cwd = freshFolder();
    writeFileSync(pathOf(cwd, 'log.ndjson'), TWO_ROOMS);
    const table = await replay(['log.ndjson', '--format', 'table'], { cwd });
    const ran = await onTerminal('replay log.ndjson', cwd);
    if (ran === null) return;
    expect(ran.stdout.replaceAll('\r\n', '\n')).toBe(table.stdout + table.stderr);
  });

  test('meetings in a file are NDJSON all the same', async () => {
    const cwd = freshFolder();
    writeFileSync(pathOf(cwd, 'log.ndjson'), TWO_ROOMS);
    const plain = await replay(['log.ndjson'], { cwd });
    const ran = await onTerminal('replay log.ndjson --out meetings.ndjson', cwd);
    if (ran === null) return;
    expect(readFileSync(pathOf(cwd, 'meetings.ndjson'), 'utf8')).toBe(plain.stdout);
    expect(ran.stdout.replaceAll('\r\n', '\n')).toBe(plain.stderr);
  });
});
