/** A line of a cache, in bytes. */
const LINE = 64;

/**
 * Where large blocks of memory begin in a line, in most of the C libraries that Node runs on: behind what the library
 * notes of them. Elsewhere records lie across two lines each, which is slower and nothing else.
 */
const LEAD = 16;

/** So many 64-bit numbers that begin where a line does: a record of 64 bytes is then in one line of memory. */
export function createLines(count: number): Float64Array<ArrayBuffer> {
  return new Float64Array(new ArrayBuffer(count * 8 + LINE), LINE - LEAD, count);
}

/** Makes a longer block that begins with the numbers of another, which must not be used any more. */
export type GrowLines = (lines: Float64Array<ArrayBuffer>, count: number) => Float64Array<ArrayBuffer>;

export const copyLines: GrowLines = (lines, count) => {
  const grown = createLines(count);
  grown.set(lines);
  return grown;
};

/** The same memory as 32-bit words. */
export function wordsOf(lines: Float64Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  return new Int32Array(lines.buffer, lines.byteOffset, lines.length * 2);
}
