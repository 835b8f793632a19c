import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { readdirSync, readFileSync, watch, writeFileSync } from 'node:fs';
import { join as pathOf } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { join, leave, T, TWO_ROOMS } from '../support/log-lines.js';
import { freshFolder, type Ran, replay, runBash } from '../support/run-cli.js';

const signals = [
  ['SIGHUP', 129],
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const;

/** Whoever ends within this time, in milliseconds, ends promptly, even on a machine with much to do. */
const PROMPT = 3_000;

/** Many meetings of which each takes some room in the output. */
function largeLog(rooms: number): string {
  const lines: string[] = [];
  for (let i = 0; i < rooms; i++) {
    lines.push(join(`room number ${i}`, 'p', T + i, { user_name: 'x'.repeat(100) }));
    lines.push(leave(`room number ${i}`, 'p', T + 60_000 + i));
  }
  return lines.join('');
}

/** Waits until a program has said something on standard error: then it is running and listens. */
function hasSpoken(child: ChildProcessWithoutNullStreams): Promise<void> {
  return new Promise((resolve) => child.stderr.once('data', () => resolve()));
}

/** Waits until a file is in the making in a folder. */
function partIn(folder: string): Promise<void> {
  return new Promise((resolve) => {
    const watcher = watch(folder, (_, name) => {
      if (!name?.endsWith('.part')) return;
      watcher.close();
      resolve();
    });
  });
}

/** Runs replay and ends it by a signal at some point; it must then be gone at once. */
async function endedBy(
  signal: NodeJS.Signals,
  args: readonly string[],
  cwd: string,
  atSomePoint: (child: ChildProcessWithoutNullStreams) => Promise<void>,
): Promise<Ran> {
  let sent = Number.NaN;
  const ran = await replay(args, {
    cwd,
    whileRunning: async (child) => {
      await atSomePoint(child);
      sent = performance.now();
      child.kill(signal);
    },
  });
  expect(performance.now() - sent).toBeLessThan(PROMPT);
  return ran;
}

describe.each(signals)('%s', (signal, code) => {
  const said = '<stdin>:1: the record is not JSON; expected one event as a JSON object\n';

  test('while waiting for standard input', async () => {
    const ran = await endedBy(signal, ['--source', 'native'], freshFolder(), async (child) => {
      child.stdin.write('not JSON\n');
      await hasSpoken(child);
      await sleep(50);
    });
    expect(ran).toEqual({ code, signal: null, stdout: '', stderr: said });
  });

  test('while reading what does not end', async () => {
    const lines = Buffer.from(largeLog(200));
    let isOver = false;
    const ran = await endedBy(signal, [], freshFolder(), async (child) => {
      child.once('exit', () => {
        isOver = true;
      });
      const feed = () => {
        while (!isOver && child.stdin.writable && child.stdin.write(lines));
        if (!isOver) child.stdin.once('drain', feed);
      };
      child.stdin.write('not JSON\n');
      feed();
      await hasSpoken(child);
      await sleep(150);
    });
    expect(ran).toEqual({ code, signal: null, stdout: '', stderr: said });
  });

  test('while a pipe by name has no writer, or a silent one', async () => {
    const cwd = freshFolder();
    // A shell tells both kinds of end, by an exit and by the signal itself, with the same code.
    const line = (before: string) =>
      `${before} $R replay --source native bad pipe 2> said & p=$!; until [ -s said ]; do sleep 0.02; done; ` +
      `sleep 0.1; kill -${signal} $p; wait $p; echo $?; cat said`;
    writeFileSync(pathOf(cwd, 'bad'), 'x\n');
    expect(await runBash('mkfifo pipe', { cwd })).toMatchObject({ code: 0 });
    const began = performance.now();
    // Opening comes before reading, so that nothing can be said yet.
    const opening = await runBash(
      `set -m; $R replay pipe & p=$!; sleep 0.7; kill -${signal} $p; wait $p 2> gone; echo $?`,
      { cwd },
    );
    expect(opening.stdout).toBe(`${code}\n`);
    const reading = await runBash(`set -m; ${line('exec 3<> pipe;')}`, { cwd });
    expect(reading.stdout).toMatch(new RegExp(`^${code}\nbad:1: the record is not JSON; .*\n$`));
    expect(performance.now() - began).toBeLessThan(2 * PROMPT + 1_000);
  });

  test('while nobody reads from the pipe that it writes to', async () => {
    const line = `mkfifo pipe; set -m; $R replay log --out pipe & p=$!; sleep 1.2; kill -${signal} $p; wait $p 2> gone; echo $?`;
    const cwd = freshFolder();
    writeFileSync(pathOf(cwd, 'log'), TWO_ROOMS);
    const began = performance.now();
    expect((await runBash(line, { cwd })).stdout).toBe(`${code}\n`);
    expect(performance.now() - began).toBeLessThan(PROMPT + 1_500);
  });

  test('while nobody takes the output', async () => {
    const cwd = freshFolder();
    writeFileSync(pathOf(cwd, 'log'), `x\n${largeLog(3_000)}`);
    const ran = await endedBy(signal, ['log', '--format', 'json'], cwd, async (child) => {
      child.stdout.pause();
      child.once('exit', () => child.stdout.resume());
      await hasSpoken(child);
      await sleep(600);
    });
    expect(ran).toMatchObject({ code, signal: null });
    expect(ran.stderr).toMatch(/^log:1: the record is not JSON; [^\n]*\n$/);
    expect(ran.stdout).not.toMatch(/\]\n$/);
  });

  test('while a file is in the making: it is not there, and what was there is', async () => {
    const cwd = freshFolder();
    writeFileSync(pathOf(cwd, 'log'), largeLog(40_000));
    let ran: Ran;
    do {
      writeFileSync(pathOf(cwd, 'out'), 'old');
      ran = await endedBy(signal, ['log', '--out', 'out'], cwd, () => partIn(cwd));
      expect(readdirSync(cwd)).toEqual(['log', 'out']);
      // Who was done before the signal came tells nothing.
    } while (ran.code === 0);
    expect(ran).toEqual({ code, signal: null, stdout: '', stderr: '' });
    expect(readFileSync(pathOf(cwd, 'out'), 'utf8')).toBe('old');
  });
});

describe('a reader that has had enough', () => {
  test.each(['ndjson', 'json', 'api', 'table'])('of %s', async (format) => {
    const cwd = freshFolder();
    writeFileSync(pathOf(cwd, 'log'), largeLog(10_000));
    const { stdout, stderr } = await runBash(
      `$R replay log --explain --format ${format} | head -1; echo \${PIPESTATUS[0]}`,
      { cwd },
    );
    expect(stdout.split('\n').slice(1)).toEqual(['0', '']);
    expect(stderr).toBe('');
  });

  test.each(['ndjson', 'csv'])('of %s in the file that standard output is', async (format) => {
    const cwd = freshFolder();
    writeFileSync(pathOf(cwd, 'log'), largeLog(10_000));
    const { stdout, stderr } = await runBash(
      `$R replay log --out /dev/stdout --format ${format} | head -1; echo \${PIPESTATUS[0]}`,
      { cwd },
    );
    expect(stdout.split('\n').slice(1)).toEqual(['0', '']);
    expect(stderr).toBe('');
  });

  test('of nothing at all', async () => {
    const cwd = freshFolder();
    writeFileSync(pathOf(cwd, 'log'), largeLog(10_000));
    const { stdout, stderr } = await runBash(`$R replay log | true; echo \${PIPESTATUS[0]}`, { cwd });
    expect({ stdout, stderr }).toEqual({ stdout: '0\n', stderr: '' });
  });

  test('of messages', async () => {
    const { stdout: whole } = await replay([], { stdin: TWO_ROOMS });
    const { code, stdout } = await replay([], {
      whileRunning: (child) => {
        child.stderr.destroy();
        child.stdin.end(`${'x\n'.repeat(100)}${TWO_ROOMS}`);
      },
    });
    expect({ code, stdout }).toEqual({ code: 0, stdout: whole });
  });

  test('streams that are closed from the beginning', async () => {
    const cwd = freshFolder();
    writeFileSync(pathOf(cwd, 'log'), TWO_ROOMS);
    const { stdout } = await replay(['log'], { cwd });
    expect(await runBash('$R replay log 2>&-', { cwd })).toEqual({
      code: 0,
      signal: null,
      stdout,
      stderr: '',
    });
    expect(await runBash('$R replay log >&-', { cwd })).toMatchObject({ code: 0, stdout: '' });
    expect(await runBash('$R replay <&-', { cwd })).toMatchObject({ code: 0, stdout: '' });
  });
});
