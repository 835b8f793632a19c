import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { createLineReader } from '../../src/formats/read-lines.js';
import { openFile, readInput } from '../../src/replay/input.js';
import { memoryInput } from '../support/memory-input.js';
import { freshFolder } from '../support/run-cli.js';
import { zstdOf } from '../support/zstd.js';

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
function zstdOfLineEnds(size: number): Buffer {
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
  ['zstd', zstdOfLineEnds(64)],
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

test('where no thread can be started for it zstd data is inflated here', async () => {
  // Nobody has built the thread, as tests read the sources.
  const text = Array.from({ length: 200_000 }, (_, i) => `line ${i}\n`).join('');
  const packed = zstdOf(text);
  expect(packed.length).toBeGreaterThan(MiB);
  const taken: string[] = [];
  const lines = createLineReader((line) => void taken.push(line));
  const reader = { lines, onBytes() {}, lastLine: lines.lastLine };
  async function* chunks(): AsyncGenerator<Buffer> {
    const memory = Buffer.alloc(MiB / 4);
    for (let from = 0; from < packed.length; from += memory.length) {
      yield memory.subarray(0, packed.copy(memory, 0, from));
    }
  }
  expect(await readInput({ ...memoryInput(packed), chunks }, reader)).toBeNull();
  expect(taken.join('\n')).toBe(text.trimEnd());
  const cut = packed.subarray(0, MiB + 50_000);
  const broken = await readInput(memoryInput(cut), { ...reader, lines: createLineReader(() => {}) });
  expect(broken?.reason).toBe('the zstd data breaks: it ends before its data does');
});
