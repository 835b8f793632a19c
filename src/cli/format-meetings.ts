import type { ListedMeeting } from '../engine/list-meeting.js';
import { type WrittenMeeting, writeApi, writeJson, writeNdjson } from '../formats/write-meetings.js';
import { compareNewestFirst } from '../rules/order.js';

/** What meetings can be written as. */
export const formats = ['ndjson', 'json', 'api', 'table'] as const;

export type Format = (typeof formats)[number];

/**
 * Writes meetings, which come in canonical order, in a format. What a table needs is loaded for a table only: it takes
 * longer than a small replay.
 */
export async function formatMeetings(
  meetings: readonly ListedMeeting[],
  format: Format,
  timezone: string,
): Promise<Iterable<string>> {
  switch (format) {
    case 'ndjson':
      return writeNdjson(written(meetings));
    case 'json':
      return writeJson(written(meetings));
    case 'api':
      return writeApi(written(meetings.toSorted(compareNewestFirst)), meetings.length);
    case 'table': {
      const { writeTable } = await import('../formats/write-table.js');
      return writeTable([...written(meetings)], timezone);
    }
  }
}

function* written(meetings: Iterable<ListedMeeting>): Generator<WrittenMeeting> {
  for (const { meeting, explanation } of meetings)
    yield explanation === null ? meeting : { ...meeting, explanation };
}
