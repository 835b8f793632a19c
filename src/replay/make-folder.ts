import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/**
 * Makes a folder, and those that it is to be in, unless they are there. One after the other: where none can be made, as in /proc, Node's own
 * way of making all at once never ends.
 * @throws Error of the system
 */
export function makeFolder(path: string): void {
  const whole = resolve(path);
  if (isFolder(whole)) return;
  const above = dirname(whole);
  if (!existsSync(above)) makeFolder(above);
  try {
    mkdirSync(whole);
  } catch (error) {
    // Another program may have made it since.
    if (!isFolder(whole)) throw error;
  }
}

function isFolder(path: string): boolean {
  return existsSync(path) && statSync(path).isDirectory();
}
