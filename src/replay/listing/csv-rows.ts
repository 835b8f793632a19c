import {
  type Column,
  flatColumns,
  type MeetingRow,
  meetingColumns,
  participantColumns,
  recordRows,
} from '../../formats/columns.js';
import { csvHeader, csvLine } from '../../formats/write-csv.js';
import type { ByteOutput } from '../byte-output.js';
import type { ListingOutput } from './listing-output.js';
import { rowIn } from './meeting-row.js';

/**
 * A listing as CSV.
 * @param people where participants have a table of their own; null: each has a row with what is said of its meeting
 */
export function toCsv(meetings: ByteOutput, people: ByteOutput | null, isExact: boolean): ListingOutput {
  const outputs = people === null ? [meetings] : [meetings, people];
  const putMeeting =
    people === null
      ? putting(meetings, flatColumns(isExact), (listed) => recordRows([listed], true))
      : putting(meetings, meetingColumns(isExact), (listed) => [listed]);
  const putPeople =
    people === null
      ? null
      : putting(people, participantColumns(isExact), (listed) => recordRows([listed], false));

  return {
    write(bytes, from, to) {
      const listed = rowIn(bytes, from, to, isExact);
      putMeeting(listed);
      putPeople?.(listed);
    },
    async flush(all) {
      for (const output of outputs) await output.flush(all);
    },
    async finish() {
      for (const output of outputs) await output.finish();
    },
    async discard() {
      for (const output of outputs) await output.discard();
    },
  };
}

/** Writes the rows of a meeting, below a header. */
function putting<Row>(
  output: ByteOutput,
  columns: readonly Column<Row>[],
  rowsOf: (listed: MeetingRow) => Iterable<Row>,
): (listed: MeetingRow) => void {
  function put(text: string): void {
    const bytes = Buffer.from(text);
    output.write(bytes, 0, bytes.length);
  }

  put(csvHeader(columns));
  return (listed) => {
    let text = '';
    for (const row of rowsOf(listed)) text += csvLine(columns, row);
    put(text);
  };
}
