import { isUtf8 } from 'node:buffer';
import { endOfRow, IRREGULAR } from './csv-row-end.js';
import { type CsvReader, createCsvReader, type TakeRow } from './read-csv.js';
import { linesIn, type RowScanner, SPARE } from './row-scanner.js';

/** A row that has not ended after so many bytes is for the parser, and so is all behind it. */
const LONGEST_HELD = 1024 * 1024;
/** So many runs of other rows are parsed, each by a parser of its own, and one for so many rows that are scanned. */
const FEW_RUNS = 256;
const ROWS_A_RUN = 64;
/** So many other rows are parsed, and then no more than are scanned. */
const FEW_ROWS = 4096;
/** The first runs are of a row each: with the first record it may be decided in what unit times are. */
const SHORT_RUNS = 16;
/** A row that has not ended after so many bytes is looked at again when half as many more have come. */
const LONG_ROW = 4096;

const NEWLINE = 0x0a;
const BOM = Buffer.of(0xef, 0xbb, 0xbf);

/**
 * The same as `createCsvReader`, which stands for what rows there are: those of the usual shape go to the scanner, the rest to the parser. Once
 * it is not certain where a row ends, bytes are no UTF-8, or most rows are others, all go to the parser. It throws what the scanner or `take`
 * throws. Of a quote that never closes it may tell a later line, closer to it.
 */
export function createScannedCsvReader(delimiter: string, take: TakeRow, scanner: RowScanner): CsvReader {
  let parser: CsvReader | null = null;
  let broken: unknown = null;
  /** what has come of a row that has not ended, and what has come since that was looked at */
  let held = Buffer.alloc(0);
  let since: Buffer[] = [];
  let sinceLength = 0;
  let line = 0;
  let lastLine = 0;
  let rows = 0;
  let runs = 0;
  let otherRows = 0;
  let isCertain = true;

  function push(chunk: Buffer): void {
    if (broken !== null) return;
    if (parser !== null) {
      parser.push(chunk);
      return;
    }
    since.push(Buffer.from(chunk));
    sinceLength += chunk.length;
    if (held.length > LONG_ROW && sinceLength * 2 < held.length) return;
    const length = held.length + sinceLength;
    const bytes = Buffer.concat([held, ...since], length + SPARE).subarray(0, length);
    forgetSince();
    const isSound = isUtf8(bytes.subarray(0, bytes.lastIndexOf(NEWLINE) + 1));
    const at = isSound ? takeRows(bytes) : 0;
    if (broken !== null) return;
    held = Buffer.from(bytes.subarray(at));
    if (!isSound || !isCertain || held.length > LONGEST_HELD || isMostlyOther()) parseRest();
  }

  function forgetSince(): void {
    since = [];
    sinceLength = 0;
  }

  function isMostlyOther(): boolean {
    return (runs > FEW_RUNS && runs * ROWS_A_RUN > rows) || (otherRows > FEW_ROWS && otherRows > rows);
  }

  /** Takes rows until one does not end, or does not for certain; says where that one begins. */
  function takeRows(bytes: Buffer): number {
    let at = 0;
    /** where rows for the parser begin, and how many lines these are */
    let others = -1;
    let otherLines = 0;
    while (at < bytes.length && broken === null && !isMostlyOther()) {
      // What begins with a mark of byte order is for the parser, which knows that it is none of the row.
      const hasBom = at === 0 && line === 0 && bytes.subarray(0, BOM.length).equals(BOM);
      if (!hasBom && (others < 0 || scanner.fits(bytes, at, line + otherLines))) {
        parseOthers();
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
      if (runs < SHORT_RUNS) parseOthers();
    }
    parseOthers();
    return at;

    function parseOthers(): void {
      if (others >= 0) parse(bytes.subarray(others, at), otherLines);
      others = -1;
      otherLines = 0;
    }
  }

  /** Has whole rows parsed, of so many lines. */
  function parse(bytes: Buffer, lines: number): void {
    runs++;
    const takeOther: TakeRow = (row, problem) => {
      otherRows++;
      take(row, problem);
    };
    const reader = createCsvReader(delimiter, takeOther, line);
    reader.push(bytes);
    reader.end();
    broken ??= reader.broken();
    if (reader.lastLine() > line) lastLine = reader.lastLine();
    line += lines;
  }

  function parseRest(): void {
    parser = createCsvReader(delimiter, take, line);
    for (const bytes of [held, ...since]) parser.push(bytes);
    held = Buffer.alloc(0);
    forgetSince();
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
