import { createMeetingTable } from '../../formats/write-table.js';
import { type ByteOutput, writeText } from '../byte-output.js';
import type { ListingOutput } from './listing-output.js';
import { meetingIn } from './meeting-row.js';

/** A listing as a table for people, whose columns are as wide as their widest cell: the cells are held until all are there. */
export function toTable(output: ByteOutput, timezone: string): ListingOutput {
  const table = createMeetingTable(timezone);
  return {
    write: (bytes, from, to) => table.add(meetingIn(bytes, from, to)),
    flush: async () => {},
    async finish() {
      await writeText(output, table.text());
      await output.finish();
    },
    discard: output.discard,
  };
}
