import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { reasonOf } from '../../replay/system-error.js';
import { setDeadline } from './deadline.js';

/** How a program came to its end. */
export interface ProgramEnd {
  readonly code: number | null;
  readonly signal: string | null;
  /** Why it could not be started at all, null if it was. */
  readonly refusal: string | null;
}

/** A running program: lines go in and come out. */
export interface Program {
  readonly write: (text: string) => void;
  readonly closeInput: () => void;
  /** Ends it and whatever it has started, at once. */
  readonly kill: () => void;
  /** the last lines of its standard error */
  readonly lastWords: () => string[];
  /** what it has written of a line that has not ended */
  readonly unfinished: () => Uint8Array;
  readonly ended: Promise<ProgramEnd>;
}

/** A line is no longer than this. */
const LONGEST_LINE = 16 * 1024 * 1024;
/** So many bytes of standard error are kept, the last ones. */
const KEPT = 4096;
/** So long a program that has ended may leave its output open to others that it has started. */
const DRAIN_MS = 200;

/** Starts a program in a process group of its own. `onLine` gets its output line by line, null for one without end. */
export function startProgram(command: readonly string[], onLine: (line: Uint8Array | null) => void): Program {
  const child = trySpawn(command);
  return typeof child === 'string' ? notStarted(child) : programOf(child, onLine);
}

function programOf(
  child: ChildProcessWithoutNullStreams,
  onLine: (line: Uint8Array | null) => void,
): Program {
  if (running.size === 0) process.once('exit', killAll);
  running.add(child);
  let held: Buffer[] = [];
  let heldLength = 0;
  let words = Buffer.alloc(0);
  let resolveEnd: (end: ProgramEnd) => void = () => {};
  const ended = new Promise<ProgramEnd>((resolve) => {
    resolveEnd = resolve;
  });

  child.stdout.on('data', (chunk: Buffer) => {
    let from = 0;
    for (let to = chunk.indexOf(10); to >= 0; to = chunk.indexOf(10, from)) {
      const line = chunk.subarray(from, to);
      onLine(held.length === 0 ? line : Buffer.concat([...held, line]));
      held = [];
      heldLength = 0;
      from = to + 1;
    }
    if (from === chunk.length) return;
    held.push(Buffer.from(chunk.subarray(from)));
    heldLength += chunk.length - from;
    if (heldLength <= LONGEST_LINE) return;
    held = [];
    heldLength = 0;
    onLine(null);
  });
  child.stderr.on('data', (chunk: Buffer) => {
    words = Buffer.concat([words, chunk]).subarray(-KEPT);
  });
  // Whoever ends before reading all of it is told of by its end.
  child.stdin.on('error', () => {});
  child.on('error', (error) => {
    if (child.pid === undefined) finish({ code: null, signal: null, refusal: reasonOf(error) });
  });
  child.on('exit', (code, signal) => {
    const done = () => finish({ code, signal, refusal: null });
    const cancel = setDeadline(DRAIN_MS, done);
    child.on('close', () => {
      cancel();
      done();
    });
  });

  function finish(end: ProgramEnd): void {
    running.delete(child);
    if (running.size === 0) process.off('exit', killAll);
    killGroup(child);
    child.stdout.destroy();
    child.stderr.destroy();
    resolveEnd(end);
  }

  return {
    write: (text) => void (child.stdin.writable && child.stdin.write(text)),
    closeInput: () => void child.stdin.end(),
    kill: () => killGroup(child),
    lastWords: () => words.toString('utf8').split('\n').filter(Boolean).slice(-12),
    unfinished: () => Buffer.concat(held),
    ended,
  };
}

/** Starts a process. Of some reasons why one cannot be started Node tells by an event, of others by throwing: they are given back. */
function trySpawn([file = '', ...args]: readonly string[]): ChildProcessWithoutNullStreams | string {
  try {
    return spawn(file, args, { stdio: ['pipe', 'pipe', 'pipe'], detached: process.platform !== 'win32' });
  } catch (error) {
    return reasonOf(error);
  }
}

/** A program that never ran. */
function notStarted(refusal: string): Program {
  return {
    write() {},
    closeInput() {},
    kill() {},
    lastWords: () => [],
    unfinished: () => Buffer.alloc(0),
    ended: Promise.resolve({ code: null, signal: null, refusal }),
  };
}

const running = new Set<ChildProcessWithoutNullStreams>();

/** However we end, nothing that was started here is left behind. */
function killAll(): void {
  for (const child of running) killGroup(child);
}

function killGroup(child: ChildProcessWithoutNullStreams): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === 'win32') child.kill('SIGKILL');
    else process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It has gone already.
  }
}
