import type { ExactStay, ExactTimes, ParticipantRecord } from '../model/meeting.js';
import { type EpochMs, NEVER } from '../model/time.js';
import { compareRecords } from '../rules/participants.js';
import type { CompiledRules } from './compile-rules.js';

/** The records of one meeting as they are put together, visit by visit in order of join. */
export interface RecordList {
  /** The session's exact bounds; `NEVER` while it runs. */
  start: EpochMs;
  end: EpochMs;
  asOf: EpochMs;
  length: number;
  readonly records: ParticipantRecord[];
  /** the exact clipped joins and leaves beside the records; `NEVER` for who is still there */
  readonly joins: EpochMs[];
  readonly leaves: EpochMs[];
  isSorted: boolean;
}

/** A list to be used for one meeting after the other. */
export function createRecordList(): RecordList {
  return { start: 0, end: 0, asOf: 0, length: 0, records: [], joins: [], leaves: [], isSorted: true };
}

/** Empties the list for the next session. */
export function beginRecords(list: RecordList, start: EpochMs, end: EpochMs, asOf: EpochMs): void {
  list.start = start;
  list.end = end;
  list.asOf = asOf;
  list.length = 0;
  list.isSorted = true;
}

/** Whether a visit has a record in the meeting (clause `participants`). */
export function hasRecord(list: RecordList, join: EpochMs, leave: EpochMs, rules: CompiledRules): boolean {
  return rules.overlapsSession(join, leave, list.start, list.end) && rules.isAdmitted(join, leave, list.asOf);
}

/** Adds the record of a visit that has one. Names are null where the event told none. */
export function addRecord(
  list: RecordList,
  participantId: string,
  join: EpochMs,
  leave: EpochMs,
  joinUserId: string | null,
  joinUserName: string | null,
  leaveUserId: string | null,
  leaveUserName: string | null,
  rules: CompiledRules,
): void {
  const { records, joins, leaves, end } = list;
  const from = rules.clippedJoin(join, list.start);
  const until = rules.clippedLeave(leave, end);
  const to = rules.endAsOf(until, list.asOf);
  const place = list.length++;
  // Only records of one instant need more than their joins to be told apart.
  if (place > 0 && list.isSorted && joins[place - 1]! >= from) {
    const before = { join: joins[place - 1]!, participant_id: records[place - 1]!.participant_id };
    list.isSorted = compareRecords(before, { join: from, participant_id: participantId }) <= 0;
  }
  joins[place] = from;
  leaves[place] = until;
  records[place] = {
    user_id: rules.recordName(joinUserId, leaveUserId, leave, end),
    participant_id: participantId,
    user_name: rules.recordName(joinUserName, leaveUserName, leave, end),
    join_time: rules.listedTime(from),
    duration: rules.wholeDuration(from, to),
  };
}

/**
 * The records in their order, in an array of their own. Visits come in order of join, so that only those of one
 * instant need sorting.
 */
export function sortedRecords(list: RecordList): ParticipantRecord[] {
  const { records, length, isSorted } = list;
  return isSorted ? records.slice(0, length) : sortedPlaces(list).map((i) => records[i]!);
}

/** The exact instants of the meeting and of its records, in their order. */
export function exactTimes(list: RecordList): ExactTimes {
  const { start, end, joins, leaves } = list;
  const stays = sortedPlaces(list).map(
    (i): ExactStay => ({ join_at: joins[i]!, leave_at: unlessNever(leaves[i]!) }),
  );
  return { start_at: start, end_at: unlessNever(end), stays };
}

function sortedPlaces({ records, joins, length }: RecordList): number[] {
  const keys = Array.from({ length }, (_, i) => {
    return { join: joins[i]!, participant_id: records[i]!.participant_id, i };
  });
  return keys.sort(compareRecords).map(({ i }) => i);
}

function unlessNever(at: EpochMs): EpochMs | null {
  return at === NEVER ? null : at;
}
