import type { ExactStay, ExactTimes, Meeting, ParticipantRecord } from '../model/meeting.js';

/** What a cell can hold. */
export type Cell = string | number | boolean | null;

/** A column of a table: what it is called, what its cells hold, and where that is in a row. */
export interface Column<Row> {
  readonly name: string;
  readonly type: 'text' | 'whole' | 'flag';
  readonly of: (row: Row) => Cell;
}

/** What columns have of a meeting. */
export interface MeetingRow {
  readonly meeting: Meeting;
  /** null unless asked for */
  readonly exact: ExactTimes | null;
}

/** A participant's record in its meeting; null for the row of a meeting that has none. */
export interface RecordRow {
  readonly listed: MeetingRow;
  readonly record: ParticipantRecord | null;
  readonly stay: ExactStay | null;
}

/** The columns of meetings, without their participants: those of the meeting object, then the exact instants if asked for. */
export function meetingColumns(isExact: boolean): Column<MeetingRow>[] {
  const columns: Column<MeetingRow>[] = [
    { name: 'id', type: 'text', of: ({ meeting }) => meeting.id },
    { name: 'room', type: 'text', of: ({ meeting }) => meeting.room },
    { name: 'start_time', type: 'whole', of: ({ meeting }) => meeting.start_time },
    { name: 'duration', type: 'whole', of: ({ meeting }) => meeting.duration },
    { name: 'ongoing', type: 'flag', of: ({ meeting }) => meeting.ongoing },
    { name: 'max_participants', type: 'whole', of: ({ meeting }) => meeting.max_participants },
  ];
  if (!isExact) return columns;
  return [
    ...columns,
    { name: 'start_at', type: 'whole', of: ({ exact }) => exact?.start_at ?? null },
    { name: 'end_at', type: 'whole', of: ({ exact }) => exact?.end_at ?? null },
  ];
}

/** The columns of participants, each of which names its meeting. */
export function participantColumns(isExact: boolean): Column<RecordRow>[] {
  return [
    { name: 'meeting_id', type: 'text', of: ({ listed }) => listed.meeting.id },
    ...recordColumns(isExact, 'duration'),
  ];
}

/** The columns of one row for each participant of each meeting; a meeting without any has a row of its own. */
export function flatColumns(isExact: boolean): Column<RecordRow>[] {
  const meeting = meetingColumns(isExact).map(({ name, type, of }) => ({
    ...{ name, type },
    of: ({ listed }: RecordRow) => of(listed),
  }));
  return [...meeting, ...recordColumns(isExact, 'participant_duration')];
}

/** The columns of a record by itself. */
export function recordColumns(isExact: boolean, duration: string): Column<RecordRow>[] {
  const columns: Column<RecordRow>[] = [
    { name: 'user_id', type: 'text', of: ({ record }) => record?.user_id ?? null },
    { name: 'participant_id', type: 'text', of: ({ record }) => record?.participant_id ?? null },
    { name: 'user_name', type: 'text', of: ({ record }) => record?.user_name ?? null },
    { name: 'join_time', type: 'whole', of: ({ record }) => record?.join_time ?? null },
    { name: duration, type: 'whole', of: ({ record }) => record?.duration ?? null },
  ];
  if (!isExact) return columns;
  return [
    ...columns,
    { name: 'join_at', type: 'whole', of: ({ stay }) => stay?.join_at ?? null },
    { name: 'leave_at', type: 'whole', of: ({ stay }) => stay?.leave_at ?? null },
  ];
}

/** The records of meetings, in their order. */
export function* recordRows(meetings: Iterable<MeetingRow>, keepsEmpty: boolean): Generator<RecordRow> {
  for (const listed of meetings) {
    const { participants } = listed.meeting;
    if (participants.length === 0 && keepsEmpty) yield { listed, record: null, stay: null };
    for (const [i, record] of participants.entries()) {
      yield { listed, record, stay: listed.exact?.stays[i] ?? null };
    }
  }
}
