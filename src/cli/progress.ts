import { loadPackage } from '../formats/load-package.js';

/** Shows how far long work has come. */
export interface Progress {
  readonly add: (bytes: number) => void;
  /** Says something on standard error without breaking the bar. */
  readonly say: (line: string) => void;
  readonly stop: () => void;
}

/** Work that is done by then, in milliseconds, needs no bar. */
const PATIENCE = 800;

/** A bar on standard error if it is a terminal and the size of the work is known; else messages alone. */
export async function showProgress(totalBytes: number | null): Promise<Progress> {
  const stream = process.stderr;
  if (!stream.isTTY || totalBytes === null || totalBytes === 0) {
    return { add: () => {}, say: (line) => stream.write(`${line}\n`), stop: () => {} };
  }
  // Loaded only where it is seen.
  const { default: cliProgress } = await loadPackage(() => import('cli-progress'));
  const bar = new cliProgress.SingleBar(
    {
      stream,
      format: 'reading {bar} {percentage}% | {eta_formatted} left',
      clearOnComplete: true,
      hideCursor: true,
    },
    cliProgress.Presets.shades_grey,
  );
  const began = performance.now();
  let bytes = 0;
  let isShown = false;
  function stop(): void {
    if (isShown) bar.stop();
    isShown = false;
  }
  // However the program ends, the cursor comes back.
  process.once('exit', stop);
  return {
    add(count) {
      bytes += count;
      if (isShown) bar.update(Math.min(bytes, totalBytes));
      else if (performance.now() - began > PATIENCE) {
        isShown = true;
        bar.start(totalBytes, Math.min(bytes, totalBytes));
      }
    },
    say(line) {
      stream.write(isShown ? `\r\u001b[K${line}\n` : `${line}\n`);
    },
    stop,
  };
}
