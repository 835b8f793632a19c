import type { DateOrder } from '../sources/sheets/report-time.js';

/** How tables are to be read; null: the table tells. */
export interface TableOptions {
  readonly delimiter: string | null;
  /** the line of the header, or that there is none */
  readonly header: number | 'none' | null;
  /** what columns are called, whatever a header says */
  readonly columns: readonly string[] | null;
  /** how reports write dates */
  readonly dateOrder: DateOrder | null;
}

/** Tables tell all there is to know. */
export const AS_TABLES_TELL: TableOptions = { delimiter: null, header: null, columns: null, dateOrder: null };

/** Whether the user says how a table is to be read, so that the input is one. */
export function isTableAsked({ delimiter, header, columns }: TableOptions): boolean {
  return delimiter !== null || header !== null || columns !== null;
}
