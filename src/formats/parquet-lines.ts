import { countRows, incomplete, literalPath, sqlText, withDuckDb } from './duckdb.js';

/** A field of JSON that a column of the same name becomes. */
export interface LineField {
  readonly name: string;
  /** a text; or a time: a number, or a text of ISO 8601 in UTC */
  readonly type: 'text' | 'time';
  readonly isRequired: boolean;
}

const INSTANT = 'TIMESTAMP WITH TIME ZONE';
const WHOLE = ['TINYINT', 'SMALLINT', 'INTEGER', 'BIGINT', 'UTINYINT', 'USMALLINT', 'UINTEGER', 'UBIGINT'];

/** A character that JSON has only as an escape: with it as the delimiter of a table nothing in a line has to be quoted. */
const NEVER_IN_JSON = "e'\\x01'";

/**
 * Has DuckDB write the rows of a Parquet file as lines of JSON, in their order. What a row has nothing for, or an empty text, its line leaves out.
 * @returns false, with nothing written, if columns are neither texts nor whole numbers, nor times with a zone where times are wanted
 * @throws MissingPackage; Error with DuckDB's reason where a file breaks
 */
export async function writeParquetLines(
  path: string,
  to: string,
  fields: readonly LineField[],
): Promise<boolean> {
  return withDuckDb('to read Parquet', async (connection) => {
    const file = literalPath(path);
    const rows = `read_parquet(${sqlText(file)}, hive_partitioning = false)`;
    const described = await connection.runAndReadAll(`DESCRIBE SELECT * FROM ${rows}`);
    const types = new Map(described.getRows().map(([name, type]) => [String(name), String(type)]));
    const found = fields.filter(({ name }) => types.has(name));
    if (fields.some((field) => field.isRequired && !found.includes(field))) return false;
    if (!found.every(({ name, type }) => isOf(type, types.get(name)!))) return false;
    const line = `'{' || concat_ws(',', ${found.map((field) => expressionOf(field, types.get(field.name)!)).join(', ')}) || '}'`;
    const format = `(FORMAT csv, HEADER false, DELIMITER ${NEVER_IN_JSON}, QUOTE '', ESCAPE '')`;
    const written = await connection.run(`COPY (SELECT ${line} FROM ${rows}) TO ${sqlText(to)} ${format}`);
    const all = await countRows(connection, file);
    if (written.rowsChanged < all) throw incomplete(written.rowsChanged, all);
    return true;
  });
}

function isOf(type: LineField['type'], found: string): boolean {
  return WHOLE.includes(found) || found === (type === 'text' ? 'VARCHAR' : INSTANT);
}

/** Null for what is left out. */
function expressionOf({ name, type }: LineField, found: string): string {
  const column = `"${name}"`;
  return `'${column}:' || ${type === 'text' ? textOf(column) : found === INSTANT ? isoOf(column) : `${column}::VARCHAR`}`;
}

function textOf(column: string): string {
  return `to_json(nullif(${column}::VARCHAR, ''))::VARCHAR`;
}

/** By way of a time without a zone, which no package of time zones is needed for. There is no such time for one that never comes. */
function isoOf(column: string): string {
  const time = `make_timestamp(epoch_us(${column}))`;
  const usual = `strftime(${time}, '"%Y-%m-%dT%H:%M:%S.%fZ"')`;
  // Years of other than four digits have a sign, and six.
  const sign = `if(year(${time}) < 0, '-', '+')`;
  const long = `printf('"%s%06d', ${sign}, abs(year(${time}))) || strftime(${time}, '-%m-%dT%H:%M:%S.%fZ"')`;
  return `coalesce(CASE WHEN year(${time}) BETWEEN 0 AND 9999 THEN ${usual} ELSE ${long} END, ${textOf(column)})`;
}
