import type { StrayEvent } from '../model/anomaly.js';
import type { Explanation } from '../model/explanation.js';
import type { Meeting } from '../model/meeting.js';
import type { EpochMs } from '../model/time.js';
import type { MeetingKey } from '../rules/order.js';

/** A meeting with what orders and explains it. */
export interface ListedMeeting extends MeetingKey {
  readonly meeting: Meeting;
  readonly explanation: Explanation;
}

/** What came of advancing a room: collected by the recipe, read by whoever runs it. */
export interface Outcome {
  /** the exact starts of the sessions that began */
  readonly opened: EpochMs[];
  readonly closed: ListedMeeting[];
  readonly strays: StrayEvent[];
}

export function emptyOutcome(): Outcome {
  return { opened: [], closed: [], strays: [] };
}
