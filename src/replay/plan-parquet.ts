import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { duckDbReason, MissingPackage } from '../formats/duckdb.js';
import { type ParquetRow, readParquet } from '../formats/read-parquet.js';
import { sources } from '../sources/all-sources.js';
import { type Detection, detectSource, LOOKED_AT } from '../sources/detect.js';
import { native } from '../sources/native.js';
import type { Source } from '../sources/source.js';
import { linesOfParquet } from './event-parquet.js';
import { type Input, UnreadableInput } from './input.js';
import type { SourcePlan } from './plan-source.js';
import type { ReadRecords } from './read-plan.js';
import { reasonOf } from './system-error.js';
import { makeTemporaryFolder } from './temporary-folder.js';

/**
 * Plans to read a Parquet file, of which each row is a record and the columns are its fields.
 * @throws UnreadableInput if it breaks before its first rows, or if nobody recognises them; MissingPackage
 */
export async function planParquet(
  input: Input,
  given: Source | null,
  refuse: (detection: Detection, sample: string) => never,
): Promise<SourcePlan> {
  const path = input.path ?? (await spool(input));
  const first: ParquetRow[] = [];
  try {
    await readParquet(path, (row) => first.push(row) < LOOKED_AT);
  } catch (error) {
    if (error instanceof MissingPackage)
      throw new UnreadableInput(`${input.name}: is Parquet; ${error.message}`);
    throw new UnreadableInput(`${input.name}: is Parquet that cannot be read: ${duckDbReason(error)}`);
  }
  const detection = given === null ? detectSource(first, sources) : null;
  const source = given ?? detection!.source ?? (first.length === 0 ? native : null);
  if (source === null) return refuse(detection!, `with the columns ${Object.keys(first[0]!).join(', ')}`);
  const read = readRows(path, input);
  const plan: SourcePlan = {
    input,
    source,
    form: 'parquet',
    read,
    detection,
    note: null,
    isGiven: given !== null,
  };
  const isPlain = source === native && (detection?.envelopes.length ?? 0) === 0;
  return isPlain ? { ...plan, asLines: () => linesOfParquet(input, path) } : plan;
}

function readRows(path: string, { size }: Input): ReadRecords {
  return async (_input, take, onBytes) => {
    let row = 0;
    let failure: unknown = null;
    try {
      await readParquet(path, (record) => {
        row++;
        try {
          take(record, row, () => JSON.stringify(record), null);
        } catch (error) {
          failure = error;
          throw error;
        }
        return true;
      });
    } catch (error) {
      if (failure !== null) throw failure;
      return { line: row, reason: duckDbReason(error) };
    }
    await onBytes(size ?? 0);
    return null;
  };
}

/** Lays down an input that comes only once, as Parquet is read from its end. */
async function spool(input: Input): Promise<string> {
  const path = join(makeTemporaryFolder(), 'input.parquet');
  try {
    const file = await open(path, 'wx');
    for await (const chunk of input.chunks()) await file.writeFile(chunk);
    await file.close();
  } catch (error) {
    throw new UnreadableInput(`${input.name}: ${reasonOf(error)}`);
  }
  return path;
}
