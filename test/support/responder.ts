import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll } from 'vitest';

/**
 * The verb `respond`, bundled for the tests of a file; gives the command that runs it as a mutant, or as the reference, or as
 * one that remembers the case before (`leaks`) or throws dice (`chance`).
 */
export function useResponder(): (mutant?: string) => string[] {
  let folder = '';
  const program = () => join(folder, 'respond.mjs');
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'reconvene-respond-'));
    const contents = `
      import { mutants } from './src/oracle/mutants.ts';
      import { respond } from './src/oracle/respond.ts';
      const name = process.argv[2];
      let isAfterClear = false;
      let isClear = false;
      const nothing = (answer) => ({ ...answer, meetings: [] });
      const leaks = {
        asks(input) {
          isAfterClear = isClear;
          isClear = input.events.some(({ type }) => type === 'clear');
          return input;
        },
        lists: (answer) => (isAfterClear ? nothing(answer) : answer),
      };
      const chance = { lists: (answer) => (Math.random() < 0.3 ? nothing(answer) : answer) };
      const odd = { leaks: { wrong: leaks }, chance: { wrong: chance } };
      const mutant = odd[name] ?? mutants.find((known) => known.name === name) ?? null;
      await respond(process.stdin, process.stdout, { name: name ?? 'reference' }, mutant);`;
    await build({
      stdin: { contents, resolveDir: '.', loader: 'ts' },
      outfile: program(),
      bundle: true,
      format: 'esm',
      platform: 'node',
      logLevel: 'error',
    });
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  return (mutant) => [process.execPath, program(), ...(mutant === undefined ? [] : [mutant])];
}
