import type { WrittenMeeting } from '../../formats/write-meetings.js';
import { writeTable } from '../../formats/write-table.js';
import { type ByteOutput, writeText } from '../byte-output.js';
import type { ListingOutput } from './listing-output.js';
import { meetingIn } from './meeting-row.js';

/** A listing as a table for people, whose columns are as wide as their widest cell: all meetings are held for it. */
export function toTable(output: ByteOutput, timezone: string): ListingOutput {
  const meetings: WrittenMeeting[] = [];
  return {
    write: (bytes, from, to) => void meetings.push(meetingIn(bytes, from, to)),
    flush: async () => {},
    async finish() {
      await writeText(output, writeTable(meetings, timezone));
      await output.finish();
    },
    discard: output.discard,
  };
}
