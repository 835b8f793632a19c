import type { TakeRow } from './read-csv.js';
import type { RowScanner } from './row-scanner.js';

const NEWLINE = 0x0a;
const RETURN = 0x0d;
const QUOTE = 0x22;
const NOT_ASCII = 0x80;

/** So many rows are taken in one call. */
const AT_ONCE = 64;

/** Takes rows of the usual shape, of any cells: those in quotes are so as a whole, and outside of quotes CR stands only before LF. */
export function createCellScanner(delimiter: number, take: TakeRow): RowScanner {
  /** of the row that was scanned last: where each cell begins and ends, and where the row does */
  const starts: number[] = [];
  const ends: number[] = [];
  let rowEnd = 0;
  let lineCount = 0;
  let isAscii = true;
  let hasQuotes = false;
  let rows = 0;
  let lines = 0;

  /** Says where the next row begins; −1 if this one has another shape, or does not end. */
  function scanRow(bytes: Buffer, from: number): number {
    starts.length = 0;
    ends.length = 0;
    lineCount = 1;
    isAscii = true;
    hasQuotes = false;
    for (let at = from; ; at++) {
      const isQuoted = bytes[at] === QUOTE;
      const start = isQuoted ? at + 1 : at;
      const end = isQuoted ? endOfQuoted(bytes, start) : endOfPlain(bytes, start);
      if (end < 0) return -1;
      starts.push(start);
      ends.push(end);
      at = isQuoted ? end + 1 : end;
      if (bytes[at] === delimiter) continue;
      rowEnd = at;
      if (bytes[at] === RETURN) at++;
      // A line without anything is no row.
      return bytes[at] === NEWLINE && rowEnd > from ? at + 1 : -1;
    }
  }

  /** The place of the quote that closes a cell, −1 if there is none. */
  function endOfQuoted(bytes: Buffer, from: number): number {
    for (let at = from; at < bytes.length; at++) {
      const byte = bytes[at]!;
      if (byte === QUOTE) {
        if (bytes[at + 1] !== QUOTE) return at;
        hasQuotes = true;
        at++;
      } else if (byte === NEWLINE) lineCount++;
      else if (byte >= NOT_ASCII) isAscii = false;
    }
    return -1;
  }

  function endOfPlain(bytes: Buffer, from: number): number {
    for (let at = from; at < bytes.length; at++) {
      const byte = bytes[at]!;
      if (byte === delimiter || byte === NEWLINE) return at;
      if (byte === RETURN) return bytes[at + 1] === NEWLINE ? at : -1;
      if (byte === QUOTE) return -1;
      if (byte >= NOT_ASCII) isAscii = false;
    }
    return -1;
  }

  function takeRow(bytes: Buffer, from: number, line: number): void {
    const text = bytes.toString(isAscii ? 'latin1' : 'utf8', from, rowEnd);
    const cells = starts.map((start, i) => {
      const end = ends[i]!;
      const cell = isAscii ? text.slice(start - from, end - from) : bytes.toString('utf8', start, end);
      return hasQuotes ? cell.replaceAll('""', '"') : cell;
    });
    take({ cells, line, text }, null);
  }

  return {
    delimiter,
    rows: () => rows,
    lines: () => lines,
    fits: (bytes, from) => scanRow(bytes, from) > 0,
    scan(bytes, from, line) {
      rows = 0;
      lines = 0;
      let next = from;
      while (rows < AT_ONCE && next < bytes.length) {
        const begin = next;
        const end = scanRow(bytes, begin);
        if (end < 0) break;
        const first = line + lines + 1;
        rows++;
        lines += lineCount;
        next = end;
        takeRow(bytes, begin, first);
      }
      return rows === 0 ? -1 : next;
    },
  };
}
