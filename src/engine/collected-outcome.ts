import type { StrayEvent } from '../model/anomaly.js';
import type { EpochMs } from '../model/time.js';
import type { CompiledRules } from './compile-rules.js';
import { type ListedMeeting, listFinished } from './list-meeting.js';
import type { Outcome } from './outcome.js';

/** An outcome that keeps all it is told, as it is listed. */
export interface CollectedOutcome extends Outcome {
  /** the exact starts of the sessions that began */
  readonly starts: EpochMs[];
  readonly finished: ListedMeeting[];
  readonly strays: StrayEvent[];
}

export function collectOutcome(rules: CompiledRules, explains: boolean): CollectedOutcome {
  const starts: EpochMs[] = [];
  const finished: ListedMeeting[] = [];
  const strays: StrayEvent[] = [];
  return {
    starts,
    finished,
    strays,
    opened(_, start) {
      starts.push(start);
    },
    closed(room, session, ending) {
      finished.push(listFinished(room, session, ending, rules, explains));
    },
    duplicateJoin(room, participant, at) {
      const participant_id = room.participants[participant]!;
      strays.push({ code: 'duplicate-join', type: 'join', room: room.room, participant_id, at });
    },
    orphanLeave(room, participant, at) {
      const participant_id = room.participants[participant]!;
      strays.push({ code: 'orphan-leave', type: 'leave', room: room.room, participant_id, at });
    },
  };
}
