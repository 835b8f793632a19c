import type { MeetingRow } from '../../formats/columns.js';
import type { WrittenMeeting } from '../../formats/write-meetings.js';
import type { ExactTimes, Meeting, ParticipantRecord } from '../../model/meeting.js';

/** A line of a meeting with its exact instants behind the documented fields. */
type ExactLine = Meeting & Omit<ExactTimes, 'stays'> & { readonly participants: readonly ExactRecord[] };
type ExactRecord = ParticipantRecord & ExactTimes['stays'][number];

/** A meeting as the bytes [from, to) say, one line of JSON. */
export function meetingIn(bytes: Uint8Array, from: number, to: number): WrittenMeeting {
  const line = Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from);
  return JSON.parse(line.toString()) as WrittenMeeting;
}

/** The same as columns want it. */
export function rowIn(bytes: Uint8Array, from: number, to: number, isExact: boolean): MeetingRow {
  const meeting = meetingIn(bytes, from, to);
  if (!isExact) return { meeting, exact: null };
  const { start_at, end_at, participants } = meeting as ExactLine;
  return { meeting, exact: { start_at, end_at, stays: participants } };
}
