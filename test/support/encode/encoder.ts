import type { ValidEvent } from '../../../src/model/event.js';

/**
 * Writes a log as the payloads a platform would have sent for it, in the log's order, nothing repeated. The log has a participant_id of its
 * own for every connection, and a user_id for every person; nobody is twice in one room at a time. `random(n)` gives 0 … n − 1.
 */
export type Encode = (events: readonly ValidEvent[], random: (n: number) => number) => Encoded;

export interface Encoded {
  /** each a JSON value; a text where the platform sends a form body */
  readonly payloads: readonly unknown[];
  /** the step of the platform's clock in milliseconds: the log is cut to it before it is compared */
  readonly clockMs: number;
  /** what the platform has a key for; 'connection' unless it says otherwise */
  readonly keys?: 'connection' | 'user';
  /** whether clears were encoded; false unless it says so: then the log is compared without them */
  readonly clears?: boolean;
}
