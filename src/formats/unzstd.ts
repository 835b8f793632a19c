import { Decompress, type ZstdError } from 'fzstd';
import type { Inflater } from './inflater.js';

const REASONS: readonly string[] = [
  'what it holds is not zstd data',
  'its window is larger than 32 MiB (zstd --long)',
  'it has a block of a kind that there is not',
  'its tables are not as zstd has them',
  'it refers to what is not there',
  'it ends before its data does',
];

/**
 * Inflates zstd data, of several frames too. What came before a break has been handed on by the time a promise rejects. Checksums are
 * skipped: they are not verified.
 */
export function createZstdDecoder(take: (chunk: Buffer) => void): Inflater {
  let failure: unknown = null;
  const decoder = new Decompress((made) => {
    try {
      take(Buffer.from(made.buffer, made.byteOffset, made.length));
    } catch (error) {
      failure = error;
      throw error;
    }
  });

  async function guarded(work: () => void): Promise<void> {
    try {
      work();
    } catch (error) {
      if (failure !== null) throw failure;
      const { code } = error as Partial<ZstdError>;
      throw new Error(`the zstd data breaks: ${REASONS[code ?? 0] ?? REASONS[0]}`);
    }
  }

  return {
    // The decoder holds on to what it is given, which a chunk is not for.
    push: (chunk) => guarded(() => void decoder.push(new Uint8Array(chunk))),
    end: () => guarded(() => void decoder.push(new Uint8Array(0), true)),
  };
}
