import type { EpochMs, TimeInput } from './time.js';

/** Someone came into a room. */
export interface JoinEvent {
  readonly type: 'join';
  readonly room: string;
  readonly participant_id: string;
  readonly at: TimeInput;
  readonly user_id?: string | null;
  readonly user_name?: string | null;
}

/** Someone went out of a room. */
export interface LeaveEvent {
  readonly type: 'leave';
  readonly room: string;
  readonly participant_id: string;
  readonly at: TimeInput;
  readonly user_id?: string | null;
  readonly user_name?: string | null;
}

/** The room is known to be empty at `at`. */
export interface ClearEvent {
  readonly type: 'clear';
  readonly room: string;
  readonly at: TimeInput;
}

/** What a caller gives: one presence event. Points in time in milliseconds, ISO 8601 with an offset, or Date. */
export type PresenceEvent = JoinEvent | LeaveEvent | ClearEvent;

export type EventType = PresenceEvent['type'];

/**
 * A presence event after validation (clause `event`): `at` in whole milliseconds, absent names null, and for a
 * clear an empty `participant_id`.
 */
export interface ValidEvent {
  readonly type: EventType;
  readonly room: string;
  readonly participant_id: string;
  readonly at: EpochMs;
  readonly user_id: string | null;
  readonly user_name: string | null;
}
