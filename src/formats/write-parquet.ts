import { type Column, meetingColumns, participantColumns, recordColumns } from './columns.js';
import { literalPath, sqlText, withDuckDb } from './duckdb.js';

/** Lines of JSON, one value a line, that are made Parquet. */
export interface JsonLines {
  readonly path: string;
  /** how many bytes the longest has, and one has on average */
  readonly longest: number;
  readonly average: number;
}

/** The tables that meetings can be, of the columns that `columns.ts` tells. */
export type MeetingTable = 'nested' | 'flat' | 'meetings' | 'participants';

type Named = Pick<Column<never>, 'name' | 'type'>;

const TYPES = { text: 'VARCHAR', whole: 'BIGINT', flag: 'BOOLEAN' };

/** What DuckDB takes the longest value for unless it is told. */
const LONGEST = 16 * 1024 * 1024;

/** So many rows DuckDB holds before it writes them, unless it is told; and at least, as it works on so many at once. */
const MOST_AT_ONCE = 122_880;
const FEWEST_AT_ONCE = 2048;
/** Of lines it is not to hold more than so many bytes. */
const BYTES_AT_ONCE = 64 * 1024 * 1024;

/**
 * Makes a Parquet file of meetings that are lines of JSON: texts as VARCHAR, whole numbers as BIGINT; the participants as a list of records
 * within each, or in rows of their own.
 * @throws MissingPackage; Error with DuckDB's reason where it cannot be written
 */
export function writeMeetingsParquet(
  path: string,
  lines: JsonLines,
  table: MeetingTable,
  isExact: boolean,
): Promise<void> {
  const own = meetingColumns(isExact);
  const records = recordColumns(isExact, 'duration');
  // The participants come where the meeting object has them: before the exact instants.
  const place = own.findIndex(({ name }) => name === 'max_participants') + 1;
  const struct = `STRUCT(${records.map(declared).join(', ')})[]`;
  const types = own.map(typed).toSpliced(place, 0, `participants: '${struct}'`);
  const names = own.map(({ name }) => quoted(name));
  const rows = `SELECT *, unnest(participants) AS record FROM listed`;
  const flatRows = `SELECT *, unnest(if(len(participants) = 0, [NULL], participants)) AS record FROM listed`;
  const selects: Record<MeetingTable, string> = {
    nested: `SELECT ${names.toSpliced(place, 0, 'participants').join(', ')} FROM listed`,
    meetings: `SELECT ${names.join(', ')} FROM listed`,
    participants: `SELECT id AS meeting_id, ${fieldsAs(records, participantColumns(isExact).slice(1))} FROM (${rows})`,
    flat: `SELECT ${names.join(', ')}, ${fieldsAs(records, recordColumns(isExact, 'participant_duration'))} FROM (${flatRows})`,
  };
  return copy(path, lines, types, selects[table]);
}

/** Makes a Parquet file of objects that are lines of JSON, with a field for each column. */
export function writeParquet(path: string, lines: JsonLines, columns: readonly Named[]): Promise<void> {
  const names = columns.map(({ name }) => quoted(name));
  return copy(path, lines, columns.map(typed), `SELECT ${names.join(', ')} FROM listed`);
}

async function copy(path: string, lines: JsonLines, types: readonly string[], select: string): Promise<void> {
  const options = [
    "format = 'newline_delimited'",
    "compression = 'uncompressed'",
    'hive_partitioning = false',
    `maximum_object_size = ${Math.max(LONGEST, lines.longest)}`,
    `columns = {${types.join(', ')}}`,
  ];
  const from = sqlText(literalPath(lines.path));
  const atOnce = Math.floor(BYTES_AT_ONCE / Math.max(1, lines.average));
  const rows = Math.min(MOST_AT_ONCE, Math.max(FEWEST_AT_ONCE, atOnce));
  // The file is there already, with the rights that it is to have.
  const to = `${sqlText(path)} (FORMAT parquet, ROW_GROUP_SIZE ${rows}, USE_TMP_FILE false)`;
  await withDuckDb('to write Parquet', async (connection) => {
    await connection.run(
      `COPY (WITH listed AS (FROM read_json(${from}, ${options.join(', ')})) ${select}) TO ${to}`,
    );
  });
}

/** The fields of a record under the names of columns. */
function fieldsAs(records: readonly Named[], columns: readonly Named[]): string {
  return records.map(({ name }, i) => `record.${quoted(name)} AS ${quoted(columns[i]!.name)}`).join(', ');
}

function declared({ name, type }: Named): string {
  return `${quoted(name)} ${TYPES[type]}`;
}

function typed({ name, type }: Named): string {
  return `${quoted(name)}: '${TYPES[type]}'`;
}

function quoted(name: string): string {
  return `"${name}"`;
}
