import {
  type Column,
  flatColumns,
  type MeetingRow,
  meetingColumns,
  participantColumns,
  recordRows,
} from '../formats/columns.js';
import { csvHeader, csvLine } from '../formats/write-csv.js';
import type { Meeting } from '../model/meeting.js';
import type { ByteOutput } from './byte-output.js';

/**
 * An output of CSV, of meetings that come as lines of JSON, each by itself.
 * @param people where participants have a table of their own; null: each has a row with what is said of its meeting
 */
export function toCsv(meetings: ByteOutput, people: ByteOutput | null): ByteOutput {
  const outputs = people === null ? [meetings] : [meetings, people];
  const putMeeting =
    people === null
      ? putting(meetings, flatColumns(false), (listed) => recordRows([listed], true))
      : putting(meetings, meetingColumns(false), (listed) => [listed]);
  const putPeople =
    people === null
      ? null
      : putting(people, participantColumns(false), (listed) => recordRows([listed], false));

  return {
    write(bytes, from, to) {
      const listed = rowFrom(bytes, from, to);
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

/** Only what is written of a meeting is known of it. */
function rowFrom(bytes: Uint8Array, from: number, to: number): MeetingRow {
  const line = Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString();
  return { meeting: JSON.parse(line) as Meeting, exact: null };
}
