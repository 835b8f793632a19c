import { fstatSync, type Stats } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { perhapsBlocked } from '../formats/blocked-calls.js';
import { createTextStage } from '../formats/decode-text.js';
import type { LineReader } from '../formats/read-lines.js';
import { SIGNATURE_LENGTH, type Signature } from '../formats/signature.js';
import { type InputInflater, inflaterFor } from './inflating/inflater-for.js';
import { ThreadFailure } from './inflating/thread-failure.js';
import { identityOf, UnwritableOutput } from './output.js';
import { reasonOf } from './system-error.js';

/** An input that has been opened, so that it is known to be there before any output is made. */
export interface Input {
  /** how it is called in messages: the path as given, or `<stdin>` */
  readonly name: string;
  /** where it can be opened again, null for what is no file */
  readonly path: string | null;
  /** in bytes, null where that cannot be known */
  readonly size: number | null;
  /** what identifies the file on this machine, null for what is none */
  readonly identity: string | null;
  /** whether it can be read again from its beginning */
  readonly isRepeatable: boolean;
  /** its bytes; a chunk is good only until the next one is asked for */
  readonly chunks: () => AsyncIterable<Buffer>;
  readonly close: () => Promise<void>;
}

/** Where an input broke: after which line, and why. */
export interface Break {
  readonly line: number;
  readonly reason: string;
}

/** An input that cannot be read at all; `kind`: what it is, where it is no text. */
export class UnreadableInput extends Error {
  constructor(
    message: string,
    readonly kind: Signature | null = null,
  ) {
    super(message);
  }
}

/** Thrown by a reader that wants no more of any input. */
export class StopReading extends Error {}

/** So many bytes are read at once at most. */
export const CHUNK = 256 * 1024;
/** What lies behind a chunk, so that whoever scans it may look a little beyond its end. */
export const BEHIND = 64;

/**
 * Opens a file.
 * @param isOneOfMany whether to close it again until it is read
 * @throws UnreadableInput if it is not there, not allowed, or a directory
 */
export async function openFile(path: string, isOneOfMany = false): Promise<Input> {
  const handle = await openHandle(path);
  const stat = await handle.stat();
  const isClosed = isOneOfMany && stat.isFile();
  if (isClosed) await handle.close();
  if (stat.isDirectory()) {
    await handle.close();
    throw new UnreadableInput(`${path}: is a directory; expected a file`);
  }
  return {
    name: path,
    path: stat.isFile() ? path : null,
    size: stat.isFile() ? stat.size : null,
    identity: stat.isFile() ? identityOf(stat) : null,
    isRepeatable: stat.isFile(),
    chunks: () =>
      isClosed ? readFile(path, stat.size) : readHandle(handle, stat.isFile() ? stat.size : null),
    close: async () => {
      if (!isClosed) await handle.close();
    },
  };
}

async function openHandle(path: string): Promise<FileHandle> {
  try {
    return await perhapsBlocked(open(path, 'r'));
  } catch (error) {
    throw new UnreadableInput(`${path}: ${reasonOf(error)}`);
  }
}

async function* readFile(path: string, size: number): AsyncGenerator<Buffer> {
  const handle = await openHandle(path);
  try {
    yield* readHandle(handle, size);
  } finally {
    await handle.close();
  }
}

/**
 * Takes standard input as an input.
 * @throws UnreadableInput if it is a directory, which Node takes for an empty stream
 */
export function openStdin(): Input {
  const stat = standardInput();
  if (stat?.isDirectory()) throw new UnreadableInput('<stdin>: is a directory; expected a file');
  return {
    name: '<stdin>',
    path: null,
    size: null,
    identity: stat?.isFile() ? identityOf(stat) : null,
    isRepeatable: false,
    chunks: () => process.stdin as AsyncIterable<Buffer>,
    close: async () => {
      process.stdin.destroy();
    },
  };
}

function standardInput(): Stats | null {
  try {
    return fstatSync(0);
  } catch {
    return null;
  }
}

/** Who reads an input. */
export interface InputReader {
  /** whether not much of it is wanted */
  readonly isBrief?: boolean;
  readonly lines: LineReader;
  /** Hears how many bytes were taken from the input, 0 while they are still inflated; what it returns is waited for. */
  readonly onBytes: (count: number) => Promise<void> | void;
  /** the number of the last line that was handed on */
  readonly lastLine: () => number;
}

/**
 * Reads an input to its end or to where it breaks: plain, gzip or zstd, in UTF-8 or UTF-16.
 * @returns null, or where it broke: what came before has been handed on
 * @throws UnreadableInput if it is of a kind that is not read; whatever its reader throws
 */
export async function readInput(input: Input, reader: InputReader): Promise<Break | null> {
  const { lines } = reader;
  /** what the reader threw: that is no break of the input, and all that comes after it goes nowhere */
  const faults: unknown[] = [];
  /** how many bytes were inflated since somebody could rest */
  let unrested = 0;
  const text = createTextStage((chunk) => {
    unrested += chunk.length;
    if (faults.length > 0) return;
    try {
      lines.push(chunk);
    } catch (error) {
      faults.push(error);
    }
  });
  let broken: string | null = null;
  let sink: ((chunk: Buffer) => Promise<void>) | null = null;
  let inflater: InputInflater | null = null;
  let head = Buffer.alloc(0);

  async function start(): Promise<void> {
    inflater = await inflaterFor(input, head, reader.isBrief === true, text.push, rest);
    sink = inflater?.push ?? (async (chunk) => text.push(chunk));
    await sink(head);
  }

  async function tellBytes(count: number): Promise<void> {
    if (faults.length > 0) return;
    try {
      await reader.onBytes(count);
    } catch (error) {
      faults.push(error);
    }
  }

  async function rest(): Promise<void> {
    if (unrested < CHUNK) return;
    unrested = 0;
    await tellBytes(0);
    if (faults.length > 0) throw faults[0];
  }

  function check(): void {
    if (faults.length > 0) throw faults[0];
    const wrong = lines.broken?.() ?? null;
    if (wrong !== null) throw wrong;
    const kind = text.refused();
    if (kind === null) return;
    const packing = inflater === null ? '' : ` in ${inflater.packing}`;
    const message = `${input.name}: is ${kind} data${packing}; expected text, plain, gzip or zstd, or Parquet`;
    throw new UnreadableInput(message, inflater === null ? kind : null);
  }

  try {
    for await (const chunk of input.chunks()) {
      if (sink === null) {
        head = Buffer.concat([head, chunk]);
        if (head.length >= SIGNATURE_LENGTH) await start();
      } else {
        await (sink as (chunk: Buffer) => Promise<void>)(chunk);
      }
      check();
      await tellBytes(chunk.length);
      if (faults.length > 0) throw faults[0];
    }
    if (sink === null) await start();
    await (inflater as InputInflater | null)?.end();
    text.end();
    check();
  } catch (error) {
    if (faults.length > 0) throw faults[0];
    if (NO_BREAKS.some((kind) => error instanceof kind)) throw error;
    broken = reasonOf(error);
  } finally {
    await (inflater as InputInflater | null)?.stop();
  }
  if (faults.length > 0) throw faults[0];
  lines.end(broken !== null);
  broken ??= reasonIn(lines);
  return broken === null ? null : { line: reader.lastLine(), reason: broken };
}

/** What is thrown while an input is read and yet says nothing of what it holds. */
const NO_BREAKS = [UnreadableInput, UnwritableOutput, ThreadFailure];

function reasonIn({ broken }: LineReader): string | null {
  const wrong = broken?.() ?? null;
  return wrong === null ? null : reasonOf(wrong);
}

/** @param size of a file, null for what is none */
async function* readHandle(handle: FileHandle, size: number | null): AsyncGenerator<Buffer> {
  if (size === null) yield* readAsItComes(handle);
  else yield* readAhead(handle, size);
}

/**
 * The next chunk is read while the one before is worked on; there are two buffers, as whoever asks for more is done.
 * @throws Error if the file has become smaller than it was
 */
async function* readAhead(handle: FileHandle, size: number): AsyncGenerator<Buffer> {
  let [buffer, next] = [Buffer.alloc(CHUNK + BEHIND), Buffer.alloc(CHUNK + BEHIND)];
  let reading = begin(buffer, 0);
  try {
    for (let position = 0; ; ) {
      const { bytesRead } = await reading;
      if (bytesRead === 0) {
        if (position < size)
          throw new Error(`ends after ${position} of ${size} bytes: it was cut while it was read`);
        return;
      }
      position += bytesRead;
      reading = begin(next, position);
      yield buffer.subarray(0, bytesRead);
      [buffer, next] = [next, buffer];
    }
  } finally {
    // Whoever closes the file must find it at rest.
    await reading.catch(() => {});
  }

  function begin(target: Buffer, position: number): Promise<{ bytesRead: number }> {
    const begun = handle.read(target, 0, CHUNK, position);
    // What goes wrong is told when it is asked for.
    begun.catch(() => {});
    return begun;
  }
}

async function* readAsItComes(handle: FileHandle): AsyncGenerator<Buffer> {
  const buffer = Buffer.alloc(CHUNK + BEHIND);
  for (;;) {
    const { bytesRead } = await perhapsBlocked(handle.read(buffer, 0, CHUNK, null));
    if (bytesRead === 0) return;
    yield buffer.subarray(0, bytesRead);
  }
}
