import { execFileSync } from 'node:child_process';
import { mkdirSync, readdir, symlinkSync, writeFileSync } from 'node:fs';
import { isAbsolute, join, relative, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { type FoundFiles, findFiles } from '../../src/replay/find-files.js';
import { UnreadableInput } from '../../src/replay/input.js';
import type { ReadFolder } from '../../src/replay/walk-files.js';
import { freshFolder } from '../support/run-cli.js';

/** A folder that has these files; names are from there. */
function folderWith(...files: string[]): string {
  const folder = freshFolder();
  for (const file of files) {
    mkdirSync(join(folder, file, '..'), { recursive: true });
    writeFileSync(join(folder, file), '');
  }
  return folder;
}

/** What is found, with names from the folder. */
async function find(folder: string, name = '', readFolder?: ReadFolder): Promise<FoundFiles> {
  const { files, unreadable, passedOver } = await findFiles([join(folder, name)], readFolder);
  const short = (line: string) => line.replace(`${folder}/`, '');
  return {
    files: files.map((file) => relative(folder, file)),
    unreadable: unreadable.map(short),
    passedOver: passedOver.map(short),
  };
}

/** Stands in for a system that does not let us read some folders: the superuser may read all. */
function refusing(...folders: string[]): ReadFolder {
  return (path, options, done) => {
    if (!folders.some((folder) => path.replace(/\/$/, '') === folder)) readdir(path, options, done);
    else done(Object.assign(new Error('EACCES'), { code: 'EACCES' }));
  };
}

test('a folder below that cannot be read is told, the rest is found', async () => {
  const folder = folderWith('b', 'sub/c', 'secret/d', 'a');
  const readFolder = refusing(join(folder, 'secret'));
  const expected = {
    files: ['a', 'b', 'sub/c'],
    unreadable: ['secret: permission denied'],
    passedOver: [],
  };
  expect(await find(folder, '', readFolder)).toEqual(expected);
  expect(await find(folder, '**', readFolder)).toEqual(expected);
  expect(await find(folder, '**/c', readFolder)).toEqual({ ...expected, files: ['sub/c'] });
});

test('of a folder that a pattern does not lead into nothing is told', async () => {
  const folder = folderWith('a.csv', 'secret/b.csv');
  const readFolder = refusing(join(folder, 'secret'));
  for (const pattern of ['*', '*.csv', '[a]*/../*.csv']) {
    expect(await find(folder, pattern, readFolder)).toEqual({
      files: ['a.csv'],
      unreadable: [],
      passedOver: [],
    });
  }
});

test('a pattern may lead up to where one is, and above', async () => {
  const folder = folderWith('a/x', 'a/b/x', 'a/b/c/x', 'a/d/x', 'x');
  const cwd = process.cwd();
  process.chdir(join(folder, 'a/b'));
  try {
    for (const name of [join(folder, 'a/**'), join(folder, 'a/**/x'), '../**', './../**/x', '../../a/**']) {
      const { files } = await findFiles([name]);
      const found = files.map((file) => relative(folder, resolve(file)));
      expect(found, name).toEqual(['a/b/c/x', 'a/b/x', 'a/d/x', 'a/x']);
      expect(files.every((file) => isAbsolute(file) === isAbsolute(name))).toBe(true);
    }
    expect((await findFiles(['*/x', '../*', '../d/*'])).files).toEqual(['c/x', '../x', '../d/x']);
  } finally {
    process.chdir(cwd);
  }
});

test('a folder that cannot be read is not called empty', async () => {
  const folder = folderWith('secret/a');
  const secret = join(folder, 'secret');
  const refused = new UnreadableInput(`${secret}: permission denied`);
  await expect(findFiles([secret], refusing(secret))).rejects.toThrow(refused);
  await expect(findFiles([`${secret}/*`], refusing(secret))).rejects.toThrow(refused);
  await expect(findFiles([folder], refusing(secret))).rejects.toThrow(refused);
});

test('nothing there', async () => {
  const folder = folderWith('a');
  mkdirSync(join(folder, 'empty'));
  const is = 'is a directory without files; expected logs in it';
  await expect(find(folder, 'empty')).rejects.toThrow(`${folder}/empty: ${is}`);
  for (const pattern of ['*.csv', 'missing/*', 'a/*'])
    await expect(find(folder, pattern)).rejects.toThrow(`${folder}/${pattern}: no file is called like this`);
});

test('a link that leads nowhere is a file that is missing, where it is asked for', async () => {
  const folder = folderWith('a.csv');
  symlinkSync('missing', join(folder, 'old.log'));
  symlinkSync('self.log', join(folder, 'self.log'));
  const unreadable = ['old.log: no such file or directory', 'self.log: too many symbolic links'];
  for (const name of ['', '*']) {
    expect(await find(folder, name)).toEqual({ files: ['a.csv'], unreadable, passedOver: [] });
  }
  expect(await find(folder, '*.csv')).toEqual({ files: ['a.csv'], unreadable: [], passedOver: [] });
});

test('pipes are told and passed over, also behind a link', async () => {
  const folder = folderWith('a');
  execFileSync('mkfifo', [join(folder, 'pipe')]);
  symlinkSync('pipe', join(folder, 'to-pipe'));
  const passedOver = ['pipe', 'to-pipe'].map(
    (name) => `${name}: is a pipe; it is read only where it is named`,
  );
  for (const name of ['', '*']) {
    expect(await find(folder, name)).toEqual({ files: ['a'], unreadable: [], passedOver });
  }
  expect((await find(folder, 'pipe')).files).toEqual(['pipe']);
});

test('links are followed unless they lead back', async () => {
  const folder = folderWith('a', 'one/b', 'two/c');
  const other = folderWith('deep/d');
  symlinkSync('.', join(folder, 'loop'));
  symlinkSync('../..', join(folder, 'one/up'));
  symlinkSync('../two', join(folder, 'one/two'));
  symlinkSync('../one', join(folder, 'two/one'));
  symlinkSync(join(other, 'deep'), join(folder, 'other'));
  symlinkSync('..', join(other, 'deep/up'));
  symlinkSync('a', join(folder, 'z'));
  const files = ['a', 'one/b', 'one/two/c', 'other/d', 'two/c', 'two/one/b', 'z'];
  for (const name of ['', '**']) {
    expect(await find(folder, name)).toEqual({ files, unreadable: [], passedOver: [] });
  }
});

test('names with line breaks are names like any other', async () => {
  const files = ['a', 'a\nb', 'b\rc', 'c\u2028d', 'e\n\u2029/f\ng', 'e\n\u2029/h'];
  const folder = folderWith(...files, '\u{1f40a}.x');
  symlinkSync('e\n\u2029', join(folder, 'l\ni'));
  symlinkSync('..', join(folder, 'e\n\u2029/up\n'));
  const all = [...files, 'l\ni/f\ng', 'l\ni/h', '\u{1f40a}.x'];
  for (const name of ['', '**', '**/*']) {
    expect(await find(folder, name)).toEqual({ files: all, unreadable: [], passedOver: [] });
  }
  expect((await find(folder, '**/?\n?')).files).toEqual(['a\nb', 'e\n\u2029/f\ng', 'l\ni/f\ng']);
  expect((await find(join(folder, 'e\n\u2029'), '*')).files).toEqual(['f\ng', 'h']);

  const refused = await find(folder, '[ae]*', refusing(join(folder, 'e\n\u2029')));
  expect(refused.unreadable).toEqual([]);
  await expect(find(folder, 'e*/f*', refusing(join(folder, 'e\n\u2029')))).rejects.toThrow(
    `${folder}/e\n\u2029: permission denied`,
  );
});

test('slashes in a row are one', async () => {
  const folder = folderWith('a', 'b');
  expect((await find(folder, '/*')).files).toEqual(['a', 'b']);
  expect((await findFiles([`${folder}//*//`])).files).toHaveLength(2);
});
