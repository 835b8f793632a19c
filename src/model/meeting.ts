import type { EpochMs, Seconds } from './time.js';

/** One participant's record in a meeting, fields as documented; `join_time` in Unix seconds. */
export interface ParticipantRecord {
  readonly user_id: string | null;
  readonly participant_id: string;
  readonly user_name: string | null;
  readonly join_time: Seconds;
  readonly duration: Seconds;
}

/** The documented meeting object: fields exactly these, in this order; `start_time` in Unix seconds. */
export interface Meeting {
  readonly id: string;
  readonly room: string;
  readonly start_time: Seconds;
  readonly duration: Seconds;
  readonly ongoing: boolean;
  readonly max_participants: number;
  readonly participants: readonly ParticipantRecord[];
}

/** The exact instants of a record, clipped to its meeting; `leave_at` null: still there as of T. */
export interface ExactStay {
  readonly join_at: EpochMs;
  readonly leave_at: EpochMs | null;
}

/** The exact instants behind a meeting; `end_at` null: ongoing. `stays` are those of its participants, in their order. */
export interface ExactTimes {
  readonly start_at: EpochMs;
  readonly end_at: EpochMs | null;
  readonly stays: readonly ExactStay[];
}
