import { createGunzipper } from '../../formats/gunzip.js';
import type { Inflater, Rest } from '../../formats/inflater.js';
import { signatureOf } from '../../formats/signature.js';
import type { Input } from '../input.js';

/** What inflates an input. */
export interface InputInflater extends Inflater {
  /** what it is packed in */
  readonly packing: 'gzip' | 'zstd';
  readonly stop: () => Promise<void>;
}

/** Of gzip data in files that are smaller there is not much. */
const LITTLE = 8 * 1024;

/** An input of zstd data that is as large is worth a thread, or one of no known size of which so much comes at once. */
const WORTH_A_THREAD = 1024 * 1024;
const AT_ONCE = 32 * 1024;

/**
 * Gives what inflates an input, null if it is not packed. What few need is loaded for them.
 * @param head how it begins
 * @param isBrief whether not much of it is wanted
 */
export async function inflaterFor(
  input: Input,
  head: Buffer,
  isBrief: boolean,
  take: (text: Buffer) => void,
  rest: Rest,
): Promise<InputInflater | null> {
  const packing = signatureOf(head);
  const stop = async () => {};
  if (packing === 'gzip') {
    const again = input.isRepeatable ? input.chunks : null;
    const isLittle = input.size !== null && input.size < LITTLE;
    return { packing, ...createGunzipper(take, rest, again, isLittle), stop };
  }
  if (packing !== 'zstd') return null;
  const isLarge = input.size === null ? head.length >= AT_ONCE : input.size >= WORTH_A_THREAD;
  if (isLarge && !isBrief) {
    const { startUnzstd } = await import('./unzstd-thread.js');
    return { packing, ...startUnzstd(take, rest, !input.isRepeatable) };
  }
  const { createZstdDecoder } = await import('../../formats/unzstd.js');
  return { packing, ...createZstdDecoder(take, rest), stop };
}
