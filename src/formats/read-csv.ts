import { type Options, Parser } from 'csv-parse';
import { CsvError, parse } from 'csv-parse/sync';
import { type LineProblem, type LineReader, LONGEST_LINE } from './read-lines.js';

/** A row of a table: its cells, the line that it begins in, from 1, and its text. */
export interface CsvRow {
  readonly cells: readonly string[];
  readonly line: number;
  readonly text: string;
}

/** Takes a row and what is wrong with its bytes, if anything. */
export type TakeRow = (row: CsvRow, problem: LineProblem | null) => void;

/** Reads delimited text, as bytes of UTF-8, row by row. What takes the rows may throw: then nothing more is read. */
export interface CsvReader extends LineReader {
  /** where the text broke; then nothing more is read */
  readonly broken: () => unknown;
  /** the line that the last row ended in */
  readonly lastLine: () => number;
}

/**
 * Reads delimited text (RFC 4180 and what is about): cells may be quoted, and then hold line ends; lines end in LF or CRLF; blank lines
 * are passed over. A quote that never closes breaks it.
 * @param linesBefore how many lines came before the first row that it gets
 */
export function createCsvReader(delimiter: string, take: TakeRow, linesBefore = 0): CsvReader {
  let broken: unknown = null;
  /** what `take` threw, until it is thrown on: not through the parser */
  const thrown: unknown[] = [];
  let isDamaged = false;
  let isCut = false;
  let before = linesBefore;
  const utf8 = new TextDecoder('utf-8', { fatal: true });

  const parser = createParser(
    {
      delimiter,
      bom: linesBefore === 0,
      max_record_size: LONGEST_LINE,
      on_skip(error) {
        broken ??= new Error(reasonOf(error, before + 1));
        return undefined;
      },
    },
    (row) => {
      if (isOver()) return;
      const read = rowOf(row, before);
      before = lastLineOf(read);
      try {
        take(read, isCut && !isEnded(row) ? 'cut-off' : damageIn(read));
      } catch (error) {
        thrown.push(error);
      }
    },
  );
  parser.on('error', (error) => {
    broken ??= error;
  });

  function isOver(): boolean {
    return broken !== null || thrown.length > 0;
  }

  function throwOn(): void {
    if (thrown.length > 0) throw thrown[0];
  }

  function damageIn({ text }: CsvRow): LineProblem | null {
    return isDamaged && text.includes('\ufffd') ? 'not-utf-8' : null;
  }

  function inspect(chunk: Buffer | undefined): void {
    if (isDamaged) return;
    try {
      utf8.decode(chunk, { stream: chunk !== undefined });
    } catch {
      isDamaged = true;
    }
  }

  return {
    push(chunk) {
      if (isOver()) return;
      inspect(chunk);
      // The parser holds on to the rest of what it is given.
      parser.write(Buffer.from(chunk));
      throwOn();
    },
    end(isBroken = false) {
      if (isOver()) return;
      inspect(undefined);
      // The cells of a row that is cut off look whole.
      isCut = isBroken;
      parser.end();
      throwOn();
    },
    broken: () => broken,
    lastLine: () => before,
  };
}

/** Reads text that is all there; a quote that does not close ends it. */
export function parseCsv(text: string, delimiter: string): CsvRow[] {
  const rows: CsvRow[] = [];
  const parser = createParser({ delimiter }, (row) => rows.push(rowOf(row, lastLineIn(rows))));
  parser.end(text);
  return rows;
}

/** Reads text that is all there and has to be RFC 4180; says where it is not: at a quote that never closes, say. */
export function parseStrictCsv(
  text: string,
  delimiter: string,
): { readonly rows: CsvRow[]; readonly broken: { readonly line: number; readonly message: string } | null } {
  const rows: CsvRow[] = [];
  const { record_delimiter, relax_column_count, skip_empty_lines } = DIALECT;
  try {
    parse(text, {
      ...{ record_delimiter, relax_column_count, skip_empty_lines, delimiter, raw: true },
      on_record(row: unknown) {
        rows.push(rowOf(row as RawRow, lastLineIn(rows)));
        return null;
      },
    } as Options);
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return {
      rows,
      broken: { line: lastLineIn(rows) + 1, message: `is no CSV from here on: ${error.message}` },
    };
  }
  return { rows, broken: null };
}

/** A row as the parser gives it: its cells, and its text with the line end. */
interface RawRow {
  readonly record: string[];
  readonly raw: string;
}

/** Gives rows to `take` as they are written; what `on_skip` hears of is left out. */
function createParser(options: Options, take: (row: RawRow) => void): Parser {
  const parser = new Parser({ ...DIALECT, ...options, raw: true });
  // Handed on like this, and not by `on_record`, no account of the parser's state is made for each row.
  parser.push = (row: RawRow | null) => {
    if (row !== null) take(row);
    // The first row is as long as it likes. So each is the first: of others the parser makes errors, which take longer than all of its work.
    (parser.info as { records: number }).records = 0;
    return true;
  };
  return parser;
}

const DIALECT: Options = {
  bom: true,
  record_delimiter: ['\r\n', '\n'],
  relax_column_count: true,
  relax_quotes: true,
  skip_empty_lines: true,
  skip_records_with_error: true,
};

/**
 * A row as the parser gives it, after the line `before`. Of every line end outside of quotes its text has the first character; blank lines
 * stand before it. (The parser's own count of lines takes CR and LF within quotes for two.)
 */
function rowOf(row: RawRow, before: number): CsvRow {
  const { record, raw } = row;
  const end = isEnded(row) ? raw.length - 1 : raw.length;
  let blank = 0;
  while (blank < end && isLineEnd(raw.charCodeAt(blank))) blank++;
  blank -= returnsOf(record[0] ?? '', raw, blank);
  return { cells: record, line: before + blank + 1, text: raw.slice(blank, end) };
}

/** How many of the characters before `from` are no blank lines, but those that the first cell begins with: CR, as long as no LF follows. */
function returnsOf(cell: string, raw: string, from: number): number {
  const count = /^\r*/.exec(cell)![0].length;
  const begin = from - count;
  // Behind a cell in quotes, which blank lines may look like, stands a quote.
  return begin >= 0 && raw.startsWith(cell, begin) && raw[begin + cell.length] !== '"' ? count : 0;
}

/** Whether a row's line end is there, too. */
function isEnded({ raw }: RawRow): boolean {
  return isLineEnd(raw.charCodeAt(raw.length - 1));
}

function isLineEnd(code: number): boolean {
  return code === 0x0a || code === 0x0d;
}

function lastLineOf({ line, text }: CsvRow): number {
  return line + (text.includes('\n') ? text.split('\n').length - 1 : 0);
}

function lastLineIn(rows: readonly CsvRow[]): number {
  return rows.length === 0 ? 0 : lastLineOf(rows.at(-1)!);
}

function reasonOf(error: CsvError | undefined, line: number): string {
  if (error?.code === 'CSV_QUOTE_NOT_CLOSED') return `a quote in or after line ${line} never closes`;
  if (error?.code === 'CSV_MAX_RECORD_SIZE') {
    return `the row that begins in line ${line} is longer than ${LONGEST_LINE / 1024 / 1024} MiB; perhaps a quote never closes`;
  }
  return String(error?.message ?? 'it is no delimited text');
}
