import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createLineChunks } from '../../src/formats/line-chunks.js';
import { createLineReader, LONGEST_LINE } from '../../src/formats/read-lines.js';
import { runs, seed } from '../support/law.js';

function chunksOf(pieces: readonly Buffer[], size: number): Buffer[] {
  const chunks: Buffer[] = [];
  const reader = createLineChunks(size, (chunk) => void chunks.push(Buffer.from(chunk)));
  for (const piece of pieces) {
    const reused = Buffer.from(piece);
    reader.push(reused);
    reused.fill(0);
  }
  reader.end();
  return chunks;
}

test(`chunks are whole lines, and all of them; ${runs} runs, RECONVENE_SEED=${seed}`, () => {
  const texts = fc.array(fc.constantFrom('', 'a', 'bc', '\n', '\r\n', 'line\n', '\n\n', 'é'), {
    maxLength: 40,
  });
  const check = (pieces: readonly string[], size: number) => {
    const chunks = chunksOf(
      pieces.map((piece) => Buffer.from(piece)),
      size,
    );
    expect(Buffer.concat(chunks).toString()).toBe(pieces.join(''));
    for (const chunk of chunks.slice(0, -1)) {
      expect(chunk.at(-1)).toBe(0x0a);
      expect(chunk.length).toBeGreaterThanOrEqual(size);
    }
    expect(chunks.every(({ length }) => length > 0)).toBe(true);
  };
  fc.assert(fc.property(texts, fc.integer({ min: 1, max: 20 }), check), { numRuns: runs, seed });
});

test('of a line that is too long no more is kept than tells that it is', () => {
  const piece = Buffer.alloc(1 << 20, 'x');
  const pieces = [
    Buffer.from('first\n'),
    ...Array.from({ length: 40 }, () => piece),
    Buffer.from('\nlast\n'),
  ];
  const chunks = chunksOf(pieces, 1 << 20);
  expect(Buffer.concat(chunks).length).toBeLessThan(LONGEST_LINE + 3 * piece.length);
  const told: unknown[] = [];
  const lines = createLineReader((text, line, problem) => void told.push([text.slice(0, 5), line, problem]));
  for (const chunk of chunks) lines.push(chunk);
  lines.end();
  expect(told).toEqual([
    ['first', 1, null],
    ['xxxxx', 2, 'too-long'],
    ['last', 3, null],
  ]);
});
