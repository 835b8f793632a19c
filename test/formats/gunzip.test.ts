import { constants, gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createGunzipper } from '../../src/formats/gunzip.js';
import { runs, seed } from '../support/law.js';
import { randomFrom } from '../support/log-lines.js';

const MiB = 1024 * 1024;
const GZIP_HEADER = 10;

const texts = new Map<number, Buffer>();

/** Text that is packed to about a third, of so many bytes. */
function textOf(length: number): Buffer {
  const known = texts.get(length);
  if (known !== undefined) return known;
  const random = randomFrom(length);
  const bytes = Buffer.alloc(length);
  for (let i = 0; i < length; i++) bytes[i] = random(8) === 0 ? 0x0a : 0x61 + random(7);
  texts.set(length, bytes);
  return bytes;
}

/** Packed to some 2 MiB. */
const text = textOf(5 * MiB);
const packed = gzipSync(text, { level: 1 });

interface Unpacked {
  readonly text: Buffer;
  readonly broken: string | null;
}

/** Unpacks data that comes in pieces, in memory that is used again. */
async function unpack(
  data: Buffer,
  isRepeatable: boolean,
  piece = 256 * 1024,
  isLittle = false,
): Promise<Unpacked> {
  const taken: Buffer[] = [];
  let isTaking = false;
  const rest = async () => {
    expect(isTaking).toBe(false);
    isTaking = true;
    await null;
    isTaking = false;
  };
  const take = (text: Buffer) => {
    expect(isTaking).toBe(false);
    taken.push(Buffer.from(text));
  };
  async function* chunks(): AsyncGenerator<Buffer> {
    const chunk = Buffer.alloc(piece);
    for (let from = 0; from < data.length; from += piece) {
      yield chunk.subarray(0, data.copy(chunk, 0, from, from + piece));
    }
  }
  const gunzip = createGunzipper(take, rest, isRepeatable ? chunks : null, isLittle);
  let broken: string | null = null;
  try {
    for await (const chunk of chunks()) await gunzip.push(chunk);
    await gunzip.end();
  } catch (error) {
    broken = (error as Error).message;
  }
  return { text: Buffer.concat(taken), broken };
}

test(`what is packed is unpacked, in whatever members and pieces; ${runs} runs, RECONVENE_SEED=${seed}`, async () => {
  const sizes = fc.oneof(fc.nat(100), fc.constantFrom(16_384, 262_144, 300_000, 2 * MiB));
  const pieces = fc.constantFrom(1, 7, 1000, 65_536, 1 << 18);
  const law = async (lengths: readonly number[], piece: number, isRepeatable: boolean, isLittle: boolean) => {
    const parts = lengths.map(textOf);
    const packed = Buffer.concat(parts.map((text) => gzipSync(text, { level: 1 })));
    const unpacked = await unpack(packed, isRepeatable, packed.length > 10_000 ? 1 << 16 : piece, isLittle);
    expect(unpacked.broken).toBeNull();
    expect(unpacked.text.equals(Buffer.concat(parts))).toBe(true);
  };
  const members = fc.array(sizes, { minLength: 1, maxLength: 3 });
  await fc.assert(fc.asyncProperty(members, pieces, fc.boolean(), fc.boolean(), law), {
    numRuns: Math.ceil(runs / 20),
    seed,
  });
});

test.each([
  ['within the first MiB, of data that comes again', 1.2 * MiB, true, 0],
  ['within the first MiB, of data that comes once', 1.2 * MiB, false, 0],
  ['beyond it, of data that comes again', 5.1 * MiB, true, 0],
  ['beyond it, of data that comes once', 5.1 * MiB, false, 16 * 1024],
])('what is before a break is there: %s', async (_, length, isRepeatable, mayBeLost) => {
  const good = textOf(Math.floor(length));
  const data = gzipSync(good, { level: 1 });
  expect(data.length > MiB).toBe(length > 5 * MiB);
  // Its check sum is wrong, which is found out with its last text.
  data[data.length - 8]! ^= 1;
  const { text, broken } = await unpack(Buffer.concat([data, packed]), isRepeatable);
  expect(broken).toBe('incorrect data check');
  expect(text.length).toBeGreaterThanOrEqual(good.length - mayBeLost);
  expect(text.equals(good.subarray(0, text.length))).toBe(true);
});

test.each([GZIP_HEADER - 3, 5000, MiB + 77_777])(
  'what ends after %i bytes is there so far',
  async (length) => {
    const cut = packed.subarray(0, length);
    const good = gunzipSync(cut, { finishFlush: constants.Z_SYNC_FLUSH });
    for (const isRepeatable of [true, false]) {
      const unpacked = await unpack(cut, isRepeatable);
      expect(unpacked.broken).toBe('unexpected end of file');
      expect(unpacked.text.equals(good)).toBe(true);
    }
  },
);

test.each([
  ['zeros and text', Buffer.from('\0\0x'), 'something other than gzip data follows its end'],
  ['text', Buffer.alloc(100_000, 'x'), 'incorrect header check'],
])('something else behind its end is told: %s', async (_, more, reason) => {
  const unpacked = await unpack(Buffer.concat([packed, more]), true);
  expect(unpacked.broken).toBe(reason);
  expect(unpacked.text.equals(text)).toBe(true);
});

test.each([1, 511, 100_000])('%i zeros behind its end are nothing, as for gzip itself', async (count) => {
  for (const isRepeatable of [true, false]) {
    const unpacked = await unpack(Buffer.concat([packed, Buffer.alloc(count)]), isRepeatable);
    expect(unpacked.broken).toBeNull();
    expect(unpacked.text.equals(text)).toBe(true);
  }
});

test('whoever takes it may stop it, also while what is lost is looked for', async () => {
  const damaged = Buffer.from(packed);
  damaged[damaged.length - 8]! ^= 1;
  for (const isAtOnce of [true, false]) {
    let isStopped = isAtOnce;
    const rest = async () => {
      if (isStopped) throw new Error('enough');
    };
    async function* again(): AsyncGenerator<Buffer> {
      isStopped = true;
      yield damaged;
    }
    await expect(createGunzipper(() => {}, rest, again).push(damaged)).rejects.toThrow('enough');
  }
});
