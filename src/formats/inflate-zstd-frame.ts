import { Decompress, type ZstdError } from 'fzstd';
import { CUT_OFF, NO_ZSTD, TOO_LARGE_WINDOW, UNKNOWN_BLOCK, type ZstdFrame } from './zstd-frames.js';

/** By the codes of the library. */
const REASONS: readonly string[] = [
  NO_ZSTD,
  TOO_LARGE_WINDOW,
  UNKNOWN_BLOCK,
  'its tables are not as zstd has them',
  'it refers to what is not there',
  CUT_OFF,
];

/** Inflates the blocks of one frame. */
export interface FrameInflater {
  readonly push: (blocks: Uint8Array) => void;
  /** @throws Error if the frame holds less than its header says */
  readonly end: () => void;
  /** Hands on what is there of a frame that goes no further. */
  readonly flush: () => void;
}

/** @param take what it holds; what this throws is thrown on */
export function createFrameInflater(frame: ZstdFrame, take: (chunk: Buffer) => void): FrameInflater {
  const { contentSize } = frame;
  let size = 0;
  /** what was thrown while the library handed something on: that is no error of its own */
  let failure: unknown = null;
  const decoder = new Decompress((made) => {
    try {
      // What goes beyond its header is not handed on.
      if (contentSize !== null && size + made.length > contentSize)
        throw wrongSize(`${size + made.length} bytes or more`, contentSize);
      size += made.length;
      take(Buffer.from(made.buffer, made.byteOffset, made.length));
    } catch (error) {
      failure = error;
      throw error;
    }
  });
  push(plainHeader(frame));

  function push(bytes: Uint8Array, isLast = false): void {
    try {
      decoder.push(bytes, isLast);
    } catch (error) {
      if (failure !== null) throw failure;
      const { code } = error as Partial<ZstdError>;
      throw broken(REASONS[code ?? 0] ?? NO_ZSTD);
    }
  }

  function finish(): void {
    push(new Uint8Array(0), true);
  }

  return {
    push,
    end: () => {
      finish();
      if (contentSize !== null && size < contentSize) throw wrongSize(`${size} bytes`, contentSize);
    },
    flush: () => {
      try {
        finish();
      } catch {
        if (failure !== null) throw failure;
      }
    },
  };
}

/** A break, as it is told. */
export function broken(reason: string): Error {
  return new Error(`the zstd data breaks: ${reason}`);
}

function wrongSize(held: string, claimed: number): Error {
  return broken(`it holds ${held} where the frame's header says ${claimed}`);
}

/** The smallest window that can be said. */
const SMALLEST_WINDOW = 1024;

/**
 * A header for the library, which cuts blocks off at the window without a word: it gets a window that has room for a
 * byte more than the frame is to hold, so that too much is seen. No more than that is made room for.
 */
function plainHeader({ window, contentSize }: ZstdFrame): Uint8Array {
  const needed = contentSize !== null && contentSize <= window ? contentSize + 1 : window;
  const room = Math.max(needed, SMALLEST_WINDOW);
  const exponent = 31 - Math.clz32(room);
  const eighths = Math.ceil((room / 2 ** exponent - 1) * 8);
  return Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0, (exponent - 10) * 8 + eighths);
}
