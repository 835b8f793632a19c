import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { createLineReader } from '../../src/formats/read-lines.js';
import { openFile, readInput } from '../../src/replay/input.js';
import { memoryInput } from '../support/memory-input.js';
import { freshFolder } from '../support/run-cli.js';

test.each([false, true])(
  'a file that is cut while it is read breaks there; one of many: %s',
  async (isOneOfMany) => {
    const folder = freshFolder();
    const path = join(folder, 'log');
    writeFileSync(path, 'one\ntwo\nthree\n');
    const input = await openFile(path, isOneOfMany);
    truncateSync(path, 8);
    const taken: string[] = [];
    const lines = createLineReader((text) => void taken.push(text));
    const broken = await readInput(input, { lines, onBytes() {}, lastLine: lines.lastLine });
    await input.close();
    expect(taken).toEqual(['one', 'two']);
    expect(broken).toEqual({ line: 2, reason: 'ends after 8 of 14 bytes: it was cut while it was read' });
  },
);

const MiB = 1024 * 1024;

/** So many MiB of line ends, in blocks that each say one byte and how often it comes. */
function zstdOf(size: number): Buffer {
  const block = (isLast: boolean) => {
    const header = Buffer.alloc(4);
    header.writeUIntLE(Number(isLast) + 2 + 8 * (MiB / 8), 0, 3);
    header[3] = 0x0a;
    return header;
  };
  const blocks = Array.from({ length: size * 8 }, (_, i) => block(i === size * 8 - 1));
  return Buffer.concat([Buffer.of(0x28, 0xb5, 0x2f, 0xfd, 0, (17 - 10) << 3), ...blocks]);
}

test.each([
  ['gzip', gzipSync(Buffer.alloc(64 * MiB, '\n'))],
  ['zstd', zstdOf(64)],
])('of one chunk of %s no more is inflated at once than is waited for', async (_, packed) => {
  expect(packed.length).toBeLessThan(MiB / 4);
  let taken = 0;
  let sinceWaiting = 0;
  let most = 0;
  const lines = {
    push(chunk: Buffer) {
      taken += chunk.length;
      sinceWaiting += chunk.length;
      most = Math.max(most, sinceWaiting);
    },
    end() {},
  };
  let told = 0;
  const onBytes = async (count: number) => {
    told += count;
    const before = taken;
    await new Promise((resolve) => setTimeout(resolve, 1));
    expect(taken).toBe(before);
    sinceWaiting = 0;
  };
  const input = memoryInput(packed, 'log', MiB);
  expect(await readInput(input, { lines, onBytes, lastLine: () => 0 })).toBeNull();
  expect([taken, told]).toEqual([64 * MiB, packed.length]);
  expect(most).toBeLessThanOrEqual(MiB / 2);
});
