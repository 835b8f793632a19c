import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { showValue } from '../../model/show-value.js';
import { reasonOf } from '../../replay/system-error.js';
import { InvalidVectors, readVectors } from './read-vectors.js';
import type { Vector } from './vector.js';

/** A file or folder of vectors that cannot be read. */
export class UnreadableVectors extends Error {}

/**
 * Reads vectors from files, and from folders all `*.json` in them by name; by default those of this package.
 * @throws TypeError for what is no list of paths, UnreadableVectors for a file that cannot be read, InvalidVectors for a place in one that is not as it should be
 */
export function loadVectors(paths: readonly string[] = [ownVectors()]): Vector[] {
  if (!Array.isArray(paths) || !paths.every((path) => typeof path === 'string')) {
    throw new TypeError(`loadVectors: ${showValue(paths)} is not allowed; expected a list of paths`);
  }
  const vectors = paths.flatMap(filesIn).flatMap((file) => readVectors(read(file), file));
  const seen = new Map<string, string>();
  for (const { id, name } of vectors) {
    const other = seen.get(id);
    if (other !== undefined) throw new InvalidVectors(`${id}: "${name}" and "${other}" have the same input`);
    seen.set(id, name);
  }
  return vectors;
}

function filesIn(path: string): string[] {
  try {
    if (!statSync(path).isDirectory()) return [path];
    return readdirSync(path)
      .filter((name) => name.endsWith('.json'))
      .sort()
      .map((name) => join(path, name));
  } catch (error) {
    throw new UnreadableVectors(`${path}: ${reasonOf(error)}`);
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UnreadableVectors(`${file}: ${reasonOf(error)}`);
  }
}

/** The folder of vectors beside package.json, above wherever this module was bundled to. */
function ownVectors(): string {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    const vectors = join(folder, 'vectors');
    if (existsSync(join(folder, 'package.json')) && existsSync(vectors)) return vectors;
    if (folder === dirname(folder)) throw new UnreadableVectors('vectors: not found in the package');
  }
}
