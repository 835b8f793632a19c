import { discardUnfinished } from '../replay/output.js';
import { ExitCode } from './exit-code.js';

/** Ends quietly and at once on Ctrl-C, on a termination signal, and when whoever reads our output has had enough. */
export function endOnSignals(): void {
  process.on('SIGINT', () => quit(ExitCode.interrupted));
  process.on('SIGTERM', () => quit(ExitCode.terminated));
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') quit(ExitCode.ok);
    process.stderr.write(`reconvene: standard output: ${error.message}\n`);
    quit(ExitCode.io);
  });
  process.stderr.on('error', () => {});
}

function quit(code: number): never {
  discardUnfinished();
  process.exit(code);
}
