import type { Seconds } from './time.js';

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
