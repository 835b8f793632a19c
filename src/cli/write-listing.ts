import type { ListedMeeting } from '../engine/list-meeting.js';
import {
  type Column,
  flatColumns,
  meetingColumns,
  participantColumns,
  recordRows,
} from '../formats/columns.js';
import { totalColumns } from '../formats/person-total.js';
import { writeCsv } from '../formats/write-csv.js';
import { writeJson, writeNdjson } from '../formats/write-meetings.js';
import type { EpochMs } from '../model/time.js';
import {
  type OutputFile,
  UnwritableOutput,
  writeAll,
  writeFileBy,
  writeFileWhole,
} from '../replay/output.js';
import { totalByPerson } from '../replay/person-totals.js';
import { type Format, formatMeetings } from './format-meetings.js';
import type { OutputArguments } from './output-arguments.js';
import type { Outputs } from './plan-outputs.js';

/** How meetings are listed. */
export interface Listing extends Pick<OutputArguments, 'flat' | 'exact' | 'groupBy' | 'displayTimezone'> {
  readonly format: Format;
}

/**
 * Writes meetings as asked for.
 * @param asOf T; null where there are no meetings
 * @throws UnwritableOutput
 */
export async function writeListing(
  meetings: readonly ListedMeeting[],
  asOf: EpochMs | null,
  listing: Listing,
  outputs: Outputs,
): Promise<void> {
  const { format, displayTimezone, flat } = listing;
  const isExact = listing.exact === true;
  const to = outputs.out;
  if (listing.groupBy !== undefined) return writeTotals(meetings, asOf ?? 0, listing, to);
  const columns = meetingColumns(isExact);
  const people = participantColumns(isExact);
  if (format === 'csv') {
    if (outputs.participants === null) {
      return writeText(to, writeCsv(flatColumns(isExact), recordRows(meetings, true)));
    }
    await writeText(to, writeCsv(columns, meetings));
    return writeText(outputs.participants, writeCsv(people, recordRows(meetings, false)));
  }
  if (format === 'parquet') {
    if (flat) return writeColumns(to!, flatColumns(isExact), recordRows(meetings, true));
    if (outputs.participants === null) {
      const { writeNestedParquet } = await import('../formats/write-parquet.js');
      return writeFileBy(whole(to!), (path) => writeNestedParquet(path, meetings, isExact));
    }
    await writeColumns(to!, columns, meetings);
    return writeColumns(outputs.participants, people, recordRows(meetings, false));
  }
  return writeText(to, await formatMeetings(meetings, format, displayTimezone, isExact));
}

async function writeTotals(
  meetings: readonly ListedMeeting[],
  asOf: EpochMs,
  { format, displayTimezone, exact }: Listing,
  to: OutputFile | null,
): Promise<void> {
  const totals = totalByPerson(meetings, asOf);
  const columns = totalColumns(exact === true);
  const objects = totals.map((total) => Object.fromEntries(columns.map(({ name, of }) => [name, of(total)])));
  switch (format) {
    case 'csv':
      return writeText(to, writeCsv(columns, totals));
    case 'parquet':
      return writeColumns(to!, columns, totals);
    case 'table': {
      const { writeTotalsTable } = await import('../formats/write-table.js');
      return writeText(to, writeTotalsTable(totals, displayTimezone));
    }
    case 'json':
      return writeText(to, writeJson(objects));
    default:
      return writeText(to, writeNdjson(objects));
  }
}

async function writeColumns<Row>(
  to: OutputFile,
  columns: readonly Column<Row>[],
  rows: Iterable<Row>,
): Promise<void> {
  const { writeParquet } = await import('../formats/write-parquet.js');
  await writeFileBy(whole(to), (path) => writeParquet(path, columns, rows));
}

/** @throws UnwritableOutput for what is no file: Parquet is not written from its beginning to its end */
function whole(file: OutputFile): OutputFile {
  if (file.isReplaceable) return file;
  throw new UnwritableOutput(`${file.name}: is no file that Parquet can be written to`);
}

function writeText(to: OutputFile | null, text: Iterable<string>): Promise<void> {
  return to === null ? writeAll(process.stdout, text) : writeFileWhole(to, text);
}
