import { randomUUID } from 'node:crypto';
import {
  accessSync,
  chmodSync,
  closeSync,
  constants,
  openSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { pid as ownId } from 'node:process';
import { reasonOf } from './system-error.js';

/** An output that cannot be written. */
export class UnwritableOutput extends Error {}

/** Whoever reads an output has had enough: that is no fault. */
export class ReaderGone extends Error {}

/** What to throw where an output could not be written. */
export function unwritable(name: string, error: unknown): UnwritableOutput | ReaderGone {
  if ((error as { code?: unknown }).code === 'EPIPE') return new ReaderGone(name);
  return new UnwritableOutput(`${name}: ${reasonOf(error)}`);
}

/** Where a file of output goes: found out before anything is read, made only when there is something to write. */
export interface OutputFile {
  /** how it is called in messages: the path as given */
  readonly name: string;
  /** where it really is, links followed */
  readonly path: string;
  /** what identifies the file that is there already, null for none */
  readonly identity: string | null;
  /** whether it can be put in place whole; a device or a pipe can only be written to */
  readonly isReplaceable: boolean;
  /** of a file that another program has opened for us (/dev/stdout with >): where it is written on, null for any other */
  readonly descriptor: number | null;
  /** who may do what with the file that is there already, null for none */
  readonly mode: number | null;
}

/** What identifies a file on this machine. */
export function identityOf({ dev, ino }: Stats): string {
  return `${dev}:${ino}`;
}

/** Files in the making; whoever ends the program early removes them. */
const unfinished = new Set<string>();

/** Removes what is unfinished: an output is completed or not there at all. */
export function discardUnfinished(): void {
  for (const path of unfinished) rmSync(path, { force: true });
  unfinished.clear();
}

/**
 * Finds where an output goes, links followed.
 * @throws UnwritableOutput if nothing can be written there
 */
export function planOutput(path: string): OutputFile {
  try {
    return { name: path, ...findPlace(path) };
  } catch (error) {
    if (error instanceof UnwritableOutput) throw error;
    throw new UnwritableOutput(`${path}: ${reasonOf(error)}`);
  }
}

function findPlace(path: string): Omit<OutputFile, 'name'> {
  const stat = ifThere(() => statSync(path));
  if (stat === null) {
    const link = linkAt(path);
    if (link !== null) return findPlace(resolve(dirname(path), link));
    if (path.endsWith('/')) throw new UnwritableOutput(`${path}: no such folder; expected a file`);
    const folder = realpathSync(dirname(path));
    accessSync(folder, constants.W_OK);
    const whole = join(folder, basename(path));
    return { path: whole, identity: null, isReplaceable: true, descriptor: null, mode: null };
  }
  if (stat.isDirectory()) throw new UnwritableOutput(`${path}: is a directory; expected a file`);
  // A pipe that another program handed over (/dev/stdout, /dev/fd/63) has no path but the one it was given by.
  if (!stat.isFile()) return { path, identity: null, isReplaceable: false, descriptor: null, mode: null };
  const identity = identityOf(stat);
  const descriptor = descriptorAt(path);
  // What is written to such a file already, and what others will write behind, must stay.
  if (descriptor !== null) return { path, identity, isReplaceable: false, descriptor, mode: null };
  const target = realpathSync(path);
  accessSync(target, constants.W_OK);
  accessSync(dirname(target), constants.W_OK);
  return { path: target, identity, isReplaceable: true, descriptor: null, mode: stat.mode & 0o777 };
}

/** The descriptor of ours that a path stands for, null for none. */
function descriptorAt(path: string): number | null {
  const link = linkAt(path);
  const place = resolve(path);
  const [, process, number] = /^\/(?:dev|proc\/(self|\d+))\/fd\/(\d+)$/.exec(place) ?? [];
  const isOurs = process === undefined || process === 'self' || process === String(ownId);
  if (number !== undefined && isOurs) return Number(number);
  return link === null ? null : descriptorAt(resolve(dirname(place), link));
}

/** Where a file is made before it is put in place; it is removed if the program ends early. */
export function startFile({ path }: OutputFile): string {
  // Not named after the file: its name may be as long as names can be.
  const making = join(dirname(path), `.reconvene-${randomUUID()}.part`);
  unfinished.add(making);
  return making;
}

/** Nobody may read a file in the making who may not read what it replaces. */
export function modeOf({ mode }: OutputFile): number {
  return mode ?? 0o666;
}

/** Puts a file that was made in place. */
export function finishFile(file: OutputFile, making: string): void {
  if (file.mode !== null) chmodSync(making, file.mode);
  renameSync(making, file.path);
  unfinished.delete(making);
}

/** The file that was being made is of no use. */
export function abandonFile(making: string): void {
  if (unfinished.delete(making)) rmSync(making, { force: true });
}

/** A file that somebody else writes whole. */
export interface MadeFile {
  readonly file: OutputFile;
  /** Writes it where an empty one is; what goes wrong is an `UnwritableOutput`. */
  readonly make: (path: string) => Promise<void>;
}

/**
 * Has files made beside their places, and puts all there when all are whole.
 * @throws UnwritableOutput
 */
export async function makeFiles(files: readonly MadeFile[]): Promise<void> {
  const started = files.map(({ file, make }) => ({ file, make, making: startFile(file) }));
  try {
    for (const { file, make, making } of started) {
      guarded(file, () => closeSync(openSync(making, 'wx', modeOf(file))));
      await make(making);
    }
    for (const { file, making } of started) guarded(file, () => finishFile(file, making));
  } catch (error) {
    for (const { making } of started) abandonFile(making);
    throw error;
  }
}

function guarded(file: OutputFile, work: () => void): void {
  try {
    work();
  } catch (error) {
    throw unwritable(file.name, error);
  }
}

function ifThere<Found>(look: () => Found): Found | null {
  try {
    return look();
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ENOENT') return null;
    throw error;
  }
}

/** Where a link to nothing points. */
function linkAt(path: string): string | null {
  try {
    return readlinkSync(path);
  } catch {
    return null;
  }
}
