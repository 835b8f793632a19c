import { type ByteOutput, toFile, toStream } from '../replay/byte-output.js';
import { toJsonArray } from '../replay/listing/json-array.js';
import type { ListingOutput } from '../replay/listing/listing-output.js';
import type { OutputFile } from '../replay/output.js';
import type { Listing } from './listing.js';
import type { Outputs } from './plan-outputs.js';

/** Where a listing goes. */
export type ListingPlaces = Pick<Outputs, 'out' | 'participants'>;

/**
 * Opens the listing that is asked for. What few need is loaded for them.
 * @param isLive whether what is decided is waited for
 * @throws UnwritableOutput
 */
export async function openListing(
  listing: Listing,
  places: ListingPlaces,
  isLive: boolean,
): Promise<ListingOutput> {
  const isExact = listing.exact === true;
  if (listing.groupBy !== undefined) return openTotals(listing, isExact, places.out);
  if (listing.format === 'parquet') return openParquet(listing, isExact, places);
  const output = await openOutput(places.out, isLive);
  switch (listing.format) {
    case 'ndjson':
      return output;
    case 'json':
      return toJsonArray(output);
    case 'api': {
      const { toApiPage } = await import('../replay/listing/api-page.js');
      return toApiPage(output);
    }
    case 'csv': {
      const { toCsv } = await import('../replay/listing/csv-rows.js');
      const { participants } = places;
      return toCsv(output, participants === null ? null : await toFile(participants, isLive), isExact);
    }
    case 'table': {
      const { toTable } = await import('../replay/listing/meeting-table.js');
      return toTable(output, listing.displayTimezone);
    }
  }
}

async function openParquet(
  { flat }: Listing,
  isExact: boolean,
  { out, participants }: ListingPlaces,
): Promise<ListingOutput> {
  const { toParquet } = await import('../replay/listing/parquet-tables.js');
  if (participants === null) return toParquet({ file: out!, table: flat ? 'flat' : 'nested' }, [], isExact);
  const people = { file: participants, table: 'participants' } as const;
  return toParquet({ file: out!, table: 'meetings' }, [people], isExact);
}

async function openTotals(
  { format, displayTimezone }: Listing,
  isExact: boolean,
  out: OutputFile | null,
): Promise<ListingOutput> {
  const totals = await import('../replay/listing/total-outputs.js');
  if (format === 'parquet') return totals.totalsToParquet(out!, isExact);
  const output = await openOutput(out, false);
  if (format === 'csv') return totals.totalsToCsv(output, isExact);
  if (format === 'table') return totals.totalsToTable(output, displayTimezone);
  return totals.totalsToLines(format === 'json' ? toJsonArray(output) : output, isExact);
}

async function openOutput(out: OutputFile | null, isLive: boolean): Promise<ByteOutput> {
  return out === null ? toStream(process.stdout, isLive) : toFile(out, isLive);
}
