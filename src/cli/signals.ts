import { isBlocked } from '../formats/blocked-calls.js';
import { discardUnfinished } from '../replay/output.js';
import { reasonOf } from '../replay/system-error.js';
import { ExitCode } from './exit-code.js';

/** Ends quietly and at once on Ctrl-C, on a hang-up or termination signal, and when whoever reads our output has had enough. */
export function endOnSignals(): void {
  process.on('SIGINT', () => quitBy('SIGINT', ExitCode.interrupted));
  process.on('SIGHUP', () => quitBy('SIGHUP', ExitCode.hungUp));
  process.on('SIGTERM', () => quitBy('SIGTERM', ExitCode.terminated));
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') quit(ExitCode.ok);
    process.stderr.write(`reconvene: standard output: ${reasonOf(error)}\n`);
    quit(ExitCode.io);
  });
  process.stderr.on('error', () => {});
}

let first: ((code: number) => void) | null = null;

/** Hands the first signal to somebody who ends in good order; the next one ends at once. */
export function onFirstSignal(told: (code: number) => void): { readonly forget: () => void } {
  first = told;
  return {
    forget() {
      first = null;
    },
  };
}

/** An exit would wait for a blocked call, so then the signal has to do it itself; a shell sees the same code. */
function quitBy(signal: 'SIGINT' | 'SIGHUP' | 'SIGTERM', code: number): void {
  const told = first;
  first = null;
  if (told !== null) {
    told(code);
    return;
  }
  if (!isBlocked()) quit(code);
  discardUnfinished();
  // What others do at an exit: the cursor comes back, temporary folders go.
  process.emit('exit', code);
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
}

function quit(code: number): never {
  discardUnfinished();
  process.exit(code);
}
