import { type CsvRow, createCsvReader, parseCsv } from '../formats/read-csv.js';
import { sources } from '../sources/all-sources.js';
import type { Sheet, SheetRead } from '../sources/sheets/sheet.js';
import type { Source } from '../sources/source.js';
import { type Break, type Input, readInput, UnreadableInput } from './input.js';
import type { InputHead } from './input-head.js';
import { delimitersFor, expectedOf, textOfHead } from './plan-table.js';
import type { ReadRecords, RowProblem } from './read-plan.js';
import type { TableOptions } from './table-options.js';

/** A report that is read as a whole. */
export interface SheetPlan {
  readonly source: Source;
  /** what was found out about it */
  readonly note: string | null;
  readonly read: ReadRecords;
}

/** A report longer than this is none: people export them of one meeting. */
const LONGEST_REPORT = 64 * 1024 * 1024;

/**
 * Reads an input as a report that only says something as a whole, if it is one.
 * @throws UnreadableInput for one that cannot be used, such as one with totals only
 */
export async function planSheet(
  head: InputHead,
  given: Source | null,
  options: TableOptions,
): Promise<SheetPlan | null> {
  const text = textOfHead(head);
  const readers = given === null ? sources : [given];
  for (const delimiter of delimitersFor(text, options)) {
    const rows = parseCsv(text, delimiter);
    const source = readers.find(({ readSheet }) => (readSheet?.(rows, options) ?? null) !== null);
    if (source === undefined) continue;
    const whole = await readWhole(head.input, delimiter);
    const read = source.readSheet!(whole.sheet, options);
    if (read !== null) return planOf(head.input, source, read, whole);
  }
  return null;
}

interface WholeSheet {
  readonly sheet: Sheet;
  readonly bad: readonly { readonly row: CsvRow; readonly problem: RowProblem }[];
  readonly bytes: number;
  readonly broken: Break | null;
}

function planOf(input: Input, source: Source, read: SheetRead, whole: WholeSheet): SheetPlan {
  if ('refusal' in read) throw new UnreadableInput(`${input.name}: ${read.refusal}`);
  const { records, note } = read;
  const { bad, bytes, broken } = whole;
  return {
    source,
    note,
    async read(_input, take, onBytes) {
      await onBytes(bytes);
      const all = [...records, ...bad.map((item) => ({ ...item, record: null }))];
      all.sort((a, b) => a.row.line - b.row.line);
      for (const { row, record, problem } of all) take(record, row.line, () => row.text, problem);
      return broken;
    },
  };
}

async function readWhole(input: Input, delimiter: string): Promise<WholeSheet> {
  const sheet: CsvRow[] = [];
  const bad: { row: CsvRow; problem: RowProblem }[] = [];
  let bytes = 0;
  const lines = createCsvReader(delimiter, (row, problem) => {
    if (problem === null) sheet.push(row);
    else bad.push({ row, problem: { expected: expectedOf(problem), reason: problem } });
  });
  function onBytes(count: number): void {
    bytes += count;
    if (bytes > LONGEST_REPORT) {
      const most = `${LONGEST_REPORT / 1024 / 1024} MiB`;
      throw new UnreadableInput(`${input.name}: is a report of more than ${most}; expected one of a meeting`);
    }
  }
  const broken = await readInput(input, { lines, onBytes, lastLine: lines.lastLine });
  return { sheet, bad, bytes, broken };
}
