import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { signatureOf } from '../../src/formats/signature.js';
import { createZstdDecoder } from '../../src/formats/unzstd.js';
import { createZstdWalk } from '../../src/formats/zstd-frames.js';

const MIB = 2 ** 20;
const KIB_128 = 128 * 1024;

/** A frame of one compressed block as `zstd -19` makes it, in one segment; its size is in bytes 5 and 6, less 256. */
const compressed = Buffer.from(
  'KLUv/WBIAkUCAHQCam9pbiByb29tLTAgcGVyc29uLTAKMTEyMjAzNDAxMjM0MDEyMzQKEqAQ6OvfAbDjYjEKfCo6TdPRNJ2mHy3QNz4x3kXYpg==',
  'base64',
);
const compressedText = Array.from({ length: 40 }, (_, i) => `join room-${i % 3} person-${i % 5}\n`).join('');

interface Block {
  readonly kind: 'raw' | 'rle';
  readonly byte: number;
  readonly size: number;
}

interface Frame {
  readonly blocks: readonly Block[];
  /** how many bytes the size has, 0 for none that is said; 1: a single segment too */
  readonly sizeLength: number;
  readonly isSingle: boolean;
  readonly hasChecksum: boolean;
  /** bytes of the dictionary's number, which is 0: none */
  readonly dictionaryLength: number;
  /** what the header says beyond what is there */
  readonly lie?: number;
}

function contentOf({ blocks }: Frame): Buffer {
  return Buffer.concat(blocks.map(({ byte, size }) => Buffer.alloc(size, byte)));
}

function little(value: number, length: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes.subarray(0, length);
}

/** The fewest bytes that a size can be said in, if it is to be said in so many or more. */
function lengthOfSize(size: number, { sizeLength, isSingle }: Frame): number {
  if (sizeLength === 0 && !isSingle) return 0;
  const fits = [1, 2, 4, 8].filter((length) =>
    length === 1 ? isSingle && size < 256 : length === 2 ? size >= 256 && size < 65_792 : true,
  );
  return fits.find((length) => length >= sizeLength) ?? 8;
}

function encode(frame: Frame): Buffer {
  const { blocks, isSingle, hasChecksum, dictionaryLength, lie = 0 } = frame;
  const size = contentOf(frame).length + lie;
  const sizeLength = lengthOfSize(size, frame);
  const flags =
    (Math.max(0, [1, 2, 4, 8].indexOf(sizeLength)) << 6) |
    (isSingle ? 32 : 0) |
    (hasChecksum ? 4 : 0) |
    [0, 1, 2, 4].indexOf(dictionaryLength);
  return Buffer.concat([
    Buffer.of(0x28, 0xb5, 0x2f, 0xfd, flags),
    isSingle ? Buffer.alloc(0) : Buffer.of(7 << 3),
    Buffer.alloc(dictionaryLength),
    little(size - (sizeLength === 2 ? 256 : 0), sizeLength),
    ...blocks.map((block, i) => encodeBlock(block, i === blocks.length - 1)),
    Buffer.alloc(hasChecksum ? 4 : 0, 0xfd),
  ]);
}

function encodeBlock({ kind, byte, size }: Block, isLast: boolean): Buffer {
  const header = little((size << 3) | (kind === 'rle' ? 2 : 0) | (isLast ? 1 : 0), 3);
  return Buffer.concat([header, Buffer.alloc(kind === 'rle' ? 1 : size, byte)]);
}

/** What is skipped looks like a frame. */
function skippable(length: number, kind = 0): Buffer {
  const content = Buffer.alloc(length, Buffer.of(0x28, 0xb5, 0x2f, 0xfd, 0x20));
  return Buffer.concat([Buffer.of(0x50 + kind, 0x2a, 0x4d, 0x18), little(length, 4), content]);
}

async function unpack(bytes: Buffer, sizes: readonly number[] = [1 << 16]) {
  const taken: Buffer[] = [];
  const decoder = createZstdDecoder(
    (chunk) => taken.push(chunk),
    async () => {},
  );
  let broken: string | null = null;
  try {
    for (let from = 0, i = 0; from < bytes.length; i++) {
      const chunk = Buffer.from(bytes.subarray(from, from + sizes[i % sizes.length]!));
      from += chunk.length;
      await decoder.push(chunk);
      chunk.fill(0xff);
    }
    await decoder.end();
  } catch (error) {
    broken = (error as Error).message.replace(/^the zstd data breaks: /, '');
  }
  return { made: Buffer.concat(taken), broken };
}

const block: fc.Arbitrary<Block> = fc.record({
  kind: fc.constantFrom('raw', 'rle'),
  byte: fc.nat(255),
  size: fc.oneof(fc.nat(20), fc.nat(400)),
});
const frame: fc.Arbitrary<Frame> = fc.record({
  blocks: fc.array(block, { minLength: 1, maxLength: 4 }),
  sizeLength: fc.constantFrom(0, 1, 2, 4, 8),
  isSingle: fc.boolean(),
  hasChecksum: fc.boolean(),
  dictionaryLength: fc.constantFrom(0, 1, 2, 4),
});
const part: fc.Arbitrary<{ readonly bytes: Buffer; readonly content: Buffer }> = fc.oneof(
  { weight: 6, arbitrary: frame.map((drawn) => ({ bytes: encode(drawn), content: contentOf(drawn) })) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.nat(40), fc.nat(15))
      .map(([length, kind]) => ({ bytes: skippable(length, kind), content: Buffer.alloc(0) })),
  },
  { weight: 1, arbitrary: fc.constant({ bytes: compressed, content: Buffer.from(compressedText) }) },
);
const parts = fc.array(part, { minLength: 1, maxLength: 6 });
const cuts = fc.array(fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 300 })), {
  minLength: 1,
  maxLength: 5,
});

function join(drawn: readonly { readonly bytes: Buffer; readonly content: Buffer }[]) {
  return {
    bytes: Buffer.concat(drawn.map(({ bytes }) => bytes)),
    content: Buffer.concat(drawn.map(({ content }) => content)),
  };
}

describe('frames, however they are cut', () => {
  test('hold what was put in, with skippable frames between', async () => {
    await fc.assert(
      fc.asyncProperty(parts, cuts, async (drawn, sizes) => {
        const { bytes, content } = join(drawn);
        expect(await unpack(bytes, sizes)).toEqual({ made: content, broken: null });
        expect(signatureOf(bytes)).toBe('zstd');
      }),
      { numRuns: 500 },
    );
  });

  test('end too soon anywhere but between frames, and what was there is handed on', async () => {
    await fc.assert(
      fc.asyncProperty(parts, cuts, fc.nat(), async (drawn, sizes, chance) => {
        const { bytes, content } = join(drawn);
        const length = chance % bytes.length;
        const ends = new Set(drawn.map((_, i) => join(drawn.slice(0, i)).bytes.length));
        const { made, broken } = await unpack(bytes.subarray(0, length), sizes);
        expect(broken).toBe(ends.has(length) ? null : 'it ends before its data does');
        expect(content.subarray(0, made.length)).toEqual(made);
        const before = drawn.filter((_, i) => join(drawn.slice(0, i + 1)).bytes.length <= length);
        expect(made.length).toBeGreaterThanOrEqual(join(before).content.length);
      }),
      { numRuns: 500 },
    );
  });

  test('are told apart the same way', () => {
    fc.assert(
      fc.property(parts, cuts, (drawn, sizes) => {
        const { bytes } = join(drawn);
        expect(walkOver(bytes, sizes)).toEqual(walkOver(bytes, [bytes.length]));
      }),
    );
  });

  test('that lie about their size are told, and what came before is there', async () => {
    await fc.assert(
      fc.asyncProperty(
        parts,
        frame,
        fc.integer({ min: -9, max: 9 }),
        cuts,
        async (drawn, drawnLiar, lie, sizes) => {
          const liar = { ...drawnLiar, lie };
          const size = contentOf(liar).length;
          fc.pre(lie !== 0 && size + lie >= 0 && (liar.isSingle || liar.sizeLength > 0));
          const { bytes, content } = join(drawn);
          const { made, broken } = await unpack(Buffer.concat([bytes, encode(liar)]), sizes);
          const says = `where the frame's header says ${size + lie}`;
          if (lie > 0) expect(broken).toBe(`it holds ${size} bytes ${says}`);
          else expect(broken).toMatch(new RegExp(`^it holds \\d+ bytes or more ${says}$`));
          expect(made.subarray(0, content.length)).toEqual(content);
          expect(made.length).toBeLessThanOrEqual(content.length + size + Math.max(0, lie));
        },
      ),
      { numRuns: 500 },
    );
  });
});

function walkOver(bytes: Buffer, sizes: readonly number[]): unknown[] {
  const { walk, isBetweenFrames } = createZstdWalk();
  const seen: unknown[] = [];
  let content: number[] = [];
  for (let from = 0, i = 0; from < bytes.length; from += sizes[i % sizes.length]!, i++) {
    for (const found of walk(bytes.subarray(from, from + sizes[i % sizes.length]!))) {
      if (found.kind === 'block') {
        content.push(...found.bytes);
      } else {
        seen.push(content, found);
        content = [];
      }
    }
  }
  return [...seen, isBetweenFrames()];
}

describe('a compressed block', () => {
  test('of the right size', async () => {
    expect((await unpack(compressed)).made.toString()).toBe(compressedText);
  });

  test.each([-584, -256, -1, 1, 256])('%i bytes off is told', async (lie) => {
    const changed = Buffer.from(compressed);
    changed.writeUInt16LE(compressedText.length - 256 + lie, 5);
    for (const sizes of [[1], [1000]]) {
      expect((await unpack(changed, sizes)).broken).toMatch(
        `where the frame's header says ${compressedText.length + lie}`,
      );
    }
  });
});

describe('a header that claims too much', () => {
  const zeros = { kind: 'rle', byte: 0, size: 5 } as const;

  /** A frame of five zeros. */
  function claiming(...header: readonly number[]): Buffer {
    return Buffer.concat([Buffer.of(0x28, 0xb5, 0x2f, 0xfd, ...header), encodeBlock(zeros, true)]);
  }

  test.each([
    ['128 MiB, as zstd --long=27 has it', claiming(0, 17 << 3)],
    ['a little more than 64 MiB', claiming(0, (16 << 3) + 1)],
    ['1 GiB', claiming(0, 20 << 3)],
    ['3.75 TiB', claiming(0, 255)],
    ['a single segment of a byte too many', claiming(0xa0, 1, 0, 0, 4)],
    ['a single segment of 2 GiB', claiming(0xa0, 0, 0, 0, 0x80)],
    ['a single segment of 4 GiB and 5 bytes', claiming(0xe0, 5, 0, 0, 0, 1, 0, 0, 0)],
  ])('is refused before room is made for it: %s', async (_, bytes) => {
    for (const sizes of [[1], [1000]]) {
      const before = process.memoryUsage().arrayBuffers;
      const { made, broken } = await unpack(Buffer.concat([compressed, bytes]), sizes);
      expect(broken).toBe('its window is larger than 64 MiB (zstd --long)');
      expect(made.toString()).toBe(compressedText);
      expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(32 * MIB);
    }
  });

  test('is taken up to 64 MiB', async () => {
    expect(await unpack(claiming(0, 16 << 3))).toEqual({ made: Buffer.alloc(5), broken: null });
  });

  test('is refused if it names a dictionary', async () => {
    expect((await unpack(claiming(1, 7 << 3, 9))).broken).toBe('it needs a dictionary');
  });

  test('is refused if it has the reserved bit', async () => {
    expect((await unpack(claiming(8, 7 << 3))).broken).toBe('what it holds is not zstd data');
  });
});

describe('a block', () => {
  const start = Buffer.of(0x28, 0xb5, 0x2f, 0xfd, 0, 7 << 3);
  const largest = { kind: 'rle', byte: 65, size: KIB_128 } as const;

  test.each([
    ['larger than any', little(((KIB_128 + 1) << 3) | 3, 3), 'it has a block larger than 128 KiB'],
    ['of no kind', little(7, 3), 'it has a block of a kind that there is not'],
  ])('%s is refused; what came before is there, be it ever so short', async (_, header, reason) => {
    for (const sizes of [[1], [1000]]) {
      const { made, broken } = await unpack(
        Buffer.concat([start, encodeBlock(largest, false), header, Buffer.of(65)]),
        sizes,
      );
      expect(broken).toBe(reason);
      expect(made.length).toBe(KIB_128);
    }
  });
});

test.each(Array.from({ length: 16 }, (_, i) => i))('a skippable frame of kind %i may come first', (kind) => {
  expect(signatureOf(skippable(0, kind))).toBe('zstd');
});

test('what only looks like a skippable frame', () => {
  for (const first of [0x4f, 0x60]) expect(signatureOf(Buffer.of(first, 0x2a, 0x4d, 0x18, 0))).toBe('none');
});
