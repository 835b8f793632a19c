import { createCellScanner } from '../formats/cell-scanner.js';
import { type CsvRow, createCsvReader, parseCsv, type TakeRow } from '../formats/read-csv.js';
import type { LineProblem } from '../formats/read-lines.js';
import { delimiterByte } from '../formats/row-scanner.js';
import { createScannedCsvReader } from '../formats/scan-csv.js';
import { sources } from '../sources/all-sources.js';
import { type Detection, detectSource, LOOKED_AT } from '../sources/detect.js';
import type { Source } from '../sources/source.js';
import { readInput } from './input.js';
import type { InputHead } from './input-head.js';
import type { ReadRecords } from './read-plan.js';
import { rowRecords } from './row-records.js';
import { isTableAsked, type TableOptions } from './table-options.js';

/** Delimited text with a row for each record. */
export interface Table {
  readonly delimiter: string;
  readonly columns: readonly string[];
  /** the line of the header; 0 for none */
  readonly headerLine: number;
  /** whether there is nothing but a header, in which the rows may be: lines that end in CR alone are one line */
  readonly hasRowsInHeader: boolean;
  /** what was recognised in its first rows; null where that is given */
  readonly detection: Detection | null;
  /** null: nobody recognises its rows */
  readonly source: Source | null;
}

const DELIMITERS: readonly string[] = ['\t', ',', ';', '|'];

/** A header stands in one of the first rows; what is above it is a title or a remark. */
const PREAMBLE = 30;

/**
 * Finds the table in the beginning of an input: of the delimiters, and of the first rows as a header, those with which a source
 * recognises the rows below. Null where nothing looks like a table.
 */
export function findTable(head: InputHead, given: Source | null, options: TableOptions): Table | null {
  const text = textOfHead(head);
  let likely: Table | null = null;
  for (const [delimiter, rows] of cutsOf(text, options)) {
    for (const [header, below] of candidates(rows, options)) {
      const columns = options.columns ?? namesOf(header, rows);
      const hasRowsInHeader = below.length === 0 && holdsReturn(header?.text ?? '');
      const table = { delimiter, columns, headerLine: header?.line ?? 0, hasRowsInHeader };
      const recordOf = rowRecords(columns, asksForPlaces(given));
      const records = below.slice(0, LOOKED_AT).map(({ cells }) => recordOf(cells));
      if (records.length === 0) records.push(recordOf([]));
      const detection = given === null ? detectSource(records, sources) : null;
      const source = detection === null ? (isOf(given!, records) ? given : null) : detection.source;
      if (source !== null) return { ...table, detection: below.length === 0 ? null : detection, source };
      const isRegular = columns.length > 1 && isMostlyWide(below, columns.length);
      if (likely === null && (isRegular || isTableAsked(options))) likely = { ...table, detection, source };
    }
  }
  return likely;
}

/**
 * The rows that delimiters cut a text into. Where columns are given, those come first that cut most rows into as many; where only the
 * header is, those that cut most rows at all: one that is not cut may look like a record whose first cell is all of it.
 */
function* cutsOf(text: string, options: TableOptions): Generator<readonly [string, readonly CsvRow[]]> {
  const { columns } = options;
  const delimiters = delimitersFor(text, options);
  if (delimiters.length === 1 || !isTableAsked(options)) {
    for (const delimiter of delimiters) yield [delimiter, filledRows(text, delimiter)];
    return;
  }
  const isFitting = ({ cells }: CsvRow) =>
    columns === null ? cells.length > 1 : cells.length === columns.length;
  const cuts = delimiters.map((delimiter) => {
    const rows = filledRows(text, delimiter);
    const fitting = rows.filter(isFitting).length;
    return { delimiter, rows, fitting, cells: rows.reduce((sum, { cells }) => sum + cells.length, 0) };
  });
  cuts.sort((a, b) => b.fitting - a.fitting || b.cells - a.cells);
  for (const { delimiter, rows } of cuts) yield [delimiter, rows];
}

function filledRows(text: string, delimiter: string): CsvRow[] {
  return parseCsv(text, delimiter).filter(({ cells }) => cells.some((cell) => cell !== ''));
}

/** Reads the rows of a table as records. */
export function readTable(table: Table, given: Source | null): ReadRecords {
  const { delimiter, columns, headerLine } = table;
  const recordOf = rowRecords(columns, asksForPlaces(given));
  return (input, take, onBytes, scan) => {
    const takeRow: TakeRow = ({ cells, line, text }, problem) => {
      if (line <= headerLine || cells.every((cell) => cell === '')) return;
      const wrong =
        problem !== null
          ? { expected: expectedOf(problem), reason: problem }
          : isRagged(cells, columns.length)
            ? { expected: `${columns.length} cells, not ${cells.length}`, reason: 'ragged-row' as const }
            : null;
      const record = wrong === null ? recordOf(cells) : null;
      take(record, line, () => text, wrong);
    };
    const byte = delimiterByte(delimiter);
    const lines =
      byte === null
        ? createCsvReader(delimiter, takeRow)
        : createScannedCsvReader(
            delimiter,
            takeRow,
            scan?.(columns, delimiter, headerLine) ?? createCellScanner(byte, takeRow),
          );
    return readInput(input, { lines, onBytes, lastLine: lines.lastLine });
  };
}

/** What is expected of a row with whose text something is wrong. */
export function expectedOf(problem: LineProblem): string {
  return problem === 'cut-off' ? 'a whole row' : 'a row of UTF-8 or UTF-16 text';
}

export function textOfHead({ bytes, isWhole }: InputHead): string {
  const end = isWhole ? bytes.length : bytes.lastIndexOf('\n') + 1;
  return bytes.toString('utf8', 0, end).replace(/^\ufeff/, '');
}

/** Spreadsheets may say the delimiter in the first line: `sep=;`. */
export function delimitersFor(text: string, { delimiter }: TableOptions): readonly string[] {
  if (delimiter !== null) return [delimiter];
  const said = /^sep=(.)\r?\n/.exec(text)?.[1];
  return said === undefined ? DELIMITERS : [said];
}

/** Rows that may be the header, and the rows below them. */
function* candidates(
  rows: readonly CsvRow[],
  { header, columns }: TableOptions,
): Generator<[CsvRow | null, readonly CsvRow[]]> {
  if (typeof header === 'number') {
    const place = rows.findIndex(({ line }) => line >= header);
    if (place >= 0) yield [rows[place]!, rows.slice(place + 1)];
  } else if (header === 'none' || columns !== null) yield [null, rows];
  else {
    for (const [i, row] of rows.slice(0, PREAMBLE).entries()) {
      const named = row.cells.filter((cell) => cell.trim() !== '');
      if (named.length > 1) yield [row, rows.slice(i + 1)];
    }
  }
}

/** Whether CR stands in a row, outside of quotes, and something behind it. */
function holdsReturn(text: string): boolean {
  return /\r\s*\S/.test(text.replace(/"(?:[^"]|"")*"/g, '""'));
}

/** Without a header, columns are called by their place. */
function namesOf(header: CsvRow | null, rows: readonly CsvRow[]): string[] {
  if (header !== null) return header.cells.map((cell) => cell.trim());
  const width = rows.reduce((widest, { cells }) => Math.max(widest, cells.length), 1);
  return Array.from({ length: width }, (_, i) => String(i + 1));
}

/** Only a mapping that is asked for may call columns by their place. */
function asksForPlaces(given: Source | null): boolean {
  return given?.mapping !== undefined;
}

function isOf(source: Source, records: readonly unknown[]): boolean {
  return records.some((record) => source.recognise(record) !== 'no');
}

function isMostlyWide(rows: readonly CsvRow[], width: number): boolean {
  const wide = rows.filter(({ cells }) => cells.length === width).length;
  return wide * 2 > rows.length || rows.length === 0;
}

/** Cells beyond the last column may be empty: spreadsheets leave them. */
function isRagged(cells: readonly string[], width: number): boolean {
  return cells.length < width || cells.slice(width).some((cell) => cell !== '');
}
