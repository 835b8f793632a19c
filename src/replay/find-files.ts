import { statSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { UnreadableInput } from './input.js';
import { reasonOf } from './system-error.js';

/**
 * The files that arguments name, in order: a file itself, all files in a folder and below, all that a pattern (`*`, `**`, `?`, `[ab]`,
 * `{a,b}`) fits; those of one argument sorted by name. Hidden files and folders (`.name`) are passed over unless they are named.
 * @throws UnreadableInput where a folder or a pattern has no file
 */
export async function findFiles(names: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const name of names) {
    const kind = name === '-' ? 'file' : kindOf(name);
    if (kind === 'file') found.push(name);
    else if (kind === 'folder') found.push(...(await filesIn(name)));
    else if (isPattern(name)) found.push(...(await filesLike(name)));
    // What is not there is told when it is opened.
    else found.push(name);
  }
  return found;
}

async function filesIn(folder: string): Promise<string[]> {
  const { glob } = await import('tinyglobby');
  const paths = await glob('**', { cwd: folder, onlyFiles: true, expandDirectories: false });
  if (paths.length === 0)
    throw new UnreadableInput(`${folder}: is a directory without files; expected logs in it`);
  return paths.sort().map((path) => join(folder, path));
}

async function filesLike(pattern: string): Promise<string[]> {
  const { glob } = await import('tinyglobby');
  const options = { onlyFiles: true, expandDirectories: false, absolute: isAbsolute(pattern) };
  const paths = await glob([pattern], options);
  if (paths.length === 0) throw new UnreadableInput(`${pattern}: no file is called like this`);
  return paths.sort();
}

function isPattern(name: string): boolean {
  return /[*?]|\[.*\]|\{.*\}/.test(name);
}

/** What a name is the name of; 'nothing' where there is no such thing. */
function kindOf(name: string): 'file' | 'folder' | 'nothing' {
  try {
    return statSync(name).isDirectory() ? 'folder' : 'file';
  } catch (error) {
    const { code } = error as { readonly code?: unknown };
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ENAMETOOLONG') return 'nothing';
    throw new UnreadableInput(`${name}: ${reasonOf(error)}`);
  }
}
