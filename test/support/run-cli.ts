import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject, onTestFinished } from 'vitest';

/** What a program left behind. */
export interface Ran {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  /** what it reads from standard input; nothing by default */
  readonly stdin?: string | Buffer;
  readonly cwd?: string;
  /** Takes over when it runs; standard input is then left open. */
  readonly whileRunning?: (child: ChildProcessWithoutNullStreams) => void;
}

/** The program as installed from the packed package. */
export function bin(): string {
  return join(inject('packed'), 'node_modules', '.bin', 'reconvene');
}

/** A folder for one test, removed when that test ends. */
export function freshFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'reconvene-e2e-')));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Runs `reconvene` with arguments. */
export function runCli(args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  return runProgram(bin(), args, options);
}

/** Runs `reconvene replay`. */
export function replay(args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  return runCli(['replay', ...args], options);
}

/** Runs a line of bash, in which `$R` is the program. */
export function runBash(line: string, options: RunOptions = {}): Promise<Ran> {
  return runProgram('bash', ['-c', line], options);
}

/** Runs a program to its end. */
export function runProgram(
  program: string,
  args: readonly string[],
  { stdin = '', cwd = freshFolder(), whileRunning }: RunOptions = {},
): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, env: { ...process.env, R: bin(), NO_COLOR: '1' } });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
    child.on('error', reject);
    child.on('close', (code, signal) =>
      resolve({
        code,
        signal,
        stdout: Buffer.concat(stdout).toString(),
        stderr: Buffer.concat(stderr).toString(),
      }),
    );
    // Whoever ends before reading all of it is not at fault.
    child.stdin.on('error', () => {});
    if (whileRunning === undefined) child.stdin.end(stdin);
    else whileRunning(child);
  });
}
