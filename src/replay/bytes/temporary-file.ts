import { mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UnwritableOutput } from '../output.js';
import { reasonOf } from '../system-error.js';
import { writePiece } from '../write-piece.js';

/**
 * Opens a file that has no name: it lives as long as it is open, and no longer, whatever becomes of us.
 * @throws UnwritableOutput if there can be none
 */
export function openTemporary(): number {
  return guarded(() => {
    const folder = mkdtempSync(join(tmpdir(), 'reconvene-'));
    try {
      return openSync(join(folder, 'run'), 'w+');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
}

/**
 * Writes bytes to a temporary file at a place.
 * @throws UnwritableOutput if it has no room
 */
export function writeTemporary(file: number, bytes: Uint8Array, from: number, to: number, at: number): void {
  guarded(() => {
    for (let done = from; done < to; ) done += writeSync(file, bytes, done, to - done, at + done - from);
  });
}

/**
 * The same, while others go on.
 * @throws UnwritableOutput if it has no room
 */
export async function layTemporary(file: number, bytes: Uint8Array, at: number): Promise<void> {
  try {
    await writePiece(file, bytes, at);
  } catch (error) {
    throw unwritableTemporary(error);
  }
}

/**
 * The bytes that were written to a temporary file at a place.
 * @param bytes where they are to be
 */
export function readTemporary(
  file: number,
  at: number,
  length: number,
  bytes: Uint8Array = new Uint8Array(length),
): Uint8Array {
  for (let done = 0; done < length; ) {
    const count = readSync(file, bytes, done, length - done, at + done);
    if (count === 0) throw new Error('a temporary file became shorter than it was');
    done += count;
  }
  return bytes;
}

function guarded<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw unwritableTemporary(error);
  }
}

function unwritableTemporary(error: unknown): UnwritableOutput {
  return new UnwritableOutput(`temporary file in ${tmpdir()}: ${reasonOf(error)}`);
}
