import { cpSync, mkdirSync, symlinkSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { expect, inject, test } from 'vitest';
import { freshFolder, runProgram } from '../support/run-cli.js';

/* Packages take longer to load than a short log takes to replay. So each is loaded by what needs it alone. */
const COMMAND = ['commander', 'tinyqueue'];
const LOCAL_TIME = [
  '@date-fns/tz/package.json',
  '@date-fns/tz/tzOffset',
  'date-fns/package.json',
  'date-fns/toDate.js',
];

test.each([
  ['native events', 'examples/sample.ndjson', COMMAND],
  ['logs of platforms', 'examples/compare/webhooks.ndjson', [...COMMAND, ...LOCAL_TIME]],
])('%s are replayed where nothing of packages is there that they do not need', async (_, log, needed) => {
  const installed = join(inject('packed'), 'node_modules');
  const modules = join(freshFolder(), 'node_modules');
  cpSync(join(installed, 'reconvene'), join(modules, 'reconvene'), { recursive: true });
  for (const name of needed) {
    mkdirSync(dirname(join(modules, name)), { recursive: true });
    symlinkSync(join(installed, name), join(modules, name));
  }
  const ran = await runProgram('node', [
    join(modules, 'reconvene', 'dist', 'bin.js'),
    'replay',
    resolve(log),
  ]);
  expect(ran).toMatchObject({ code: 0, stderr: expect.stringMatching(/ [1-9]\d* meetings\n$/) });
});
