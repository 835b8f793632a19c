import type { TransformOptions } from 'node:stream';
import { createGunzip, type ZlibOptions } from 'node:zlib';
import type { Inflater, Rest } from './inflater.js';

/** Inflates gzip data. */
export interface GunzipStage extends Inflater {
  /** how many bytes of it were inflated, or are being */
  readonly used: () => number;
  /** why the data breaks; null: it does not, so far */
  readonly failure: () => Error | null;
}

/**
 * Has the next text made, by a thread of Node's, while what was made before is taken.
 * @param atOnce how many bytes of text are made at once; a break takes with it what is being made
 */
export function createGunzipStage(take: (text: Buffer) => void, rest: Rest, atOnce: number): GunzipStage {
  // That a stream of zlib takes the options of all streams is missing in its type.
  const options: ZlibOptions & TransformOptions = { chunkSize: atOnce, readableHighWaterMark: atOnce };
  const gunzip = createGunzip(options);
  let failure: Error | null = null;
  let hasEnded = false;
  let wake = () => {};
  gunzip.on('readable', () => wake());
  gunzip.once('end', () => {
    hasEnded = true;
    wake();
  });
  gunzip.once('error', (error) => {
    failure = error;
    wake();
  });

  async function takeUntil(isDone: () => boolean): Promise<void> {
    for (;;) {
      // With what is read the next is begun.
      const text = gunzip.read() as Buffer | null;
      if (text !== null) {
        take(text);
        await rest();
      } else if (failure !== null) throw failure;
      else if (isDone()) return;
      else {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
  }

  return {
    async push(chunk) {
      if (hasEnded) return;
      let isTaken = false;
      gunzip.write(chunk, (error) => {
        // Of what goes wrong is heard apart.
        if (!error) isTaken = true;
        wake();
      });
      await takeUntil(() => isTaken || hasEnded);
    },
    async end() {
      gunzip.end();
      await takeUntil(() => hasEnded);
    },
    used: () => gunzip.bytesWritten,
    failure: () => failure,
  };
}
