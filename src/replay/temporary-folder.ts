import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folders = new Set<string>();

/** Makes a folder for files that others have to find by their names; it is removed when the program ends. */
export function makeTemporaryFolder(): string {
  if (folders.size === 0) process.once('exit', removeTemporaryFolders);
  const folder = mkdtempSync(join(tmpdir(), 'reconvene-'));
  folders.add(folder);
  return folder;
}

export function removeTemporaryFolders(): void {
  folders.forEach(removeTemporaryFolder);
}

/** Removes one before that. */
export function removeTemporaryFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  folders.delete(folder);
}
