import { printable } from '../formats/printable.js';
import { sources } from '../sources/all-sources.js';
import { type Detection, detectSource } from '../sources/detect.js';
import { openEnvelope } from '../sources/envelopes.js';
import { native } from '../sources/native.js';
import type { Source } from '../sources/source.js';
import { linesOfHead } from './head-lines.js';
import { type Input, UnreadableInput } from './input.js';
import type { InputHead } from './input-head.js';
import { parseJson, recordOf } from './parse-json.js';
import { arrayWithin, readDocument, readFrom } from './plan-document.js';
import { planParquet } from './plan-parquet.js';
import type { Table } from './plan-table.js';
import type { ReadRecords } from './read-plan.js';
import { AS_TABLES_TELL, isTableAsked } from './table-options.js';

/**
 * How an input is cut into records: by lines, as one JSON value of which the elements are the records if it is an array, by the rows of
 * delimited text, or of a Parquet file.
 */
export type RecordForm = 'lines' | 'document' | 'table' | 'parquet';

/** Whose records an input has, and how they are found. */
export interface SourcePlan {
  readonly input: Input;
  readonly source: Source;
  readonly form: RecordForm;
  /** reads the records; null: they are lines */
  readonly read: ReadRecords | null;
  /** what the decision rests on; null where nobody had to decide */
  readonly detection: Detection | null;
  /** whether the source was asked for */
  readonly isGiven: boolean;
  /** what was found out about the records, in words */
  readonly note: string | null;
  /** makes lines of native events of it, which are read faster; null if that cannot be */
  readonly asLines?: () => Promise<Input | null>;
}

/** Whether an input is lines of native events, in nothing else. */
export function isNativeLines({ source, form, detection }: SourcePlan): boolean {
  return source === native && form === 'lines' && (detection?.envelopes.length ?? 0) === 0;
}

/**
 * Finds out whose records an input has, unless that is given, and how they are cut.
 * @param hidesContent whether no message may quote what the input has
 * @throws UnreadableInput where nobody recognises them, or several do; for Parquet, what `planParquet` throws
 */
export async function planSource(
  head: InputHead,
  given: Source | null,
  tables = AS_TABLES_TELL,
  hidesContent = false,
): Promise<SourcePlan> {
  const { bytes, isWhole } = head;
  let { input } = head;
  const { lines } = linesOfHead(bytes, isWhole);

  function refuse(detection: Detection, sample: string): never {
    throw new UnreadableInput(refusal(input.name, detection, hidesContent ? null : sample));
  }

  if (head.isParquet) return planParquet(input, given, refuse);
  const base = () => ({ input, read: null, note: null, isGiven: given !== null });
  if (!isTableAsked(tables)) {
    const { records: found, ...document } = await readDocument(input, bytes, isWhole, lines);
    input = document.input;
    if (found !== null) {
      const { records, source, detection } = recordsOf(found, document.whole, given);
      if (source === null) return refuse(detection!, lines[0] ?? '');
      return { ...base(), source, form: 'document', read: readFrom(records), detection };
    }
    const detection = detectSource(lines.map(recordOf), given === null ? sources : [given]);
    if (given === null && detection.source !== null) {
      return { ...base(), source: detection.source, form: 'lines', detection };
    }
    const isLines = lines.length === 0 || detection.candidates.length > 0 || lines.some(isJsonLine);
    if (given !== null && isLines) return { ...base(), source: given, form: 'lines', detection: null };
    if (given === null && lines.length === 0) return { ...base(), source: native, form: 'lines', detection };
    if (given === null && detection.candidates.length > 0) return refuse(detection, lines[0] ?? '');
  }
  // Loaded only now, with the parser that they need: most logs are no tables.
  const [{ planSheet }, { findTable, readTable }] = await Promise.all([
    import('./plan-sheet.js'),
    import('./plan-table.js'),
  ]);
  const sheet = await planSheet({ ...head, input }, given, tables);
  if (sheet !== null) return { ...base(), ...sheet, form: 'table', detection: null };
  if (given?.readSheet !== undefined) throw new UnreadableInput(`${input.name}: is none of ${given.title}`);
  const table = findTable(head, given, tables);
  // Lines that are no events are told as bad lines: a table of events is known by its columns.
  const isTable = table !== null && (given !== native || table.source !== null || isTableAsked(tables));
  if (!isTable && given !== null) return { ...base(), source: given, form: 'lines', detection: null };
  const source = given ?? table?.source ?? null;
  if (table === null || source === null) {
    const looked = table?.detection ?? { source: null, looked: lines.length, candidates: [], envelopes: [] };
    return refuse(looked, lines[0] ?? '');
  }
  if (table.hasRowsInHeader) {
    throw new UnreadableInput(`${input.name}: its lines end in CR alone; expected LF or CRLF`);
  }
  const read = readTable(table, given);
  return { ...base(), source, form: 'table', read, note: noteOf(table), detection: table.detection };
}

/** The records of a document: itself, or its elements, or those of the one array that it has. */
function recordsOf(
  records: readonly unknown[],
  whole: unknown,
  given: Source | null,
): { records: readonly unknown[]; source: Source | null; detection: Detection | null } {
  const within = arrayWithin(whole);
  if (given !== null) {
    const isOwn = within === null || given.recognise(whole) !== 'no' || openEnvelope(whole) !== null;
    return { records: isOwn ? records : within, source: given, detection: null };
  }
  const detection = detectSource(records, sources);
  if (detection.source !== null || detection.candidates.length > 0 || within === null) {
    const isEmpty = detection.looked === 0;
    return { records, source: isEmpty ? native : detection.source, detection };
  }
  const inner = detectSource(within, sources);
  return { records: within, source: inner.source, detection: inner };
}

function noteOf({ headerLine, columns }: Table): string {
  const names = columns.slice(0, 12).map(printable).join(', ');
  const more = columns.length > 12 ? ', …' : '';
  return headerLine === 0
    ? `a table without a header, columns ${names}${more}`
    : `a table whose header is line ${headerLine}`;
}

function isJsonLine(line: string): boolean {
  const value = parseJson(line);
  return typeof value === 'object' && value !== null;
}

function refusal(name: string, { looked, candidates }: Detection, sample: string | null): string {
  const found =
    candidates.length === 0
      ? 'no source recognises it'
      : `it may be ${candidates.map(({ source }) => source.name).join(' or ')}`;
  const begins = sample === null ? '' : `; it begins ${printable(sample.trim().slice(0, 80))}`;
  const names = sources.map((source) => source.name).join(', ');
  return (
    `${name}: ${found} (${looked === 1 ? 'one record' : `${looked} records`} looked at${begins}); ` +
    `expected a log of ${names}, as NDJSON, a JSON document, CSV, TSV, Parquet or form bodies; --source NAME reads it as one of ` +
    'these, --mapping FILE or --room-field, --user-field … read any other (reconvene sources lists them all)'
  );
}
