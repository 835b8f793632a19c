/** What a zstd stream is made of, as it comes. Skippable frames and checksums are left out. */
export type ZstdPart =
  | { readonly kind: 'frame'; readonly frame: ZstdFrame }
  /** the header of a block, or some of what is in one */
  | { readonly kind: 'block'; readonly bytes: Uint8Array }
  | { readonly kind: 'frame end' }
  /** Nothing comes after it. */
  | { readonly kind: 'break'; readonly reason: string };

/** What the header of a frame claims, in bytes; contentSize: null where it does not say. */
export interface ZstdFrame {
  readonly window: number;
  readonly contentSize: number | null;
}

/**
 * The library reads what an offset adds to its power of two from a word of 32 bits, up to 7 of which it shifts out.
 * Offsets up to here add no more than fits; larger ones lose bits, and wrong bytes come out without an error.
 */
export const LARGEST_WINDOW = 2 ** 26;

export const NO_ZSTD = 'what it holds is not zstd data';
export const CUT_OFF = 'it ends before its data does';
export const TOO_LARGE_WINDOW = `its window is larger than ${LARGEST_WINDOW / 2 ** 20} MiB (zstd --long)`;
export const UNKNOWN_BLOCK = 'it has a block of a kind that there is not';

/** However large the window, no block holds more (RFC 8878, 3.1.1.2.4). */
const LARGEST_BLOCK = 128 * 1024;

const MAGIC = 0xfd2fb528;
const SKIPPABLE_MAGIC = 0x184d2a5;

const RLE_BLOCK = 1;
const RESERVED_BLOCK = 3;

type Step = 'magic' | 'flags' | 'header' | 'block' | 'content' | 'checksum' | 'length' | 'skipped' | 'broken';

/** Steps of which the bytes are read once they are all there; others are passed. */
const READ: ReadonlySet<Step> = new Set(['magic', 'flags', 'header', 'block', 'length']);

/** Finds frames and blocks in a zstd stream without inflating it, so that what it claims is known before it is believed. */
export function createZstdWalk() {
  let step: Step = 'magic';
  /** how many bytes of this step are still to come */
  let left = 4;
  let held: number[] = [];
  let flags = 0;
  let isLastBlock = false;

  /** Takes bytes, cut anywhere. */
  function* walk(chunk: Uint8Array): Generator<ZstdPart> {
    for (let at = 0; at < chunk.length; ) {
      const bytes = chunk.subarray(at, at + left);
      at += bytes.length;
      left -= bytes.length;
      if (READ.has(step)) held.push(...bytes);
      else if (step === 'content') yield { kind: 'block', bytes };
      while (left === 0) {
        const part = finish();
        if (part !== null) yield part;
      }
    }
  }

  function go(next: Step, length: number): null {
    step = next;
    left = length;
    held = [];
    return null;
  }

  function fail(reason: string): ZstdPart {
    go('broken', Number.POSITIVE_INFINITY);
    return { kind: 'break', reason };
  }

  /** Ends a step of which all bytes have come. */
  function finish(): ZstdPart | null {
    const bytes = held;
    switch (step) {
      case 'magic':
        return finishMagic(numberIn(bytes));
      case 'flags':
        flags = bytes[0]!;
        return flags & 8 ? fail(NO_ZSTD) : go('header', headerLength(flags));
      case 'header':
        return finishHeader(bytes);
      case 'block':
        return finishBlockHeader(bytes);
      case 'content':
        if (!isLastBlock) return go('block', 3);
        go('checksum', flags & 4 ? 4 : 0);
        return { kind: 'frame end' };
      case 'length':
        return go('skipped', numberIn(bytes));
      default:
        return go('magic', 4);
    }
  }

  function finishMagic(magic: number): ZstdPart | null {
    if (magic === MAGIC) return go('flags', 1);
    return magic >>> 4 === SKIPPABLE_MAGIC ? go('length', 4) : fail(NO_ZSTD);
  }

  function finishHeader(bytes: readonly number[]): ZstdPart {
    const { window, contentSize, dictionary } = readHeader(flags, bytes);
    if (window > LARGEST_WINDOW) return fail(TOO_LARGE_WINDOW);
    // The library would read what is in the dictionary as zeros.
    if (dictionary !== 0) return fail('it needs a dictionary');
    go('block', 3);
    return { kind: 'frame', frame: { window, contentSize } };
  }

  function finishBlockHeader(bytes: readonly number[]): ZstdPart {
    const header = numberIn(bytes);
    const kind = (header >> 1) & 3;
    const size = header >> 3;
    if (kind === RESERVED_BLOCK) return fail(UNKNOWN_BLOCK);
    if (size > LARGEST_BLOCK) return fail('it has a block larger than 128 KiB');
    isLastBlock = (header & 1) === 1;
    go('content', kind === RLE_BLOCK ? 1 : size);
    return { kind: 'block', bytes: Uint8Array.from(bytes) };
  }

  return {
    walk,
    /** Whether the stream may end here. */
    isBetweenFrames: () => step === 'magic' && held.length === 0,
  };
}

function dictionaryLength(flags: number): number {
  return [0, 1, 2, 4][flags & 3]!;
}

function isSingleSegment(flags: number): boolean {
  return (flags & 32) !== 0;
}

function contentSizeLength(flags: number): number {
  return [isSingleSegment(flags) ? 1 : 0, 2, 4, 8][flags >> 6]!;
}

/** What follows the flags: the window, unless it is the content's size; the dictionary; the content's size. */
function headerLength(flags: number): number {
  return (isSingleSegment(flags) ? 0 : 1) + dictionaryLength(flags) + contentSizeLength(flags);
}

function readHeader(flags: number, bytes: readonly number[]): ZstdFrame & { readonly dictionary: number } {
  const isSingle = isSingleSegment(flags);
  const sizeAt = bytes.length - contentSizeLength(flags);
  const size = numberIn(bytes.slice(sizeAt)) + (flags >> 6 === 1 ? 256 : 0);
  const dictionary = numberIn(bytes.slice(sizeAt - dictionaryLength(flags), sizeAt));
  const window = isSingle ? size : 2 ** (10 + (bytes[0]! >> 3)) * (1 + (bytes[0]! & 7) / 8);
  return { window, contentSize: sizeAt < bytes.length ? size : null, dictionary };
}

/** Little-endian; not by shifts, as it may have 64 bits. */
function numberIn(bytes: readonly number[]): number {
  return bytes.reduceRight((number, byte) => number * 256 + byte, 0);
}
