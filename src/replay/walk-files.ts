import { type Dirent, readdir, realpath, realpathSync, stat } from 'node:fs';
import { dirname, sep } from 'node:path';
import type { FileSystemAdapter, GlobOptions } from 'tinyglobby';
import { loadPackage } from '../formats/load-package.js';

/** What a walk through folders came upon. */
export interface Walked {
  /** all that the pattern fits and that is no folder, be it a file or not, in no order */
  readonly paths: string[];
  readonly unread: readonly UnreadFolder[];
}

/** A folder that could not be read. */
export interface UnreadFolder {
  /** absolute */
  readonly path: string;
  readonly error: NodeJS.ErrnoException;
}

/** Reads one folder, as `readdir` of Node does. */
export type ReadFolder = (
  path: string,
  options: { withFileTypes: true },
  done: (error: NodeJS.ErrnoException | null, entries?: Dirent[]) => void,
) => void;

/**
 * Walks where a pattern leads. The walker itself passes over whatever it cannot read or follow without a word, and links that
 * lead back once too late. So it is shown a file system that notes the former and hides the latter.
 */
export async function walkFiles(
  pattern: string,
  where: Pick<GlobOptions, 'cwd' | 'absolute'>,
  readFolder: ReadFolder = readdir,
): Promise<Walked> {
  const { glob } = await loadPackage(() => import('tinyglobby'));
  const unread: UnreadFolder[] = [];
  const fs = {
    readdir(path: string, _: unknown, done: (error: null, entries: unknown[]) => void) {
      readFolder(path, { withFileTypes: true }, (error, entries = []) => {
        if (error !== null) unread.push({ path, error });
        done(null, entries.map(asFile));
      });
    },
    realpath(link: string, done: (error: Error | null, target: string) => void) {
      realpath(link, (error, target) => {
        // A link that leads nowhere is taken for a file, of which it is told later that it is not there.
        if (error !== null) done(null, link);
        else done(leadsBack(link, target) ? new Error('leads back') : null, target);
      });
    },
    stat(path: string, done: (error: null, found: { isDirectory: () => boolean }) => void) {
      stat(path, (error, found) => done(null, error === null ? found : { isDirectory: () => false }));
    },
  };
  const options = { ...where, onlyFiles: true, expandDirectories: false };
  const paths = await glob([pattern], { ...options, fs: fs as unknown as FileSystemAdapter });
  return { paths, unread };
}

/** Pipes, sockets and devices are handed on as files, so that it can be told that they are none. */
function asFile(entry: Dirent): Pick<Dirent, 'name' | 'isFile'> {
  const isKnown = entry.isFile() || entry.isDirectory() || entry.isSymbolicLink();
  return isKnown ? entry : { name: entry.name, isFile: () => true };
}

/** Whether a link leads to a folder that it was reached through. */
function leadsBack(link: string, target: string): boolean {
  const above = target.endsWith(sep) ? target : target + sep;
  for (let folder = dirname(link); ; folder = dirname(folder)) {
    if (`${realpathSync(folder)}${sep}`.startsWith(above)) return true;
    if (folder === dirname(folder)) return false;
  }
}
