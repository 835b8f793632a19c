import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folders = new Set<string>();
/** whether they are removed at an exit */
let areRemoved = false;

/** Makes a folder for files that others have to find by their names; it is removed when the program ends. */
export function makeTemporaryFolder(): string {
  if (!areRemoved) process.once('exit', () => folders.forEach(removeTemporaryFolder));
  areRemoved = true;
  const folder = mkdtempSync(join(tmpdir(), 'reconvene-'));
  folders.add(folder);
  return folder;
}

/** Removes one before that. */
export function removeTemporaryFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  folders.delete(folder);
}
