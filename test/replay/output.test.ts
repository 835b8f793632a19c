import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { toFile } from '../../src/replay/byte-output.js';
import { planOutput } from '../../src/replay/output.js';
import { freshFolder } from '../support/run-cli.js';

// As programs of one number do, which run in containers of their own.
test('two outputs that are made in one folder at once do not write into one file', async () => {
  const folder = freshFolder();
  const names = ['a', 'b'];
  const outputs = await Promise.all(names.map((name) => toFile(planOutput(join(folder, name)))));
  for (const [i, output] of outputs.entries()) output.write(Buffer.from(names[i]!), 0, 1);
  for (const output of outputs) await output.finish();
  expect(readdirSync(folder)).toEqual(names);
  for (const name of names) expect(readFileSync(join(folder, name), 'utf8')).toBe(name);
});
