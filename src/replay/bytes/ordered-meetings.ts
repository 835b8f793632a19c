import type { MeetingKey } from '../../rules/order.js';
import type { TakeMeeting } from './byte-run.js';

/** Meetings in the order of their starts, which are handed on one by one. */
export interface OrderedMeetings {
  /** of the next one; null if there is none */
  readonly key: () => MeetingKey | null;
  /** Hands the next one on; there must be one. */
  handOn(take: TakeMeeting): void;
}
