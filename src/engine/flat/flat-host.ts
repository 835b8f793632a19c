import type { EndClause } from '../../model/clause.js';
import type { EpochMs } from '../../model/time.js';
import type { FlatState } from './flat-state.js';

/**
 * Who runs a flat state: told what comes of it, and keeper of the visits' records. It gets the state at each call: a host that
 * needs nothing else serves any number of states.
 */
export type FlatHost<S extends FlatState> = FlatOutcome<S> & VisitKeeper<S>;

/** Who is told what comes of it; rooms and records are numbers, good for the length of the call. */
export interface FlatOutcome<S extends FlatState> {
  closed(
    state: S,
    room: number,
    clause: EndClause,
    end: EpochMs,
    decidedAt: EpochMs,
    now: EpochMs,
    aloneSince: EpochMs,
    dueAt: EpochMs,
    lastPresent: number,
  ): void;
  duplicateJoin(state: S, room: number, record: number, at: EpochMs): void;
  orphanLeave(state: S, room: number, record: number, at: EpochMs): void;
}

/** Who keeps the records of visits: finds those that are open, and knows what they are called. */
export interface VisitKeeper<S extends FlatState> {
  /** A record has become a visit; `ref` says where the join's names are, NONE where the record has them. */
  opened(state: S, visit: number, ref: number): void;
  /** A visit has ended: its participant has no record now. */
  left(state: S, room: number, visit: number, ref: number): void;
  /** A record for the same participant, whose visit ends at this instant; `ref` says where the join's names are. */
  anew(state: S, room: number, visit: number, ref: number): number;
  /** Names are needed no more. */
  unnamed(state: S, ref: number): void;
  /** A record has come to nothing, and will be given back: its participant has none. */
  unused(state: S, room: number, record: number): void;
  /** A visit that is over no longer matters, and will be given back. */
  dropped(state: S, visit: number): void;
  /** Refers to the names of a join that is repeated at its instant, `ref` NONE where its record has them. */
  spelled(state: S, record: number, ref: number): number;
  /** Makes one reference of two to names that were told at one instant (clause `names`). */
  agreed(state: S, a: number, b: number): number;
}
