import { type FileHandle, open } from 'node:fs/promises';
import type { Writable } from 'node:stream';
import { perhapsBlocked } from '../formats/blocked-calls.js';
import { abandonFile, finishFile, modeOf, type OutputFile, startFile, unwritable } from './output.js';
import { writePiece } from './write-piece.js';

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
    putText(output, part);
    await output.flush(false);
  }
}

/** Has an output take text without waiting. */
export function putText(output: ByteOutput, text: string): void {
  const bytes = Buffer.from(text);
  output.write(bytes, 0, bytes.length);
}

/** Writes text to a stream, no faster than it goes out. */
export async function writeAll(stream: Writable, text: Iterable<string>): Promise<void> {
  const output = toStream(stream);
  await writeText(output, text);
  await output.finish();
}

/** What gathers before it is written. */
export const WORTHWHILE = 256 * 1024;

/** By then something goes out, however little, where somebody waits for it: in milliseconds. */
const MOMENT = 100;

/**
 * An output to a stream, as it comes.
 * @param isLive whether somebody waits for what has come, also where that is little
 */
export function toStream(stream: Writable, isLive = false): ByteOutput {
  return gathering(
    (piece) =>
      new Promise((resolve, reject) => {
        stream.write(piece, (error) => (error ? reject(error) : resolve()));
      }),
    async () => {},
    async () => {},
    isLive,
  );
}

/**
 * An output to a file: beside its place, and put there when it is complete, or to what can only be written on, as it comes.
 * @param isLive whether somebody waits for what has come, also where that is little; there is nobody where a file is not yet in its place
 */
export async function toFile(file: OutputFile, isLive = false): Promise<ByteOutput> {
  if (!file.isReplaceable) return toDevice(file, isLive);
  const { output, path } = await toUnfinished(file);
  return {
    ...output,
    async finish() {
      await output.finish();
      await guarded(file, async () => finishFile(file, path));
    },
  };
}

/**
 * To a device or a pipe, which is opened when there is something to write, or nothing more: whoever reads from a pipe takes it for the end
 * when it is closed, so it cannot be opened again for what comes instead of an output that is given up.
 */
function toDevice(file: OutputFile, isLive: boolean): ByteOutput {
  const { descriptor, path } = file;
  let handle: FileHandle | null = null;

  async function opened(): Promise<number> {
    if (descriptor !== null) return descriptor;
    handle ??= await perhapsBlocked(open(path, 'w'));
    return handle.fd;
  }

  return gathering(
    (piece) => guarded(file, async () => perhapsBlocked(writePiece(await opened(), piece, null))),
    () =>
      guarded(file, async () => {
        await opened();
        await handle?.close();
      }),
    async () => handle?.close(),
    isLive,
  );
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
export async function toUnfinished(file: OutputFile, mode = modeOf(file)): Promise<UnfinishedFile> {
  const path = startFile(file);
  const handle = await guarded(file, () => open(path, 'wx', mode));
  const abandon = () => abandonFile(path);
  const output = gathering(
    (piece) => guarded(file, () => writePiece(handle.fd, piece, null)),
    () => guarded(file, () => handle.close()),
    async () => {
      await handle.close();
      abandon();
    },
  );
  return { output, path, abandon };
}

/**
 * Writes a file whole, or not at all.
 * @throws UnwritableOutput
 */
export async function writeFileWhole(file: OutputFile, text: Iterable<string>): Promise<void> {
  const output = await toFile(file);
  try {
    await writeText(output, text);
    await output.finish();
  } catch (error) {
    await output.discard();
    throw error;
  }
}

function gathering(
  put: (piece: Uint8Array) => Promise<void>,
  complete: () => Promise<void>,
  giveUp: () => Promise<void>,
  isLive = false,
): ByteOutput {
  let bytes = new Uint8Array(2 * WORTHWHILE);
  let length = 0;
  /** what is being written, from the other buffer */
  let others = new Uint8Array(2 * WORTHWHILE);
  let putting: Promise<void> = Promise.resolve();
  /** whether nothing is being written, and nothing went wrong */
  let isFree = true;
  let hasFailed = false;
  let soon: NodeJS.Timeout | null = null;

  function putGathered(): void {
    isFree = false;
    putting = put(bytes.subarray(0, length)).then(() => {
      isFree = true;
    });
    putting.catch(() => {
      hasFailed = true;
    });
    [bytes, others] = [others, bytes];
    length = 0;
  }

  /** What is little goes out in a moment, unless more of it has come by then. */
  function putSoon(): void {
    soon = setTimeout(() => {
      soon = null;
      if (length === 0 || hasFailed) return;
      if (isFree) putGathered();
      else putSoon();
    }, MOMENT).unref();
  }

  function stopSoon(): void {
    if (soon !== null) clearTimeout(soon);
    soon = null;
  }

  async function flush(all: boolean): Promise<void> {
    if (!all && length < WORTHWHILE && !hasFailed) {
      if (isLive && length > 0 && soon === null) putSoon();
      return;
    }
    // What is to go out soon may have begun to while this waited.
    do await putting;
    while (!isFree);
    if (length > 0) putGathered();
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
      stopSoon();
      await flush(true);
      await complete();
    },
    async discard() {
      stopSoon();
      length = 0;
      await putting.catch(() => {});
      await giveUp();
    },
  };
}

async function guarded<Result>(file: OutputFile, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw unwritable(file.name, error);
  }
}
