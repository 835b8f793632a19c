import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { onTestFinished } from 'vitest';

/** A database of one test. */
export async function duckDb(): Promise<DuckDBConnection> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  onTestFinished(() => {
    connection.closeSync();
    instance.closeSync();
  });
  return connection;
}

/** The rows of a query as JSON has them: whole numbers as numbers. */
export async function rowsOf(connection: DuckDBConnection, sql: string): Promise<Record<string, unknown>[]> {
  const reader = await connection.runAndReadAll(`SELECT to_json(row) AS row FROM (${sql}) AS row`);
  return reader.getRows().map(([text]) => JSON.parse(String(text)) as Record<string, unknown>);
}
