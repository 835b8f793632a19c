import type { Cell, Column } from './columns.js';

/**
 * A table as CSV (RFC 4180, lines end in LF): a header, then a line for each row. Nothing is an empty cell, an empty text is `""`.
 */
export function* writeCsv<Row>(columns: readonly Column<Row>[], rows: Iterable<Row>): Generator<string> {
  yield csvHeader(columns);
  for (const row of rows) yield csvLine(columns, row);
}

export function csvHeader<Row>(columns: readonly Column<Row>[]): string {
  return `${columns.map(({ name }) => name).join(',')}\n`;
}

export function csvLine<Row>(columns: readonly Column<Row>[], row: Row): string {
  return `${csvCells(columns, row)}\n`;
}

/** The cells of a row without its line end. */
export function csvCells<Row>(columns: readonly Column<Row>[], row: Row): string {
  return columns.map(({ of }) => textOf(of(row))).join(',');
}

function textOf(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell !== 'string') return String(cell);
  return cell === '' || /[",\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
