import type { EventType } from './event.js';
import type { EpochMs } from './time.js';

/** What can be wrong with a record: with a field of an event (clause `event`), in a file with the line, or with a platform's record. */
export type InvalidReason =
  | 'missing'
  | 'not-an-object'
  | 'not-a-string'
  | 'empty'
  | 'lone-surrogate'
  | 'unknown-type'
  | 'not-a-time'
  | 'no-offset'
  | 'out-of-range'
  | 'unit-changed'
  | 'not-json'
  | 'not-utf-8'
  | 'too-long'
  | 'cut-off'
  | 'ragged-row'
  | 'not-recognised'
  | 'not-as-documented';

/** A record that is no event: the `index` it had in its input, the field (null: the record as a whole) and why. */
export interface InvalidEvent {
  readonly code: 'invalid-event';
  readonly index: number;
  readonly field: string | null;
  readonly reason: InvalidReason;
}

/** An event that changes nothing, as another of its kind is in force (clause `strays`). */
export interface StrayEvent {
  readonly code: 'duplicate-join' | 'orphan-leave';
  readonly type: EventType;
  readonly room: string;
  readonly participant_id: string;
  readonly at: EpochMs;
}

/** An event at or behind the watermark (`law-online`). `participant_id` is null for a clear. */
export interface LateEvent {
  readonly code: 'late-event';
  readonly type: EventType;
  readonly room: string;
  readonly participant_id: string | null;
  readonly at: EpochMs;
}

/** Every numeric `at` looks like seconds where milliseconds are expected. `events` is how many there were. */
export interface SuspectUnit {
  readonly code: 'suspect-unit';
  readonly events: number;
  readonly smallest_at: EpochMs;
  readonly largest_at: EpochMs;
}

/** A fault of the log: a value, never thrown. */
export type Anomaly = InvalidEvent | StrayEvent | LateEvent | SuspectUnit;
