import { write } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Writable } from 'node:stream';
import { abandonFile, finishFile, type OutputFile, openingOf, startFile, unwritable } from './output.js';

/** Takes bytes without waiting, and writes them out when it is given the time to. */
export interface ByteOutput {
  write(bytes: Uint8Array, from: number, to: number): void;
  /**
   * Writes what has gathered, if it is worth it or `all` is asked for. Unless it is all, that goes on while more gathers; what
   * goes wrong with it is thrown the next time.
   */
  flush(all: boolean): Promise<void>;
  /** Completes the output. */
  finish(): Promise<void>;
  /** Gives it up: as if it had never been begun. */
  discard(): Promise<void>;
}

/** Writes text to an output, no faster than it goes out. */
export async function writeText(output: ByteOutput, text: Iterable<string>): Promise<void> {
  for (const part of text) {
    const bytes = Buffer.from(part);
    output.write(bytes, 0, bytes.length);
    await output.flush(false);
  }
}

/** What gathers before it is written. */
export const WORTHWHILE = 256 * 1024;

/** An output to a stream, as it comes. */
export function toStream(stream: Writable): ByteOutput {
  return gathering(
    (piece) =>
      new Promise((resolve, reject) => {
        stream.write(piece, (error) => (error ? reject(error) : resolve()));
      }),
    async () => {},
    async () => {},
  );
}

/** An output to a file beside its place, put there when it is complete. */
export async function toFile(file: OutputFile): Promise<ByteOutput> {
  const { descriptor } = file;
  if (descriptor !== null) {
    return gathering(
      (piece) => guarded(file, () => writeOn(descriptor, piece)),
      async () => {},
      async () => {},
    );
  }
  const { output, path } = await toUnfinished(file);
  return {
    ...output,
    async finish() {
      await output.finish();
      await guarded(file, async () => finishFile(file, path));
    },
  };
}

/** An output beside the place of a file, which is not put there. */
export interface UnfinishedFile {
  /** `finish` completes it; it stays, and counts as unfinished */
  readonly output: ByteOutput;
  readonly path: string;
  /** Removes it once it is complete. */
  readonly abandon: () => void;
}

/** An output to a file beside another's place, in the making. */
export async function toUnfinished(file: OutputFile): Promise<UnfinishedFile> {
  const path = startFile(file);
  const { flags, mode } = openingOf(file, path);
  const handle = await guarded(file, () => open(path, flags, mode));
  const abandon = () => abandonFile(path);
  const output = gathering(
    (piece) => guarded(file, () => writeOn(handle.fd, piece)),
    () => guarded(file, () => handle.close()),
    async () => {
      await handle.close();
      abandon();
    },
  );
  return { output, path, abandon };
}

function gathering(
  put: (piece: Uint8Array) => Promise<void>,
  complete: () => Promise<void>,
  giveUp: () => Promise<void>,
): ByteOutput {
  let bytes = new Uint8Array(2 * WORTHWHILE);
  let length = 0;
  /** what is being written, from the other buffer */
  let others = new Uint8Array(2 * WORTHWHILE);
  let putting: Promise<void> = Promise.resolve();

  async function flush(all: boolean): Promise<void> {
    if (!all && length < WORTHWHILE) return;
    await putting;
    if (length > 0) {
      putting = put(bytes.subarray(0, length));
      putting.catch(() => {});
      [bytes, others] = [others, bytes];
      length = 0;
    }
    if (all) await putting;
  }

  return {
    write(source, from, to) {
      const needed = length + to - from;
      if (needed > bytes.length) {
        const grown = new Uint8Array(Math.max(needed, bytes.length * 2));
        grown.set(bytes.subarray(0, length));
        bytes = grown;
      }
      bytes.set(source.subarray(from, to), length);
      length = needed;
    },
    flush,
    async finish() {
      await flush(true);
      await complete();
    },
    async discard() {
      length = 0;
      await putting.catch(() => {});
      await giveUp();
    },
  };
}

/** Writes all of a piece where a file has come to. */
async function writeOn(descriptor: number, piece: Uint8Array): Promise<void> {
  for (let written = 0; written < piece.length; ) {
    written += await new Promise<number>((resolve, reject) => {
      write(descriptor, piece, written, piece.length - written, null, (error, bytes) => {
        if (error === null) resolve(bytes);
        else reject(error);
      });
    });
  }
}

async function guarded<Result>(file: OutputFile, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw unwritable(file.name, error);
  }
}
