import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createZstdDecoder } from '../../src/formats/unzstd.js';

const packed = readFileSync('test/fixtures/packed-logs/joins-and-leaves.ndjson.zst');

async function unpack(bytes: Buffer, piece = 1000): Promise<{ text: string; broken: string | null }> {
  const taken: Buffer[] = [];
  const decoder = createZstdDecoder(
    (chunk) => taken.push(Buffer.from(chunk)),
    async () => {},
  );
  let broken: string | null = null;
  try {
    const chunk = Buffer.alloc(piece);
    for (let from = 0; from < bytes.length; from += piece) {
      await decoder.push(chunk.subarray(0, bytes.copy(chunk, 0, from, from + piece)));
    }
    await decoder.end();
  } catch (error) {
    broken = (error as Error).message;
  }
  return { text: Buffer.concat(taken).toString(), broken };
}

test.each([1 << 16, 1000, 7])('a frame of several blocks, in pieces of %i bytes', async (piece) => {
  const { text, broken } = await unpack(packed, piece);
  expect(broken).toBeNull();
  const lines = text.trimEnd().split('\n');
  expect(lines).toHaveLength(8000);
  expect(lines.map((line) => (JSON.parse(line) as { type: string }).type).sort()[0]).toBe('join');
});

test('frames one after the other', async () => {
  const { text, broken } = await unpack(Buffer.concat([packed, packed]));
  expect([text.split('\n').length - 1, broken]).toEqual([16_000, null]);
});

test('what is cut off, changed, or no zstd at all, is told; what came before is there', async () => {
  const whole = (await unpack(packed)).text;
  const cut = await unpack(packed.subarray(0, packed.length - 3000));
  expect(cut.broken).toMatch(/^the zstd data breaks: it ends before/);
  expect(cut.text.length).toBeGreaterThan(100_000);
  expect(whole.startsWith(cut.text)).toBe(true);
  expect((await unpack(Buffer.from('\x28\xb5\x2f\xfd no zstd at all', 'latin1'))).broken).toMatch(
    /^the zstd data breaks: /,
  );
  expect((await unpack(Buffer.concat([packed, Buffer.from('and something more than that')]))).broken).toMatch(
    /^the zstd data breaks: /,
  );
});

test('whoever takes the data may stop it', async () => {
  const decoder = createZstdDecoder(
    () => {
      throw new Error('enough');
    },
    async () => {},
  );
  await expect(decoder.push(packed)).rejects.toThrow('enough');
});
