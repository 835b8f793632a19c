import type { StrayEvent } from '../model/anomaly.js';
import type { Meeting } from '../model/meeting.js';
import type { EpochMs } from '../model/time.js';

/** One question to an implementation: the meetings of a log, under some rules, as of some time. A line of the protocol. */
export interface CaseInput {
  /** Rule options that differ from the documented ones; whatever stands here is judged, bad values too. */
  readonly rules: Readonly<Record<string, unknown>>;
  /** T in milliseconds; absent: the time of the latest event. */
  readonly as_of?: EpochMs;
  readonly events: readonly CaseEvent[];
}

/** An event as it is sent: `at` in whole milliseconds, names null or absent where there are none. */
export type CaseEvent = VisitEvent | RoomEvent;

interface VisitEvent {
  readonly type: 'join' | 'leave';
  readonly room: string;
  readonly participant_id: string;
  readonly at: EpochMs;
  readonly user_id?: string | null;
  readonly user_name?: string | null;
}

interface RoomEvent {
  readonly type: 'clear';
  readonly room: string;
  readonly at: EpochMs;
  readonly participant_id?: never;
  readonly user_id?: string | null;
  readonly user_name?: string | null;
}

/** A meeting as it is compared: its id is not, beyond that no two meetings share one. */
export type ExpectedMeeting = Omit<Meeting, 'id'>;

/** The right answer: meetings in canonical order with the strays of the log, or that the rules are not allowed. */
export type Expectation =
  | { readonly meetings: readonly ExpectedMeeting[]; readonly anomalies: readonly StrayEvent[] }
  | { readonly rejects: string };

/** What an implementation said of a case. */
export type Answer =
  | {
      readonly kind: 'meetings';
      readonly meetings: readonly unknown[];
      readonly anomalies?: readonly unknown[];
    }
  | { readonly kind: 'rejected'; readonly reason: string }
  | { readonly kind: 'skip'; readonly reason: string }
  | { readonly kind: 'error'; readonly reason: string };
