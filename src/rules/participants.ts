import { compareText } from '../model/compare-text.js';
import type { EpochMs } from '../model/time.js';

/** What orders a meeting's records. */
export interface RecordKey {
  readonly join: EpochMs;
  readonly participant_id: string;
}

/** Clause `participants`: a record begins where its visit does, but not before the session. */
export function clippedJoin(join: EpochMs, start: EpochMs): EpochMs {
  return join > start ? join : start;
}

/** Clause `participants`: a record ends where its visit does, but not after the session. */
export function clippedLeave(leave: EpochMs, end: EpochMs): EpochMs {
  return leave < end ? leave : end;
}

/** Clause `participants`: by clipped join, then participant_id by UTF-16 code units. */
export function compareRecords(a: RecordKey, b: RecordKey): number {
  return a.join - b.join || compareText(a.participant_id, b.participant_id);
}
