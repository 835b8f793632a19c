import type { EndClause } from '../model/clause.js';
import type { EpochMs } from '../model/time.js';
import type { Room, Session } from './room.js';

/** How a session ended. */
export interface Ending {
  readonly clause: EndClause;
  /** The exact end. */
  readonly at: EpochMs;
  /** From when the end is known, for the order of closing. */
  readonly decidedAt: EpochMs;
  /** `alone-reset`: the number of the one who was alone, since when, and when the reset was due; else −1, `NEVER`. */
  readonly lone: number;
  readonly aloneSince: EpochMs;
  readonly dueAt: EpochMs;
  /** How many were present before it. */
  readonly lastPresent: number;
}

/**
 * Who is told what comes of advancing a room. The room is as it was at that moment, and only for the length of the
 * call: whoever wants to keep something takes it out.
 */
export interface Outcome {
  opened(room: Room, start: EpochMs): void;
  closed(room: Room, session: Session, ending: Ending): void;
  duplicateJoin(room: Room, participant: number, at: EpochMs): void;
  orphanLeave(room: Room, participant: number, at: EpochMs): void;
}
