import type { ListedMeeting } from '../engine/list-meeting.js';
import { type WrittenMeeting, writeApi, writeJson, writeNdjson } from '../formats/write-meetings.js';
import type { ExactTimes, Meeting } from '../model/meeting.js';
import { compareNewestFirst } from '../rules/order.js';

/** What meetings can be written as. */
export const formats = ['ndjson', 'json', 'api', 'table', 'csv', 'parquet'] as const;

export type Format = (typeof formats)[number];

/**
 * Writes meetings, which come in canonical order, in a format. What a table needs is loaded for a table only: it takes
 * longer than a small replay.
 */
export async function formatMeetings(
  meetings: readonly ListedMeeting[],
  format: Exclude<Format, 'csv' | 'parquet'>,
  timezone: string,
  isExact: boolean,
): Promise<Iterable<string>> {
  switch (format) {
    case 'ndjson':
      return writeNdjson(written(meetings, isExact));
    case 'json':
      return writeJson(written(meetings, isExact));
    case 'api':
      return writeApi(written(meetings.toSorted(compareNewestFirst), isExact), meetings.length);
    case 'table': {
      const { writeTable } = await import('../formats/write-table.js');
      return writeTable([...written(meetings, isExact)], timezone);
    }
  }
}

function* written(meetings: Iterable<ListedMeeting>, isExact: boolean): Generator<WrittenMeeting> {
  for (const { meeting, explanation, exact } of meetings) {
    const told = isExact && exact !== null ? withInstants(meeting, exact) : meeting;
    yield explanation === null ? told : { ...told, explanation };
  }
}

/** The documented object, with the exact instants after the documented fields. */
function withInstants(meeting: Meeting, { start_at, end_at, stays }: ExactTimes): Meeting {
  const participants = meeting.participants.map((record, i) => ({ ...record, ...stays[i] }));
  const exact = { ...meeting, participants, start_at, end_at };
  return exact;
}
