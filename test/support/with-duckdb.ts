import { cpSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, inject } from 'vitest';

let folder: string | null = null;

afterAll(() => {
  if (folder !== null) rmSync(folder, { recursive: true, force: true });
  folder = null;
});

/** The program as someone has it who installed DuckDB beside it: a copy of all that was installed, and a link. */
export function binWithDuckDb(): string {
  folder ??= install();
  return join(folder, 'node_modules/.bin/reconvene');
}

function install(): string {
  const made = realpathSync(mkdtempSync(join(tmpdir(), 'reconvene-duckdb-')));
  const modules = join(made, 'node_modules');
  cpSync(join(inject('packed'), 'node_modules'), modules, { recursive: true, verbatimSymlinks: true });
  mkdirSync(join(modules, '@duckdb'), { recursive: true });
  for (const name of readdirSync('node_modules/@duckdb')) {
    symlinkSync(resolve('node_modules/@duckdb', name), join(modules, '@duckdb', name));
  }
  return made;
}
