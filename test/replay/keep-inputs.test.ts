import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import type { Input } from '../../src/replay/input.js';
import { keepInputs } from '../../src/replay/keep-inputs.js';
import { UnwritableOutput } from '../../src/replay/output.js';
import { runs, seed } from '../support/law.js';
import { randomFrom } from '../support/log-lines.js';
import { memoryInput } from '../support/memory-input.js';

const KiB = 1024;
const MiB = 1024 * KiB;

const content = Buffer.alloc(6 * MiB);
const random = randomFrom(37);
for (let i = 0; i < content.length; i++) content[i] = random(256);

const { TMPDIR } = process.env;

afterEach(() => {
  if (TMPDIR === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = TMPDIR;
});

/** Bytes that come only once, in pieces of some sizes, in memory that is used again; an error may be their end. */
function passing(bytes: Buffer, sizes: readonly number[], end: Error | null = null): Input {
  let hasCome = false;
  async function* chunks(): AsyncGenerator<Buffer> {
    expect(hasCome).toBe(false);
    hasCome = true;
    const chunk = Buffer.alloc(Math.max(...sizes));
    for (let from = 0, i = 0; from < bytes.length; i++) {
      // Only then what is laid down is heard of.
      await nextTurn();
      const length = bytes.copy(chunk, 0, from, from + sizes[i % sizes.length]!);
      yield chunk.subarray(0, length);
      chunk.fill(0);
      from += length;
    }
    if (end !== null) throw end;
  }
  return { ...memoryInput(bytes), isRepeatable: false, chunks };
}

/** Reads an input until there is so much of it, or no more. */
async function read({ chunks }: Input, most = Number.POSITIVE_INFINITY): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const chunk of chunks()) {
    pieces.push(Buffer.from(chunk));
    length += chunk.length;
    // Whoever takes it may write over it.
    chunk.fill(0xee);
    if (length >= most) break;
  }
  return Buffer.concat(pieces);
}

function withoutTemporaryFiles(): void {
  process.env.TMPDIR = join('/', 'there', 'is', 'no', 'such', 'folder');
}

test(`what comes only once is read again from its beginning, however far it was read before; ${runs} runs, RECONVENE_SEED=${seed}`, async () => {
  const edges = [0, 1, 256 * KiB - 1, 256 * KiB, 256 * KiB + 1, 2 * MiB];
  const lengths = fc.oneof(fc.nat(content.length), fc.constantFrom(...edges));
  const pieces = fc.oneof(fc.integer({ min: 4 * KiB, max: 64 * KiB }), fc.constantFrom(256 * KiB, 3 * MiB));
  const law = async (
    length: number,
    sizes: number[],
    stops: number[],
    memory: number,
    isWritable: boolean,
  ) => {
    if (isWritable) delete process.env.TMPDIR;
    else withoutTemporaryFiles();
    const bytes = content.subarray(0, length);
    const kept = keepInputs([passing(bytes, sizes)], isWritable ? memory : content.length + MiB);
    const [input] = kept.inputs;
    for (const stop of stops) {
      const part = await read(input!, stop);
      expect(part.length).toBeGreaterThanOrEqual(Math.min(stop, length));
      expect(part.equals(bytes.subarray(0, part.length))).toBe(true);
    }
    expect((await read(input!)).equals(bytes)).toBe(true);
    expect((await read(input!)).equals(bytes)).toBe(true);
    await kept.discard();
  };
  await fc.assert(
    fc.asyncProperty(
      lengths,
      fc.array(pieces, { minLength: 1, maxLength: 3 }),
      fc.array(lengths, { maxLength: 3 }),
      fc.constantFrom(256 * KiB, MiB, 64 * MiB),
      fc.boolean(),
      law,
    ),
    { numRuns: Math.ceil(runs / 20), seed },
  );
});

test('what can be read again is left as it is', () => {
  const input = memoryInput('text');
  expect(keepInputs([input], MiB).inputs).toEqual([input]);
});

test('where it broke it breaks again', async () => {
  const kept = keepInputs([passing(content.subarray(0, 1000), [100], new Error('no more'))], MiB);
  for (let time = 0; time < 2; time++) await expect(read(kept.inputs[0]!)).rejects.toThrow('no more');
  await kept.discard();
});

test('without a temporary file it is kept as long as memory allows, and read on then', async () => {
  withoutTemporaryFiles();
  const long = Buffer.concat([content, content, content, content]);
  const kept = keepInputs([passing(long, [64 * KiB])], 20 * MiB);
  const [input] = kept.inputs;
  expect((await read(input!, 20 * MiB)).equals(long.subarray(0, 20 * MiB))).toBe(true);
  // Compared as a whole: a matcher would show megabytes of difference.
  expect((await read(input!)).equals(long)).toBe(true);
  const reading = read(input!, 1);
  await expect(reading).rejects.toThrow(UnwritableOutput);
  await expect(reading).rejects.toThrow(/^temporary file in \/there\/is\/no\/such\/folder: /);
  await kept.discard();
});

test('several are kept in the memory of one', async () => {
  withoutTemporaryFiles();
  const parts = [0, 1, 2].map((i) => content.subarray(i * MiB, (i + 2) * MiB));
  const several = parts.map((part) => passing(part, [64 * KiB]));
  const enough = keepInputs(several, 6 * MiB);
  for (let time = 0; time < 2; time++) {
    for (const [i, part] of parts.entries()) {
      expect((await read(enough.inputs[i]!)).equals(part)).toBe(true);
    }
  }
  await enough.discard();
  const less = keepInputs(
    parts.map((part) => passing(part, [64 * KiB])),
    5 * MiB,
  );
  for (const [i, part] of parts.entries()) expect((await read(less.inputs[i]!)).equals(part)).toBe(true);
  expect((await read(less.inputs[0]!)).equals(parts[0]!)).toBe(true);
  await expect(read(less.inputs[2]!, 1)).rejects.toThrow(UnwritableOutput);
  await less.discard();
});
