import type { EventType } from '../model/event.js';
import type { EpochMs } from '../model/time.js';
import { advanceRoom } from './advance-room.js';
import { type CollectedOutcome, collectOutcome } from './collected-outcome.js';
import type { CompiledRules } from './compile-rules.js';
import { foldEvent, type Instant, quietInstant } from './instant.js';
import { listOngoing } from './list-meeting.js';
import { participantNumber } from './participant-number.js';
import { createRoom, isForgettable, type Room } from './room.js';

/**
 * The bulk path: a whole log, in time order, through the recipe. Rooms do not wait for each other: each is brought to
 * its own next instant, and all of them to T at the end.
 */
export interface BulkRun {
  /** Takes the next event; times must not go back. */
  take(
    type: EventType,
    room: string,
    participantId: string,
    at: EpochMs,
    userId: string | null,
    userName: string | null,
  ): void;
  /** Ends the log: brings the rooms to T, and lists what runs then. Yields now and then, for who must give way. */
  finish(asOf: EpochMs): Generator<void>;
  readonly outcome: CollectedOutcome;
  readonly roomCount: () => number;
  /** how many events only repeated another */
  readonly repeated: () => number;
}

interface RoomRun {
  room: Room;
  readonly numbers: Map<string, number>;
  instant: Instant;
}

/** A room whose participants have come and gone is begun anew, so that the index of those who matter stays small. */
const FORGET_FROM = 32;

export function createBulkRun(rules: CompiledRules, explains: boolean): BulkRun {
  const runs = new Map<string, RoomRun>();
  const outcome = collectOutcome(rules, explains);
  let repeated = 0;

  function take(
    type: EventType,
    room: string,
    participantId: string,
    at: EpochMs,
    userId: string | null,
    userName: string | null,
  ): void {
    let run = runs.get(room);
    if (run === undefined) {
      run = { room: createRoom(room), numbers: new Map(), instant: quietInstant(at) };
      runs.set(room, run);
    } else if (run.instant.at !== at) {
      apply(run);
      run.instant = quietInstant(at);
    }
    const participant = type === 'clear' ? -1 : participantNumber(run.room, run.numbers, participantId);
    if (!foldEvent(run.instant, type, participant, userId, userName, rules)) repeated++;
  }

  function apply(run: RoomRun): void {
    advanceRoom(run.room, run.instant, rules, outcome);
    if (run.numbers.size > FORGET_FROM && isForgettable(run.room)) {
      run.room = createRoom(run.room.room);
      run.numbers.clear();
    }
  }

  function* finish(asOf: EpochMs): Generator<void> {
    for (const run of runs.values()) {
      apply(run);
      const { room } = run;
      if (!isForgettable(room)) advanceRoom(room, quietInstant(asOf), rules, outcome);
      if (room.session !== null)
        outcome.finished.push(listOngoing(room, room.session, asOf, rules, explains));
      yield;
    }
  }

  return { take, finish, outcome, roomCount: () => runs.size, repeated: () => repeated };
}
