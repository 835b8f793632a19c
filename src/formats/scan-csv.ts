import { isUtf8 } from 'node:buffer';
import { endOfRow, IRREGULAR } from './csv-row-end.js';
import { type CsvReader, createCsvReader, type TakeRow } from './read-csv.js';
import { BEHIND, linesIn, type RowScanner } from './row-scanner.js';

/** A row that has not ended after so many bytes is for the parser, and so is all behind it. */
const LONGEST_HELD = 1024 * 1024;
/** So many runs of other rows are parsed, each by a parser of its own, and one for so many rows that are scanned. */
const FEW_RUNS = 256;
const ROWS_A_RUN = 16;

const NEWLINE = 0x0a;
const BOM = Buffer.of(0xef, 0xbb, 0xbf);

/**
 * The same as `createCsvReader`, which stands for what rows there are: those of the usual shape go to the scanner, the rest to the parser. Once
 * it is not certain where a row ends, bytes are no UTF-8, or most rows are others, all go to the parser.
 */
export function createScannedCsvReader(delimiter: string, take: TakeRow, scanner: RowScanner): CsvReader {
  let parser: CsvReader | null = null;
  let broken: unknown = null;
  let held = Buffer.alloc(0);
  let line = 0;
  let lastLine = 0;
  let rows = 0;
  let runs = 0;
  let isCertain = true;

  function push(chunk: Buffer): void {
    if (broken !== null) return;
    if (parser !== null) {
      parser.push(chunk);
      return;
    }
    const bytes = withSlack(held, chunk);
    const isSound = isUtf8(bytes.subarray(0, bytes.lastIndexOf(NEWLINE) + 1));
    const at = isSound ? takeRows(bytes) : 0;
    if (broken !== null) return;
    held = Buffer.from(bytes.subarray(at));
    const isMostlyOther = runs > FEW_RUNS && runs * ROWS_A_RUN > rows;
    if (!isSound || !isCertain || held.length > LONGEST_HELD || isMostlyOther) parseRest();
  }

  /** Takes rows until one does not end, or does not for certain; says where that one begins. */
  function takeRows(bytes: Buffer): number {
    let at = 0;
    /** where rows for the parser begin, and how many lines these are */
    let others = -1;
    let otherLines = 0;
    while (at < bytes.length && broken === null) {
      // What begins with a mark of byte order is for the parser, which knows that it is none of the row.
      const hasBom = at === 0 && line === 0 && bytes.subarray(0, BOM.length).equals(BOM);
      if (!hasBom && (others < 0 || scanner.fits(bytes, at, line + otherLines))) {
        if (others >= 0) parse(bytes.subarray(others, at), otherLines);
        others = -1;
        otherLines = 0;
        const next = broken === null ? scanner.scan(bytes, at, line) : -1;
        if (next > 0) {
          line += scanner.lines();
          rows += scanner.rows();
          lastLine = line;
          at = next;
          continue;
        }
      }
      const end = endOfRow(bytes, hasBom ? BOM.length : at, scanner.delimiter);
      isCertain = end !== IRREGULAR;
      if (end < 0) break;
      if (others < 0) others = at;
      otherLines += linesIn(bytes, at, end);
      at = end;
    }
    if (others >= 0) parse(bytes.subarray(others, at), otherLines);
    return at;
  }

  /** Has whole rows parsed, of so many lines. */
  function parse(bytes: Buffer, lines: number): void {
    runs++;
    const reader = createCsvReader(delimiter, take, line);
    reader.push(bytes);
    reader.end();
    broken ??= reader.broken();
    if (reader.lastLine() > line) lastLine = reader.lastLine();
    line += lines;
  }

  function parseRest(): void {
    parser = createCsvReader(delimiter, take, line);
    parser.push(held);
    held = Buffer.alloc(0);
  }

  return {
    push,
    end(isBroken) {
      if (broken !== null) return;
      if (parser === null) parseRest();
      parser!.end(isBroken);
    },
    broken: () => broken ?? parser?.broken() ?? null,
    lastLine: () => Math.max(lastLine, parser !== null && parser.lastLine() > line ? parser.lastLine() : 0),
  };
}

function withSlack(held: Buffer, chunk: Buffer): Buffer {
  const length = held.length + chunk.length;
  const bytes = Buffer.alloc(length + BEHIND);
  bytes.set(held, 0);
  bytes.set(chunk, held.length);
  return bytes.subarray(0, length);
}
