import type { Answer } from '../case.js';
import { canonicalMeetings, canonicalRecords, canonicalStrays, isFields } from './canonical.js';

/** Whether two answers say the same. Ids may be drawn anew each time, orders are free, reasons are words. */
export function sameAnswer(a: Answer, b: Answer): boolean {
  const withStrays = hasStrays(a) && hasStrays(b);
  return fingerprint(a, withStrays) === fingerprint(b, withStrays);
}

/** Whether an answer tells of strays: it need not. */
export function hasStrays(answer: Answer): boolean {
  return answer.kind === 'meetings' && answer.anomalies !== undefined;
}

/** What an answer says, as a text: equal for answers that say the same. Of ids it holds which are equal. */
export function fingerprint(answer: Answer, withStrays: boolean): string {
  if (answer.kind !== 'meetings') return answer.kind;
  const meetings = canonicalMeetings(answer.meetings);
  const ids = meetings.map((meeting, i) => (isFields(meeting) && meeting.id !== undefined ? meeting.id : i));
  const strays = withStrays ? canonicalStrays(answer.anomalies ?? []).map(sortedEntries) : null;
  return JSON.stringify([meetings.map(comparable), ids.map((id) => ids.indexOf(id)), strays]);
}

function comparable(meeting: unknown): unknown {
  if (!isFields(meeting)) return meeting;
  const { id: _, participants, ...rest } = meeting;
  const records = Array.isArray(participants)
    ? canonicalRecords(participants).map(sortedEntries)
    : participants;
  return [sortedEntries(rest), records];
}

function sortedEntries(value: unknown): unknown {
  return isFields(value) ? Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)) : value;
}
