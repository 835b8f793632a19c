import { constants, createGunzip, gunzipSync } from 'node:zlib';
import type { Inflater, Rest } from './inflater.js';

/** Compressed bytes up to here are kept, so that nothing before a break is lost; that costs a second look. */
const KEPT = 1024 * 1024;

/** More than what one step of zlib makes, which an error takes with it. */
const IN_THE_MAKING = 64 * 1024;

/** So many compressed bytes are inflated at once. */
const SLICE = 16 * 1024;

/**
 * Inflates gzip data, of several members too. What came before a break has been handed on by the time the promise
 * rejects (beyond the first MiB but for less than the 16 KiB in the making): it is taken as it is made, never from a
 * stream that an error may empty.
 */
export function createGunzipper(take: (chunk: Buffer) => void, rest: Rest): Inflater {
  const gunzip = createGunzip();
  let kept: Buffer[] = [];
  let fed = 0;
  let made = 0;
  const finished = new Promise<void>((resolve, reject) => {
    gunzip.on('data', (chunk: Buffer) => {
      made += chunk.length;
      take(chunk);
    });
    gunzip.once('end', resolve);
    gunzip.once('error', reject);
  });
  // A break is told to whoever pushes or ends next; until then nobody listens.
  finished.catch(() => {});

  async function push(chunk: Buffer): Promise<void> {
    for (let from = 0; from < chunk.length; from += SLICE) {
      await inflate(chunk.subarray(from, from + SLICE));
      await rest();
    }
  }

  async function inflate(chunk: Buffer): Promise<void> {
    const before = fed;
    fed += chunk.length;
    if (fed > KEPT) kept = [];
    else kept.push(Buffer.from(chunk));
    if (gunzip.readableEnded) return;
    const taken = new Promise<void>((resolve) => gunzip.write(chunk, () => resolve()));
    try {
      await Promise.race([taken, finished]);
    } catch (error) {
      if (fed <= KEPT) take(longestText(Buffer.concat(kept), before, made + IN_THE_MAKING).subarray(made));
      throw error;
    }
  }

  async function end(): Promise<void> {
    gunzip.end();
    await finished;
    if (gunzip.bytesWritten < fed) throw new Error('something other than gzip data follows its end');
  }

  return { push, end };
}

/** What the longest beginning that inflates holds; the first `good` bytes do, all of them do not. */
function longestText(data: Buffer, good: number, maxOutputLength: number): Buffer {
  const options = { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength };
  let text: Buffer = Buffer.alloc(0);
  let from = good;
  let to = data.length;
  while (to - from > 1) {
    const middle = (from + to) >> 1;
    try {
      text = gunzipSync(data.subarray(0, middle), options);
      from = middle;
    } catch {
      to = middle;
    }
  }
  return text;
}
