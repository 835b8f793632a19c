import { statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeFolder } from '../../src/replay/make-folder.js';
import { freshFolder } from '../support/run-cli.js';

test('what is there stays, what is not is made', () => {
  const within = freshFolder();
  const path = join(within, 'a', 'b', '..', 'c');
  makeFolder(path);
  makeFolder(path);
  expect(statSync(path).isDirectory()).toBe(true);
  symlinkSync('a', join(within, 'link'));
  makeFolder(join(within, 'link', 'd'));
  expect(statSync(join(within, 'a', 'd')).isDirectory()).toBe(true);
});

test('not below a file, nor as a link that leads nowhere', () => {
  const within = freshFolder();
  writeFileSync(join(within, 'file'), '');
  symlinkSync('nowhere', join(within, 'link'));
  expect(() => makeFolder(join(within, 'file'))).toThrow(/EEXIST/);
  expect(() => makeFolder(join(within, 'file', 'x'))).toThrow(/ENOTDIR/);
  expect(() => makeFolder(join(within, 'file', 'x', 'y'))).toThrow(/ENOTDIR/);
  expect(() => makeFolder(join(within, 'link'))).toThrow(/EEXIST/);
});
