import type { EndClause } from '../../model/clause.js';
import type { EpochMs } from '../../model/time.js';

/** Who runs a flat state: told what comes of it, and keeper of the visits' records. */
export type FlatHost = FlatOutcome & VisitKeeper;

/** Who is told what comes of it; rooms and records are numbers, good for the length of the call. */
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
  duplicateJoin(room: number, record: number, at: EpochMs): void;
  orphanLeave(room: number, record: number, at: EpochMs): void;
}

/** Who keeps the records of visits: finds those that are open, and knows what they are called. */
export interface VisitKeeper {
  /** A record has become a visit; `ref` says where the join's names are, NONE where the record has them. */
  opened(visit: number, ref: number): void;
  /** A visit has ended: its participant has no record now. */
  left(room: number, visit: number, ref: number): void;
  /** A record for the same participant, whose visit ends at this instant; `ref` says where the join's names are. */
  anew(room: number, visit: number, ref: number): number;
  /** Names are needed no more. */
  unnamed(ref: number): void;
  /** A record has come to nothing, and will be given back: its participant has none. */
  unused(room: number, record: number): void;
  /** A visit that is over no longer matters, and will be given back. */
  dropped(visit: number): void;
  /** Refers to the names of a join that is repeated at its instant, `ref` NONE where its record has them. */
  spelled(record: number, ref: number): number;
  /** Makes one reference of two to names that were told at one instant (clause `names`). */
  agreed(a: number, b: number): number;
}
