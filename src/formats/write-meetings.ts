import type { ListedMeeting } from '../engine/list-meeting.js';
import type { Explanation } from '../model/explanation.js';
import type { ExactTimes, Meeting } from '../model/meeting.js';

/** A meeting as it is written, perhaps with why it began and ended. */
export type WrittenMeeting = Meeting & { readonly explanation?: Explanation };

/** A meeting as a line of JSON, with its exact instants behind the documented fields if asked for, and its explanation if there is one. */
export function meetingLine({ meeting, explanation, exact }: ListedMeeting, isExact: boolean): string {
  const told: WrittenMeeting = isExact && exact !== null ? withInstants(meeting, exact) : meeting;
  return `${JSON.stringify(explanation === null ? told : { ...told, explanation })}\n`;
}

function withInstants(meeting: Meeting, { start_at, end_at, stays }: ExactTimes): Meeting {
  const participants = meeting.participants.map((record, i) => ({ ...record, ...stays[i] }));
  const exact = { ...meeting, participants, start_at, end_at };
  return exact;
}

/** One value a line. */
export function* writeNdjson(values: Iterable<unknown>): Generator<string> {
  for (const value of values) yield `${JSON.stringify(value)}\n`;
}
