import type { ParticipantRecord } from '../model/meeting.js';
import type { EpochMs } from '../model/time.js';
import { compareRecords } from '../rules/participants.js';
import type { CompiledRules } from './compile-rules.js';

/** The records of one meeting as they are put together, visit by visit in order of join. */
export interface RecordList {
  /** The session's exact bounds; `NEVER` while it runs. */
  readonly start: EpochMs;
  readonly end: EpochMs;
  readonly asOf: EpochMs;
  readonly records: ParticipantRecord[];
  /** the exact clipped joins beside the records */
  readonly joins: EpochMs[];
  isSorted: boolean;
}

export function createRecordList(start: EpochMs, end: EpochMs, asOf: EpochMs): RecordList {
  return { start, end, asOf, records: [], joins: [], isSorted: true };
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
  const to = rules.endAsOf(rules.clippedLeave(leave, end), list.asOf);
  const last = records.length - 1;
  if (last >= 0 && list.isSorted) {
    const before = joins[last]!;
    list.isSorted = before < from || (before === from && records[last]!.participant_id <= participantId);
  }
  joins.push(from);
  records.push({
    user_id: rules.recordName(joinUserId, leaveUserId, leave, end),
    participant_id: participantId,
    user_name: rules.recordName(joinUserName, leaveUserName, leave, end),
    join_time: rules.listedTime(from),
    duration: rules.wholeDuration(from, to),
  });
}

/** The records in their order. Visits come in order of join, so that only those of one instant need sorting. */
export function sortedRecords({ records, joins, isSorted }: RecordList): ParticipantRecord[] {
  if (isSorted) return records;
  const keys = records.map(({ participant_id }, i) => ({ join: joins[i]!, participant_id, i }));
  return keys.sort(compareRecords).map(({ i }) => records[i]!);
}
