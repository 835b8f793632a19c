import { isUtf8 } from 'node:buffer';

/** A line longer than this is no record: it must not be kept in memory in the hope of its end. */
export const LONGEST_LINE = 16 * 1024 * 1024;

/** What is wrong with a line before anyone looks at what it says. */
export type LineProblem = 'not-utf-8' | 'too-long' | 'cut-off';

/** Takes a line as the bytes [from, to) without the line end, its number from 1, and whether it is too long to keep. */
export type TakeBytes = (bytes: Buffer, from: number, to: number, line: number, isTooLong: boolean) => void;

/** Takes whole lines without being told where they end. */
export interface LineScanner {
  /** Takes as many lines as it can from a place on, and says where the next one begins; −1 if it leaves the first. */
  scan(bytes: Buffer, from: number): number;
  /** how many lines the last call took */
  taken: number;
}

/** Takes a line: its text without the line end, its number from 1, and what is wrong with its bytes, if anything. */
export type TakeLine = (text: string, line: number, problem: LineProblem | null) => void;

/** Splits bytes, as they come, into lines. */
export interface LineReader {
  push(chunk: Buffer): void;
  /** Ends the input: what is left is the last line, perhaps not all of it where the input broke. */
  end(isBroken?: boolean): void;
  /** why it cannot read on; null or absent: it can */
  readonly broken?: () => unknown;
}

/** Says, too, the number of the last line that was handed on. */
export interface NumberedLineReader extends LineReader {
  readonly lastLine: () => number;
}

const NEWLINE = 0x0a;
const RETURN = 0x0d;
/** How much of a line that is too long is shown. */
const SHOWN = 200;

/**
 * Reads UTF-8 lines that end in LF or CRLF, the last perhaps in nothing; a BOM at the beginning is skipped.
 * @param before how many lines came before the first that it gets
 */
export function createLineReader(take: TakeLine, before = 0): NumberedLineReader {
  const takeBytes: TakeBytes = (bytes, from, to, line, isTooLong) => {
    takeText(bytes, from, to, line, isTooLong, take);
  };
  return createByteLineReader(takeBytes, null, before);
}

/** Reads one line of bytes as text. */
export function takeText(
  bytes: Buffer,
  from: number,
  to: number,
  line: number,
  isTooLong: boolean,
  take: TakeLine,
): void {
  const text = bytes.toString('utf8', from, isTooLong ? Math.min(to, from + SHOWN) : to);
  const isBroken = text.includes('\ufffd') && !isUtf8(bytes.subarray(from, to));
  take(text, line, isTooLong ? 'too-long' : isBroken ? 'not-utf-8' : null);
}

/**
 * The same lines as bytes. A range is good only for the length of the call. Whoever can read a line without knowing
 * where it ends gives a scanner.
 */
export function createByteLineReader(
  take: TakeBytes,
  scanner: LineScanner | null = null,
  before = 0,
): NumberedLineReader {
  let held: Buffer[] = [];
  let heldLength = 0;
  let line = before;

  function push(chunk: Buffer): void {
    let start = 0;
    while (start < chunk.length) {
      const next = scanner !== null && heldLength === 0 ? scanner.scan(chunk, start) : -1;
      if (next > 0) {
        line += scanner!.taken;
        start = next;
        continue;
      }
      const end = chunk.indexOf(NEWLINE, start);
      if (end < 0) break;
      takeRest(chunk, start, end);
      start = end + 1;
    }
    if (start === chunk.length) return;
    // What lies beyond the longest line need not be kept: the line will be refused.
    if (heldLength <= LONGEST_LINE) held.push(Buffer.from(chunk.subarray(start)));
    heldLength += chunk.length - start;
  }

  function end(): void {
    if (heldLength > 0) takeRest(Buffer.alloc(0), 0, 0);
  }

  function takeRest(chunk: Buffer, start: number, end: number): void {
    line++;
    if (heldLength === 0) {
      takeWhole(chunk, start, end, end - start);
      return;
    }
    const length = heldLength + end - start;
    const bytes = Buffer.concat([...held, chunk.subarray(start, end)]);
    held = [];
    heldLength = 0;
    takeWhole(bytes, 0, bytes.length, length);
  }

  function takeWhole(bytes: Buffer, from: number, to: number, length: number): void {
    const start = line === 1 && hasBom(bytes, from) ? from + 3 : from;
    const end = to > start && bytes[to - 1] === RETURN ? to - 1 : to;
    take(bytes, start, end, line, length > LONGEST_LINE);
  }

  return { push, end, lastLine: () => line };
}

function hasBom(bytes: Buffer, from: number): boolean {
  return bytes[from] === 0xef && bytes[from + 1] === 0xbb && bytes[from + 2] === 0xbf;
}
