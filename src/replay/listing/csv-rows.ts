import {
  flatColumns,
  type MeetingRow,
  meetingColumns,
  participantColumns,
  recordColumns,
  recordRows,
} from '../../formats/columns.js';
import { csvCells, csvHeader, csvLine } from '../../formats/write-csv.js';
import { type ByteOutput, putText } from '../byte-output.js';
import type { ListingOutput } from './listing-output.js';
import { rowIn } from './meeting-row.js';

/**
 * A listing as CSV.
 * @param people where participants have a table of their own; null: each has a row with what is said of its meeting
 */
export function toCsv(meetings: ByteOutput, people: ByteOutput | null, isExact: boolean): ListingOutput {
  const outputs = people === null ? [meetings] : [meetings, people];
  const putMeeting =
    people === null ? puttingFlat(meetings, isExact) : puttingApart(meetings, people, isExact);

  return {
    write(bytes, from, to) {
      putMeeting(rowIn(bytes, from, to, isExact));
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

type PutMeeting = (listed: MeetingRow) => void;

/** A row for each participant. What it says of the meeting is written out once. */
function puttingFlat(output: ByteOutput, isExact: boolean): PutMeeting {
  const ofMeeting = meetingColumns(isExact);
  const ofRecord = recordColumns(isExact, 'participant_duration');
  putText(output, csvHeader(flatColumns(isExact)));
  return (listed) => {
    const meeting = csvCells(ofMeeting, listed);
    let text = '';
    for (const row of recordRows([listed], true)) text += `${meeting},${csvLine(ofRecord, row)}`;
    putText(output, text);
  };
}

function puttingApart(meetings: ByteOutput, people: ByteOutput, isExact: boolean): PutMeeting {
  const ofMeeting = meetingColumns(isExact);
  const ofPerson = participantColumns(isExact);
  putText(meetings, csvHeader(ofMeeting));
  putText(people, csvHeader(ofPerson));
  return (listed) => {
    putText(meetings, csvLine(ofMeeting, listed));
    let text = '';
    for (const row of recordRows([listed], false)) text += csvLine(ofPerson, row);
    putText(people, text);
  };
}
