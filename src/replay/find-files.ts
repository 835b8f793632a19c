import { accessSync, constants, type Stats, statSync } from 'node:fs';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { UnreadableInput } from './input.js';
import { reasonOf } from './system-error.js';
import { type ReadFolder, type UnreadFolder, walkFiles } from './walk-files.js';

/** What there is under some names. */
export interface FoundFiles {
  /** in the order in which they are read */
  readonly files: string[];
  /** what is there but cannot be read, with the reason: a line each */
  readonly unreadable: string[];
  /** what is no file, and so is not read: a line each */
  readonly passedOver: string[];
}

/**
 * The files that arguments name, in order: a file itself, all files in a folder and below, all that a pattern (`*`, `**`, `?`, `[ab]`,
 * `{a,b}`) fits; those of one argument sorted by name. Hidden files and folders (`.name`) are passed over unless they are named, and
 * links that lead back to a folder above them are not followed.
 * @throws UnreadableInput where a folder or a pattern has no file that can be read
 */
export async function findFiles(names: readonly string[], readFolder?: ReadFolder): Promise<FoundFiles> {
  const all: FoundFiles = { files: [], unreadable: [], passedOver: [] };
  for (const name of names) {
    const kind = name === '-' ? 'file' : kindOf(name);
    if (kind === 'folder') add(await filesIn(name, readFolder));
    else if (kind === 'nothing' && isPattern(name)) add(await filesLike(name, readFolder));
    // What is not there is told when it is opened.
    else all.files.push(name);
  }
  return all;

  function add({ files, unreadable, passedOver }: FoundFiles): void {
    // One by one: a call takes only so many arguments.
    for (const file of files) all.files.push(file);
    for (const told of unreadable) all.unreadable.push(told);
    for (const told of passedOver) all.passedOver.push(told);
  }
}

async function filesIn(folder: string, readFolder?: ReadFolder): Promise<FoundFiles> {
  const { paths, unread } = await walkFiles('**', folder, readFolder);
  const nothing = `${folder}: is a directory without files; expected logs in it`;
  return sifted(paths, unread, folder, nothing);
}

async function filesLike(pattern: string, readFolder?: ReadFolder): Promise<FoundFiles> {
  // The walker names what lies on the way up to where a pattern begins as if it lay elsewhere: it is to begin there.
  const [up] = /^(?:\.{0,2}\/+)*/.exec(pattern)!;
  const base = up === '' ? '.' : up;
  const below = pattern.slice(up.length).replace(/\/{2,}/g, '/');
  // What began after `./` must not begin with what stands for all others.
  const asked = up !== '' && /^!(?!\()/.test(below) ? `\\${below}` : below;
  const { paths, unread } = await walkFiles(asked, base, readFolder);
  const missed = unread.filter(({ path, error }) => !isNotThere(error) && mayHold(path, pattern));
  return sifted(paths, missed, base, `${pattern}: no file is called like this`);
}

/** Tells files from what only looks like one; paths are from the base. */
function sifted(
  paths: readonly string[],
  unread: readonly UnreadFolder[],
  base: string,
  nothing: string,
): FoundFiles {
  const unreadable = unread.map(({ path, error }) => `${nameBelow(base, path)}: ${reasonOf(error)}`).sort();
  const files: string[] = [];
  const passedOver: string[] = [];
  for (const path of paths.map((below) => join(base, below)).sort()) {
    try {
      const stat = statSync(path);
      if (stat.isFile()) {
        accessSync(path, constants.R_OK);
        files.push(path);
      } else {
        // To open a pipe would wait for whoever writes to it, perhaps for ever.
        passedOver.push(`${path}: is ${describeKind(stat)}; it is read only where it is named`);
      }
    } catch (error) {
      unreadable.push(`${path}: ${reasonOf(error)}`);
    }
  }
  if (files.length === 0) throw new UnreadableInput(unreadable[0] ?? nothing);
  return { files, unreadable, passedOver };
}

/** A folder as whoever named `base` would call it. */
function nameBelow(base: string, path: string): string {
  const below = relative(resolve(base), path);
  return below.startsWith('..') || isAbsolute(below) ? resolve(path) : join(base, below);
}

/** Whether what a pattern fits may be in a folder: the walker looks one level deeper than it would have to. */
function mayHold(folder: string, pattern: string): boolean {
  return pattern.includes('**') || partsOf(folder) < partsOf(pattern);
}

function partsOf(path: string): number {
  return resolve(path).split(sep).length;
}

function describeKind(stat: Stats): string {
  if (stat.isFIFO()) return 'a pipe';
  return stat.isSocket() ? 'a socket' : 'a device';
}

function isPattern(name: string): boolean {
  return /[*?]|\[.*\]|\{.*\}/.test(name);
}

/** What a name is the name of; 'nothing' where there is no such thing. */
function kindOf(name: string): 'file' | 'folder' | 'nothing' {
  try {
    return statSync(name).isDirectory() ? 'folder' : 'file';
  } catch (error) {
    if (isNotThere(error) || codeOf(error) === 'ENAMETOOLONG') return 'nothing';
    throw new UnreadableInput(`${name}: ${reasonOf(error)}`);
  }
}

function isNotThere(error: unknown): boolean {
  return codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR';
}

function codeOf(error: unknown): unknown {
  return (error as { readonly code?: unknown }).code;
}
