import { CsvError, type Options, parse } from 'csv-parse/sync';

/** A row of a table: its cells, and the line that it begins in, from 1. */
export interface CsvRow {
  readonly cells: readonly string[];
  readonly line: number;
}

/** The rows of delimited text (RFC 4180), and where it broke: in a quote that never closes, say. */
export function readCsvRows(
  text: string,
  delimiter: string,
): { readonly rows: CsvRow[]; readonly broken: { readonly line: number; readonly message: string } | null } {
  const rows: CsvRow[] = [];
  let before = 0;
  let broken: { line: number; message: string } | null = null;
  const options: Options = {
    delimiter,
    record_delimiter: ['\r\n', '\n'],
    relax_column_count: true,
    skip_empty_lines: true,
    raw: true,
    on_record(row: unknown, { lines }: { readonly lines: number }) {
      const { record, raw } = row as { readonly record: string[]; readonly raw: string };
      const height = raw.replace(/^[\r\n]+|[\r\n]+$/g, '').split('\n').length;
      rows.push({ cells: record, line: lines - height + 1 });
      before = lines;
      return null;
    },
  } as Options;
  try {
    parse(text, options);
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    broken = { line: before + 1, message: `is no CSV from here on: ${error.message}` };
  }
  return { rows, broken };
}
