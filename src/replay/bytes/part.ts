import type { EpochMs } from '../../model/time.js';
import type { RunResult } from './byte-run.js';
import type { Parcel } from './event-parcel.js';
import type { BatchQueue } from './merge-batches.js';

/** A part of the rooms, run by this thread or another one, as it is seen from where events are dealt out. */
export interface Part {
  /** the meetings that have come of it */
  readonly queue: BatchQueue;
  /** what is gathered for it */
  parcel: Parcel;
  /** Hands the parcel over; the next one has room for an event with texts of some length. */
  send(textLength: number): void;
  /** Asks for all meetings that are decided by the last watermark, and for what is `told` then; once it has come to its result, for nothing. */
  ask(): void;
  /** Ends the log. Pauses now and then, so that meetings can go out. */
  end(asOf: EpochMs): Iterable<void>;
  /** the earliest start that a meeting still to come may have; null while it is asked for */
  readonly told: () => EpochMs | null;
  /** whether so much is under way to it that no more should be */
  readonly isBehind: () => boolean;
  /** what it came to, null until it has */
  readonly result: () => RunResult | null;
  stop(): Promise<void>;
}
