import { broken, createFrameInflater, type FrameInflater } from './inflate-zstd-frame.js';
import type { Inflater, Rest } from './inflater.js';
import { CUT_OFF, createZstdWalk } from './zstd-frames.js';

/**
 * Inflates zstd data, of several frames too. What came before a break has been handed on by the time a promise rejects. Checksums are
 * skipped: they are not verified. Sizes are: the library sees a frame only once its header is known to be harmless.
 */
export function createZstdDecoder(take: (chunk: Buffer) => void, rest: Rest): Inflater {
  const { walk, isBetweenFrames } = createZstdWalk();
  /** of the frame that is open */
  let frame: FrameInflater | null = null;

  async function handOn(chunk: Uint8Array): Promise<void> {
    for (const part of walk(chunk)) {
      if (part.kind === 'frame') frame = createFrameInflater(part.frame, take);
      else if (part.kind === 'block') {
        frame?.push(part.bytes);
        await rest();
      } else if (part.kind === 'break') breakOff(part.reason);
      else {
        frame?.end();
        frame = null;
      }
    }
  }

  function breakOff(reason: string): never {
    frame?.flush();
    throw broken(reason);
  }

  return {
    // The library holds on to what it is given, which a chunk is not for.
    push: (chunk) => handOn(new Uint8Array(chunk)),
    end: async () => {
      if (!isBetweenFrames()) breakOff(CUT_OFF);
    },
  };
}
