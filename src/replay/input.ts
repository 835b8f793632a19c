import { closeSync, fstatSync, openSync, type Stats, statSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { perhapsBlocked } from '../formats/blocked-calls.js';
import { createTextStage } from '../formats/decode-text.js';
import type { LineReader } from '../formats/read-lines.js';
import { SIGNATURE_LENGTH, type Signature } from '../formats/signature.js';
import { CHUNK, fileChunks, oneOfMany, pipeChunks } from './file-chunks.js';
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
  /** its bytes; a chunk is good only until the next one is asked for, and whoever takes it may write over it */
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

/**
 * Opens a file.
 * @param isOneOfMany whether to open it only while it is read
 * @throws UnreadableInput if it is not there, not allowed, or a directory
 */
export async function openFile(path: string, isOneOfMany = false): Promise<Input> {
  if (isOneOfMany) {
    const stat = atPath(path, () => statSync(path));
    if (stat.isFile()) return openLater(path, stat);
  }
  const handle = await openHandle(path);
  const stat = await handle.stat();
  if (stat.isDirectory()) {
    await handle.close();
    throw new UnreadableInput(`${path}: is a directory; expected a file`);
  }
  const chunks = () => (stat.isFile() ? fileChunks(handle.fd, stat.size) : pipeChunks(handle.fd));
  return { ...inputOf(path, stat), chunks, close: () => handle.close() };
}

function inputOf(
  path: string,
  stat: Stats,
): Pick<Input, 'name' | 'path' | 'size' | 'identity' | 'isRepeatable'> {
  const isFile = stat.isFile();
  return {
    name: path,
    path: isFile ? path : null,
    size: isFile ? stat.size : null,
    identity: isFile ? identityOf(stat) : null,
    isRepeatable: isFile,
  };
}

async function openHandle(path: string): Promise<FileHandle> {
  try {
    return await perhapsBlocked(open(path, 'r'));
  } catch (error) {
    throw new UnreadableInput(`${path}: ${reasonOf(error)}`);
  }
}

/** A file of which it is known that it can be opened. Not by calls that are waited for: of small files these would take most of the time. */
function openLater(path: string, stat: Stats): Input {
  closeSync(atPath(path, () => openSync(path, 'r')));
  async function* chunks(): AsyncGenerator<Buffer> {
    const descriptor = atPath(path, () => openSync(path, 'r'));
    try {
      yield* oneOfMany(descriptor, stat.size);
    } finally {
      closeSync(descriptor);
    }
  }
  return { ...inputOf(path, stat), chunks, close: async () => {} };
}

function atPath<Result>(path: string, call: () => Result): Result {
  try {
    return call();
  } catch (error) {
    throw new UnreadableInput(`${path}: ${reasonOf(error)}`);
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
