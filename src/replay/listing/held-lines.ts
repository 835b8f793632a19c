import { closeSync } from 'node:fs';
import type { EpochMs } from '../../model/time.js';
import { newestFirst } from '../../rules/order.js';
import { createByteBuffer, makeRoom, writeBytes } from '../bytes/byte-buffer.js';
import { openTemporary, readTemporary, writeTemporary } from '../bytes/temporary-file.js';

/** Lines of meetings by start that are kept until all are there: in memory, and in a temporary file where they are too many. */
export interface HeldLines {
  /** Takes the line of a meeting; they come in canonical order. */
  readonly add: (bytes: Uint8Array, from: number, to: number, start: EpochMs) => void;
  readonly count: () => number;
  /** Gives out all lines in the order of the HTTP listing (clause `order`). */
  readonly lines: () => Generator<Line>;
  /** Removes what lies in a temporary file. */
  readonly discard: () => void;
}

interface Line {
  readonly bytes: Uint8Array;
  readonly from: number;
  readonly to: number;
}

/** Lines that lie side by side. Those of one start are in one block. */
interface Block {
  /** null: in the file */
  bytes: Uint8Array | null;
  /** where it is in the file */
  readonly at: number;
  readonly length: number;
  readonly starts: readonly EpochMs[];
  /** where each line ends in it */
  readonly ends: readonly number[];
}

/** A block has at least so many bytes, but for the last. */
const BLOCK = 256 * 1024;

/** So many bytes are held in memory. */
const IN_MEMORY = 64 * 1024 * 1024;

export function createHeldLines(blockLength = BLOCK, inMemory = IN_MEMORY): HeldLines {
  const latest = createByteBuffer(2 * blockLength);
  let starts: EpochMs[] = [];
  let ends: number[] = [];
  const blocks: Block[] = [];
  let count = 0;
  /** how many bytes are in blocks, and how many of them in the file */
  let length = 0;
  let laid = 0;
  let file: number | null = null;

  function add(bytes: Uint8Array, from: number, to: number, start: EpochMs): void {
    if (latest.length >= blockLength && start !== starts.at(-1)) endBlock();
    makeRoom(latest, to - from);
    writeBytes(latest, bytes.subarray(from, to));
    starts.push(start);
    ends.push(latest.length);
    count++;
  }

  function endBlock(): void {
    blocks.push({
      bytes: latest.bytes.slice(0, latest.length),
      at: length,
      length: latest.length,
      starts,
      ends,
    });
    length += latest.length;
    latest.length = 0;
    starts = [];
    ends = [];
    if (length - laid > inMemory) layDown();
  }

  function layDown(): void {
    file ??= openTemporary();
    for (const block of blocks) {
      if (block.bytes === null) continue;
      writeTemporary(file, block.bytes, 0, block.length, block.at);
      block.bytes = null;
    }
    laid = length;
  }

  function* lines(): Generator<Line> {
    endBlock();
    for (let block = blocks.pop(); block !== undefined; block = blocks.pop()) {
      const bytes = block.bytes ?? readTemporary(file!, block.at, block.length);
      yield* linesOf(block, bytes);
    }
  }

  return {
    add,
    count: () => count,
    lines,
    discard() {
      if (file !== null) closeSync(file);
      file = null;
    },
  };
}

function* linesOf({ starts, ends }: Block, bytes: Uint8Array): Generator<Line> {
  for (const i of newestFirst(starts)) yield { bytes, from: ends[i - 1] ?? 0, to: ends[i]! };
}
