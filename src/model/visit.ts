import type { EpochMs } from './time.js';

/**
 * A visit: the half-open interval [join, leave), `leave` being `NEVER` while it is open. Names come from the join
 * that opened it and from the leave that closed it; the clause `names` chooses between them.
 */
export interface Visit {
  /** The participant's number within the room. */
  participant: number;
  readonly join: EpochMs;
  leave: EpochMs;
  readonly joinUserId: string | null;
  readonly joinUserName: string | null;
  leaveUserId: string | null;
  leaveUserName: string | null;
}
