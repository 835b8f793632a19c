import { resolve } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { perhapsBlocked } from './blocked-calls.js';
import { loadPackage } from './load-package.js';

/** The module that reads and writes Parquet. */
export type DuckDb = typeof import('@duckdb/node-api');

/** A package that was left out when this one was installed. */
export class MissingPackage extends Error {}

/**
 * Loads DuckDB, which is needed only for Parquet and is large: it is installed by whoever wants it.
 * @param what what it is needed for: `to read Parquet`
 * @throws MissingPackage
 */
export async function loadDuckDb(what: string): Promise<DuckDb> {
  try {
    return await loadPackage(() => import('@duckdb/node-api'));
  } catch (error) {
    const { code, message } = error as { readonly code?: unknown; readonly message?: unknown };
    const why =
      code === 'ERR_MODULE_NOT_FOUND' ? 'is not installed' : `does not load (${firstLine(message)})`;
    throw new MissingPackage(
      `the package @duckdb/node-api is needed ${what} and ${why}; npm install @duckdb/node-api`,
    );
  }
}

/** Works with a database in memory that knows no other files than those it is given, and fetches no extensions. */
export async function withDuckDb<Result>(
  what: string,
  work: (connection: DuckDBConnection, duckdb: DuckDb) => Promise<Result>,
): Promise<Result> {
  const duckdb = await loadDuckDb(what);
  const instance = await duckdb.DuckDBInstance.create(':memory:', {
    threads: '1',
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  });
  const connection = await instance.connect();
  try {
    return await perhapsBlocked(work(connection, duckdb));
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** A fault of DuckDB in one line, without the name of the file, which whoever tells it knows better. */
export function duckDbReason(error: unknown): string {
  return firstLine((error as { readonly message?: unknown }).message)
    .replace(/^(?:\w+ )+Error: /, '')
    .replace(/^Failed to read file ".*": /, '')
    .replace(/,? ?(?:(?:in|of|for|at end of) )?[Ff]ile ['"].*['"]/, '')
    .trim();
}

/** A text in SQL. */
export function sqlText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** A path as DuckDB reads it: in which it sees no home, no address and no pattern. */
export function literalPath(path: string): string {
  return resolve(path).replace(/[*?[]/g, '[$&]');
}

/** How many rows a Parquet file has by its footer; `path` as `literalPath` gives it. */
export async function countRows(connection: DuckDBConnection, path: string): Promise<number> {
  const counted = await connection.runAndReadAll(
    `SELECT sum(num_rows) FROM parquet_file_metadata(${sqlText(path)})`,
  );
  return Number(counted.getRows()[0]?.[0] ?? 0);
}

/** Where the data of a file breaks, reading just ends: only the footer tells that there should be more. */
export function incomplete(read: number, all: number): Error {
  return new Error(`only ${read} of its ${all} rows can be read`);
}

function firstLine(message: unknown): string {
  return String(message ?? '').split('\n', 1)[0] ?? '';
}
