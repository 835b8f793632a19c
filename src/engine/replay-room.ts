import type { EpochMs } from '../model/time.js';
import { advanceRoom } from './advance-room.js';
import { type CollectedOutcome, collectOutcome } from './collected-outcome.js';
import type { CompiledRules } from './compile-rules.js';
import type { RoomLog } from './event-log.js';
import { type Deed, foldEvent, quietInstant } from './instant.js';
import { type ListedMeeting, listOngoing } from './list-meeting.js';

/** What a whole room came to, as of T, and what became of its events beyond those used. */
export interface RoomReplay {
  readonly outcome: CollectedOutcome;
  readonly ongoing: ListedMeeting | null;
  /** events that only repeated another */
  readonly repeated: number;
  /** events after T */
  readonly afterAsOf: number;
}

/** The bulk path: runs the recipe over all events of a room, once; the log's room is used up by it. */
export function replayRoom(log: RoomLog, asOf: EpochMs, rules: CompiledRules, explains: boolean): RoomReplay {
  const { room, at, type, participant, userId, userName } = log;
  const order = log.isSorted ? null : inTimeOrder(at);
  const outcome = collectOutcome(rules, explains);
  const known = new Map<number, Deed>();
  let repeated = 0;
  let next = 0;
  while (next < at.length) {
    const now = at[order === null ? next : order[next]!]!;
    if (rules.isAfterAsOf(now, asOf)) break;
    const instant = quietInstant(now);
    known.clear();
    for (; next < at.length; next++) {
      const i = order === null ? next : order[next]!;
      if (at[i] !== now) break;
      const isNew = foldEvent(instant, known, type[i]!, participant[i]!, userId[i]!, userName[i]!, rules);
      if (!isNew) repeated++;
    }
    advanceRoom(room, instant, rules, outcome);
  }
  advanceRoom(room, quietInstant(asOf), rules, outcome);
  const ongoing = room.session === null ? null : listOngoing(room, room.session, asOf, rules, explains);
  return { outcome, ongoing, repeated, afterAsOf: at.length - next };
}

function inTimeOrder(at: readonly EpochMs[]): Uint32Array {
  return Uint32Array.from(at, (_, i) => i).sort((a, b) => at[a]! - at[b]!);
}
