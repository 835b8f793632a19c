import type { MeetingTable } from '../../formats/write-parquet.js';
import type { OutputFile } from '../output.js';
import type { ListingOutput } from './listing-output.js';
import { type FileOfLines, stageLines } from './staged-lines.js';

/** A table of meetings, and the file where it goes. */
export interface ParquetTable {
  readonly file: OutputFile;
  readonly table: MeetingTable;
}

/**
 * A listing as Parquet: made of the lines when all are there.
 * @throws UnwritableOutput
 */
export async function toParquet(
  first: ParquetTable,
  others: readonly ParquetTable[],
  isExact: boolean,
): Promise<ListingOutput> {
  const { writeMeetingsParquet } = await import('../../formats/write-parquet.js');
  const fileFor = ({ file, table }: ParquetTable): FileOfLines => {
    return { file, make: (path, lines) => writeMeetingsParquet(path, lines, table, isExact) };
  };
  return stageLines([fileFor(first), ...others.map(fileFor)]);
}
