import { type PersonTotal, totalColumns } from '../../formats/person-total.js';
import { writeCsv } from '../../formats/write-csv.js';
import { writeNdjson } from '../../formats/write-meetings.js';
import { type ByteOutput, writeText } from '../byte-output.js';
import type { OutputFile } from '../output.js';
import type { ListingOutput } from './listing-output.js';
import { rowIn } from './meeting-row.js';
import { createPersonTotals } from './person-totals.js';
import { stageLines } from './staged-lines.js';

/*
 * Listings of what each user comes to. They are made of meetings with their exact instants; `isExact`: whether totals have some, too.
 */

/** A line of JSON for each user. */
export function totalsToLines(output: ByteOutput, isExact: boolean): ListingOutput {
  return toTotals(output, (totals) => writeLines(output, totals, isExact));
}

export function totalsToCsv(output: ByteOutput, isExact: boolean): ListingOutput {
  return toTotals(output, (totals) => writeText(output, writeCsv(totalColumns(isExact), totals)));
}

export function totalsToTable(output: ByteOutput, timezone: string): ListingOutput {
  return toTotals(output, async (totals) => {
    const { writeTotalsTable } = await import('../../formats/write-table.js');
    await writeText(output, writeTotalsTable(totals, timezone));
  });
}

/** @throws UnwritableOutput */
export async function totalsToParquet(file: OutputFile, isExact: boolean): Promise<ListingOutput> {
  const { writeParquet } = await import('../../formats/write-parquet.js');
  const output = await stageLines([
    { file, make: (path, lines) => writeParquet(path, lines, totalColumns(isExact)) },
  ]);
  return toTotals(output, (totals) => writeLines(output, totals, isExact));
}

function toTotals(
  output: ByteOutput,
  write: (totals: readonly PersonTotal[]) => Promise<void>,
): ListingOutput {
  const totals = createPersonTotals();
  return {
    write: (bytes, from, to) => totals.add(rowIn(bytes, from, to, true)),
    flush: async () => {},
    async finish(asOf) {
      await write(totals.finish(asOf ?? 0));
      await output.finish();
    },
    discard: output.discard,
  };
}

function writeLines(output: ByteOutput, totals: readonly PersonTotal[], isExact: boolean): Promise<void> {
  const columns = totalColumns(isExact);
  const objects = totals.map((total) => Object.fromEntries(columns.map(({ name, of }) => [name, of(total)])));
  return writeText(output, writeNdjson(objects));
}
