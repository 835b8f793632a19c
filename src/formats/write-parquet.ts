import type { DuckDBType, DuckDBValue } from '@duckdb/node-api';
import {
  type Cell,
  type Column,
  type MeetingRow,
  meetingColumns,
  type RecordRow,
  recordColumns,
  recordRows,
} from './columns.js';
import { type DuckDb, sqlText, withDuckDb } from './duckdb.js';

/** What goes to DuckDB in one step: its vectors have room for so many rows. */
const CHUNK = 2048;

/** A column as DuckDB has it. */
interface ParquetColumn<Row> {
  readonly name: string;
  readonly type: DuckDBType;
  readonly of: (row: Row) => DuckDBValue;
}

/**
 * Writes a table as a Parquet file: texts as VARCHAR, whole numbers as BIGINT.
 * @throws MissingPackage; Error with DuckDB's reason where it cannot be written
 */
export function writeParquet<Row>(
  path: string,
  columns: readonly Column<Row>[],
  rows: Iterable<Row>,
): Promise<void> {
  return write(path, rows, (duckdb) => columns.map((column) => parquetColumn(duckdb, column)));
}

/** Writes meetings as a Parquet file in which the participants are a list of records within each. */
export function writeNestedParquet(
  path: string,
  meetings: Iterable<MeetingRow>,
  isExact: boolean,
): Promise<void> {
  return write(path, meetings, (duckdb) => {
    const own = meetingColumns(isExact).map((column) => parquetColumn(duckdb, column));
    // The participants come where the meeting object has them: before the exact instants.
    const place = own.findIndex(({ name }) => name === 'max_participants') + 1;
    return own.toSpliced(place, 0, participantsColumn(duckdb, isExact));
  });
}

function participantsColumn(duckdb: DuckDb, isExact: boolean): ParquetColumn<MeetingRow> {
  const columns = recordColumns(isExact, 'duration').map((column) => parquetColumn(duckdb, column));
  const struct = duckdb.STRUCT(Object.fromEntries(columns.map(({ name, type }) => [name, type])));
  const recordOf = (row: RecordRow) =>
    duckdb.structValue(Object.fromEntries(columns.map(({ name, of }) => [name, of(row)])));
  return {
    name: 'participants',
    type: duckdb.LIST(struct),
    of: (listed) => duckdb.listValue([...recordRows([listed], false)].map(recordOf)),
  };
}

function parquetColumn<Row>(duckdb: DuckDb, { name, type, of }: Column<Row>): ParquetColumn<Row> {
  const types = { text: duckdb.VARCHAR, whole: duckdb.BIGINT, flag: duckdb.BOOLEAN };
  return { name, type: types[type], of: (row) => duckDbValue(of(row)) };
}

function duckDbValue(cell: Cell): DuckDBValue {
  return typeof cell === 'number' ? BigInt(cell) : cell;
}

function write<Row>(
  path: string,
  rows: Iterable<Row>,
  columnsFor: (duckdb: DuckDb) => readonly ParquetColumn<Row>[],
): Promise<void> {
  return withDuckDb('to write Parquet', async (connection, duckdb) => {
    const columns = columnsFor(duckdb);
    const types = columns.map(({ type }) => type);
    const declared = columns.map(({ name, type }) => `"${name}" ${type}`).join(', ');
    await connection.run(`CREATE TABLE listed (${declared})`);
    const appender = await connection.createAppender('listed');
    let gathered: DuckDBValue[][] = [];
    function flush(): void {
      if (gathered.length === 0) return;
      const chunk = duckdb.DuckDBDataChunk.create(types);
      chunk.setRows(gathered);
      appender.appendDataChunk(chunk);
      gathered = [];
    }
    for (const row of rows) {
      gathered.push(columns.map(({ of }) => of(row)));
      if (gathered.length === CHUNK) flush();
    }
    flush();
    appender.closeSync();
    await connection.run(`COPY listed TO ${sqlText(path)} (FORMAT parquet)`);
  });
}
