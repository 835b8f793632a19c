import { type Dirent, readdir, realpath, realpathSync, stat } from 'node:fs';
import { dirname, sep } from 'node:path';
import type { FileSystemAdapter } from 'tinyglobby';
import { loadPackage } from '../formats/load-package.js';
import { lineBreaksBack, lineBreaksHidden } from './line-breaks-hidden.js';

/** What a walk through folders came upon. */
export interface Walked {
  /** all that the pattern fits and that is no folder, be it a file or not, as named from the folder, in no order */
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
 * Walks where a pattern leads from a folder, down from there. The walker itself passes over whatever it cannot read or follow without a
 * word, and links that lead back once too late. So it is shown a file system that notes the former and hides the latter. Nor does its
 * `**` fit a name with a line break, so that it is shown all names without.
 */
export async function walkFiles(
  pattern: string,
  folder: string,
  readFolder: ReadFolder = readdir,
): Promise<Walked> {
  const { glob } = await loadPackage(() => import('tinyglobby'));
  const unread: UnreadFolder[] = [];
  const fs = {
    readdir(shown: string, _: unknown, done: (error: null, entries: unknown[]) => void) {
      const path = lineBreaksBack(shown);
      readFolder(path, { withFileTypes: true }, (error, entries = []) => {
        if (error !== null) unread.push({ path, error });
        done(null, entries.map(asShown));
      });
    },
    realpath(shown: string, done: (error: Error | null, target: string) => void) {
      const link = lineBreaksBack(shown);
      realpath(link, (error, target) => {
        // A link that leads nowhere is taken for a file, of which it is told later that it is not there.
        if (error !== null) done(null, shown);
        else done(leadsBack(link, target) ? new Error('leads back') : null, lineBreaksHidden(target));
      });
    },
    stat(shown: string, done: (error: null, found: { isDirectory: () => boolean }) => void) {
      stat(lineBreaksBack(shown), (error, found) =>
        done(null, error === null ? found : { isDirectory: () => false }),
      );
    },
  };
  const options = { cwd: lineBreaksHidden(folder), onlyFiles: true, expandDirectories: false };
  const paths = await glob([lineBreaksHidden(pattern)], {
    ...options,
    fs: fs as unknown as FileSystemAdapter,
  });
  return { paths: paths.map(lineBreaksBack), unread };
}

type Shown = Pick<Dirent, 'name' | 'isFile' | 'isDirectory' | 'isSymbolicLink'>;

/** Pipes, sockets and devices are handed on as files, so that it can be told that they are none. */
function asShown(entry: Dirent): Shown {
  const isLink = entry.isSymbolicLink();
  const isDirectory = entry.isDirectory();
  return {
    name: lineBreaksHidden(entry.name),
    isFile: () => !isLink && !isDirectory,
    isDirectory: () => isDirectory,
    isSymbolicLink: () => isLink,
  };
}

/** Whether a link leads to a folder that it was reached through. */
function leadsBack(link: string, target: string): boolean {
  const above = target.endsWith(sep) ? target : target + sep;
  for (let folder = dirname(link); ; folder = dirname(folder)) {
    if (`${realpathSync(folder)}${sep}`.startsWith(above)) return true;
    if (folder === dirname(folder)) return false;
  }
}
