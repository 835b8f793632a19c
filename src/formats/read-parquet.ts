import type { DuckDBValueConverter } from '@duckdb/node-api';
import { countRows, type DuckDb, incomplete, literalPath, sqlText, withDuckDb } from './duckdb.js';

/**
 * A row of a Parquet file as JSON has it: whole numbers beyond 32 bits and decimals as texts, times in ISO 8601, and what columns of JSON
 * hold.
 */
export type ParquetRow = Readonly<Record<string, unknown>>;

/**
 * Reads the rows of a Parquet file, in their order, until it ends or `take` returns false.
 *
 * A time with a zone becomes ISO 8601 in UTC, one without becomes ISO 8601 without offset: a local time, which only a time zone makes a
 * point in time.
 * @throws MissingPackage; Error with DuckDB's reason where the file is none, or breaks
 */
export async function readParquet(path: string, take: (row: ParquetRow) => boolean): Promise<void> {
  await withDuckDb('to read Parquet', async (connection, duckdb) => {
    const convert = converterOf(duckdb);
    const file = literalPath(path);
    const select = `SELECT * FROM read_parquet(${sqlText(file)}, hive_partitioning = false)`;
    const result = await connection.stream(select);
    const types = result.columnTypes();
    // Only of what is nested the values come with the name of their type.
    const ofJson = result.columnNames().filter((_, i) => types[i]!.alias === JSON_TYPE);
    let taken = 0;
    for await (const rows of result.yieldConvertedRowObjects(convert)) {
      for (const row of rows) {
        for (const name of ofJson) row[name] = inJson(row[name]);
        if (!take(row)) return;
      }
      taken += rows.length;
    }
    const all = await countRows(connection, file);
    if (taken >= all) return;
    // Only another read tells why.
    await connection.run(`${select} LIMIT 2048 OFFSET ${taken}`);
    throw incomplete(taken, all);
  });
}

/** What DuckDB calls texts that hold JSON; databases take payloads in so where their fields are not always of one type. */
const JSON_TYPE = 'JSON';

function inJson(value: unknown): unknown {
  try {
    return JSON.parse(value as string);
  } catch {
    return value;
  }
}

/** Values as JSON has them, but times in ISO 8601. */
function converterOf(duckdb: DuckDb): DuckDBValueConverter<unknown> {
  const { DuckDBTypeId: id, JsonDuckDBValueConverter } = duckdb;
  const json = JsonDuckDBValueConverter as DuckDBValueConverter<unknown>;
  return (value, type, converter) => {
    if (value === null) return null;
    if (type.alias === JSON_TYPE) return inJson(value);
    switch (type.typeId) {
      case id.TIMESTAMP_TZ:
        return isoText((value as { readonly micros: bigint }).micros, 6, 'Z') ?? String(value);
      case id.TIMESTAMP:
        return isoText((value as { readonly micros: bigint }).micros, 6, '') ?? String(value);
      case id.TIMESTAMP_S:
        return isoText((value as { readonly seconds: bigint }).seconds, 0, '') ?? String(value);
      case id.TIMESTAMP_MS:
        return isoText((value as { readonly millis: bigint }).millis, 3, '') ?? String(value);
      case id.TIMESTAMP_NS:
        return isoText((value as { readonly nanos: bigint }).nanos, 9, '') ?? String(value);
      default:
        return json(value, type, converter);
    }
  };
}

/** A time since the epoch, in units of so many digits below a second; null where there is no ISO 8601 of it. */
function isoText(units: bigint, digits: number, zone: string): string | null {
  const scale = 10n ** BigInt(digits);
  const seconds = units >= 0n ? units / scale : -((-units + scale - 1n) / scale);
  const rest = units - seconds * scale;
  const date = new Date(Number(seconds) * 1000);
  if (Number.isNaN(date.getTime())) return null;
  const whole = date.toISOString().slice(0, -'.000Z'.length);
  return `${whole}${digits === 0 ? '' : `.${String(rest).padStart(digits, '0')}`}${zone}`;
}
