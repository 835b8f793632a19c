import type { DateOrder } from './report-time.js';

/** A row of a table without names of columns: its cells, the line that it begins in, from 1, and its text. */
export interface SheetRow {
  readonly cells: readonly string[];
  readonly line: number;
  readonly text: string;
}

/** All rows of a file: a report that only says something as a whole, with blocks, titles and dates in the fashion of some country. */
export type Sheet = readonly SheetRow[];

/** A row that says something, as a payload of its source. */
export interface SheetRecord {
  readonly row: SheetRow;
  readonly record: object;
  /** what is wrong with the row itself; then the record says nothing */
  readonly problem: { readonly expected: string; readonly reason: 'ragged-row' } | null;
}

/**
 * What a sheet holds, with what was found out about it (`note`); or why it cannot be used although it is of the kind that was looked for.
 */
export type SheetRead =
  | { readonly records: readonly SheetRecord[]; readonly note: string | null }
  | { readonly refusal: string };

export interface SheetOptions {
  /** how dates are written; null: the sheet tells */
  readonly dateOrder: DateOrder | null;
}

/** Reads a sheet; null if it is of another kind. Never throws. */
export type ReadSheet = (sheet: Sheet, options: SheetOptions) => SheetRead | null;

/** The columns that a row names, by name in small letters: 0 for the first. */
export function columnsOf({ cells }: SheetRow): ReadonlyMap<string, number> {
  const columns = new Map<string, number>();
  cells.forEach((cell, i) => {
    const name = plainText(cell).toLowerCase();
    if (name !== '' && !columns.has(name)) columns.set(name, i);
  });
  return columns;
}

/** A cell without the marks and odd spaces that localised exports put around. */
export function plainText(cell: string): string {
  return cell
    .replace(/[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g, '')
    .replace(/[\u00a0\u2007\u202f]/g, ' ')
    .trim();
}

/** Whether a row has nothing to say. */
export function isBlankRow({ cells }: SheetRow): boolean {
  return cells.every((cell) => plainText(cell) === '');
}

/** A row with too few cells for what is needed of it, or with more than there are columns. */
export function raggedness(row: SheetRow, needed: number, width: number): SheetRecord['problem'] {
  const found = row.cells.length;
  const isWide = row.cells.slice(width).some((cell) => plainText(cell) !== '');
  if (found >= needed && !isWide) return null;
  return { expected: `${width} cells, not ${found}`, reason: 'ragged-row' };
}
