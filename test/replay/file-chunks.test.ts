import { appendFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Input, openFile, UnreadableInput } from '../../src/replay/input.js';
import { randomFrom } from '../support/log-lines.js';
import { freshFolder } from '../support/run-cli.js';

const KiB = 1024;
const ways = [false, true];

const content = Buffer.alloc(700 * KiB);
const random = randomFrom(64);
for (let i = 0; i < content.length; i++) content[i] = random(256);

const edges = [64 * KiB, 256 * KiB, 512 * KiB].flatMap((size) => [size - 1, size, size + 1]);
const sizes = [0, 1, 1000, ...edges, content.length];

async function readAll({ chunks }: Input): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const chunk of chunks()) {
    expect(chunk.length).toBeGreaterThan(0);
    pieces.push(Buffer.from(chunk));
  }
  return Buffer.concat(pieces);
}

/** Opens a file of so many bytes; then something happens to it. */
async function opened(size: number, isOneOfMany: boolean, happen: (path: string) => void): Promise<Input> {
  const path = join(freshFolder(), 'log');
  writeFileSync(path, content.subarray(0, size));
  const input = await openFile(path, isOneOfMany);
  expect(input.size).toBe(size);
  happen(path);
  return input;
}

test.each(ways)('a file is read whole, and again; one of many: %s', async (isOneOfMany) => {
  for (const size of sizes) {
    const input = await opened(size, isOneOfMany, () => {});
    for (let time = 0; time < 2; time++) {
      expect((await readAll(input)).equals(content.subarray(0, size)), `${size}`).toBe(true);
    }
    await input.close();
  }
});

test.each(ways)('what a file has grown by is read, too; one of many: %s', async (isOneOfMany) => {
  for (const size of sizes) {
    for (const more of [1, 300 * KiB]) {
      const added = content.subarray(0, more);
      const input = await opened(size, isOneOfMany, (path) => appendFileSync(path, added));
      const expected = Buffer.concat([content.subarray(0, size), added]);
      expect((await readAll(input)).equals(expected), `${size} and ${more}`).toBe(true);
      await input.close();
    }
  }
});

test.each(ways)(
  'a file that has become smaller breaks where it ends; one of many: %s',
  async (isOneOfMany) => {
    for (const size of sizes.filter((size) => size > 0)) {
      const input = await opened(size, isOneOfMany, (path) => truncateSync(path, size - 1));
      const reason = `ends after ${size - 1} of ${size} bytes: it was cut while it was read`;
      await expect(readAll(input), `${size}`).rejects.toThrow(reason);
      await input.close();
    }
  },
);

test('one of many that has gone by the time it is read', async () => {
  const input = await opened(10, true, (path) => rmSync(path));
  const reading = readAll(input);
  await expect(reading).rejects.toThrow(UnreadableInput);
  await expect(reading).rejects.toThrow(/log: no such file or directory/);
});

test.each(ways)('what cannot be opened is told with its path; one of many: %s', async (isOneOfMany) => {
  const folder = freshFolder();
  const missing = openFile(join(folder, 'missing'), isOneOfMany);
  await expect(missing).rejects.toThrow(UnreadableInput);
  await expect(missing).rejects.toThrow(/missing: no such file or directory/);
  await expect(openFile(folder, isOneOfMany)).rejects.toThrow(`${folder}: is a directory; expected a file`);
});
