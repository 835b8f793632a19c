import type { ParticipantRecord } from '../model/meeting.js';
import type { EpochMs } from '../model/time.js';
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
  /** the exact clipped joins beside the records */
  readonly joins: EpochMs[];
  isSorted: boolean;
}

/** A list to be used for one meeting after the other. */
export function createRecordList(): RecordList {
  return { start: 0, end: 0, asOf: 0, length: 0, records: [], joins: [], isSorted: true };
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
  const { records, joins, end } = list;
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

function sortedPlaces({ records, joins, length }: RecordList): number[] {
  const keys = Array.from({ length }, (_, i) => {
    return { join: joins[i]!, participant_id: records[i]!.participant_id, i };
  });
  return keys.sort(compareRecords).map(({ i }) => i);
}
