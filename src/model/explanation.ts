import type { BeginClause, EndClause } from './clause.js';
import type { EpochMs, Seconds } from './time.js';

/** What a clause rested on. Instants in milliseconds, `limit` in seconds, head counts as numbers. */
export type Facts = Readonly<Record<string, EpochMs | Seconds | string | null>>;

/** Why a session began: the clause, its exact start, and what the clause rested on. */
export interface Began {
  readonly clause: BeginClause;
  readonly at: EpochMs;
  readonly facts: Facts;
}

/** Why a session ended: the clause, its exact end, and what the clause rested on. */
export interface Ended {
  readonly clause: EndClause;
  readonly at: EpochMs;
  readonly facts: Facts;
}

/** The decisions behind one meeting; `ended` is null while it is ongoing. */
export interface Explanation {
  readonly began: Began;
  readonly ended: Ended | null;
}
