/** Takes rows of delimited text as bytes, without the parser. */
export interface RowScanner {
  /** one byte, which is neither a quote nor of a line end */
  readonly delimiter: number;
  /**
   * Takes as many rows as it can from a place on, and says where the next one begins; −1 if it leaves the first. The bytes are UTF-8; there
   * are SPARE more, in which it may write.
   * @param line how many lines stand before it
   */
  readonly scan: (bytes: Buffer, from: number, line: number) => number;
  /** Whether it would take a row, as long as there is room for its texts. */
  readonly fits: (bytes: Buffer, from: number, line: number) => boolean;
  /** how many rows the last call took, and how many lines these are */
  readonly rows: () => number;
  readonly lines: () => number;
}

/** A delimiter as a byte; null for one with which rows cannot be scanned. */
export function delimiterByte(delimiter: string): number | null {
  const byte = delimiter.charCodeAt(0);
  const isPlain = delimiter.length === 1 && byte < 0x7f && (byte > SPACE || delimiter === '\t');
  return isPlain && byte !== QUOTE && byte !== BACKSLASH ? byte : null;
}

/** How many bytes there are behind those that are scanned. */
export const SPARE = 64 * 1024;

const NEWLINE = 0x0a;
const SPACE = 0x20;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** How many lines end in the bytes [from, to). */
export function linesIn(bytes: Buffer, from: number, to: number): number {
  let count = 0;
  for (let at = bytes.indexOf(NEWLINE, from); at >= 0 && at < to; at = bytes.indexOf(NEWLINE, at + 1))
    count++;
  return count;
}
