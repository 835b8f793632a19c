import { statSync } from 'node:fs';

/**
 * Loads a package that is not needed at the start of the program.
 *
 * Node follows the links on the way to a package until something turns out to be a pipe, and goes by what it asked the
 * system about last: that may be our standard input. A package that is linked, as pnpm does it, is then taken for another
 * one than what it loads itself, and comes out empty (Node 22). So that the last is no pipe, something else is asked about.
 */
export function loadPackage<Module>(load: () => Promise<Module>): Promise<Module> {
  statSync('/');
  return load();
}
