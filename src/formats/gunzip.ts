import { createGunzip } from 'node:zlib';

/** Takes compressed bytes and hands on what they hold; both reject at the place where the data breaks. */
export interface Inflater {
  push(chunk: Buffer): Promise<void>;
  end(): Promise<void>;
}

/**
 * Inflates gzip data, of several members too. What came before a break has been handed on by the time the promise
 * rejects (but for less than the 16 KiB in the making): it is taken as it is made, never from a stream that an error
 * may empty.
 */
export function createGunzipper(take: (chunk: Buffer) => void): Inflater {
  const gunzip = createGunzip();
  let fed = 0;
  const finished = new Promise<void>((resolve, reject) => {
    gunzip.on('data', take);
    gunzip.once('end', resolve);
    gunzip.once('error', reject);
  });
  // A break is told to whoever pushes or ends next; until then nobody listens.
  finished.catch(() => {});

  async function push(chunk: Buffer): Promise<void> {
    fed += chunk.length;
    if (gunzip.readableEnded) return;
    const taken = new Promise<void>((resolve) => gunzip.write(chunk, () => resolve()));
    await Promise.race([taken, finished]);
  }

  async function end(): Promise<void> {
    gunzip.end();
    await finished;
    if (gunzip.bytesWritten < fed) throw new Error('something other than gzip data follows its end');
  }

  return { push, end };
}
