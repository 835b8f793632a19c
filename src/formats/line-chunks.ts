import { inOwnMemory } from './own-bytes.js';
import { type LineReader, LONGEST_LINE } from './read-lines.js';

const NEWLINE = 0x0a;

/** Cuts bytes, as they come, into chunks of whole lines, of some size at least but for the last. */
export function createLineChunks(size: number, take: (chunk: Uint8Array<ArrayBuffer>) => void): LineReader {
  let pieces: Buffer[] = [];
  let length = 0;
  /** of the line that has not ended yet */
  let open = 0;

  function keep(bytes: Buffer): void {
    pieces.push(Buffer.from(bytes));
    length += bytes.length;
  }

  function handOn(): void {
    if (length === 0) return;
    const chunk = inOwnMemory(pieces);
    pieces = [];
    length = 0;
    take(chunk);
  }

  return {
    push(bytes) {
      const end = bytes.lastIndexOf(NEWLINE) + 1;
      if (end === 0) {
        // What lies beyond the longest line need not be kept: the line will be refused.
        if (open <= LONGEST_LINE) keep(bytes);
        open += bytes.length;
        return;
      }
      keep(bytes.subarray(0, end));
      if (length >= size) handOn();
      open = bytes.length - end;
      if (open > 0) keep(bytes.subarray(end));
    },
    end: handOn,
  };
}
