import type { EndClause } from '../../model/clause.js';
import type { EpochMs } from '../../model/time.js';

/** Who is told what comes of it; rooms and participants are numbers of records, good for the length of the call. */
export interface FlatOutcome {
  closed(
    room: number,
    clause: EndClause,
    end: EpochMs,
    decidedAt: EpochMs,
    now: EpochMs,
    aloneSince: EpochMs,
    dueAt: EpochMs,
    lastPresent: number,
  ): void;
  duplicateJoin(room: number, participant: number, at: EpochMs): void;
  orphanLeave(room: number, participant: number, at: EpochMs): void;
  /** The names referred to are needed no more. */
  dropped(ref: number): void;
}
