import TinyQueue from 'tinyqueue';
import type { ValidEvent } from '../model/event.js';
import { type EpochMs, NEVER } from '../model/time.js';
import { advanceRoom } from './advance-room.js';
import { type CollectedOutcome, collectOutcome } from './collected-outcome.js';
import { forgetParticipants } from './compact-room.js';
import type { CompiledRules } from './compile-rules.js';
import { isDue, nextDecision, nextWake } from './deadline.js';
import type { Sleeper } from './deadline-index.js';
import { foldEvent, type Instant, quietInstant } from './instant.js';
import { numbersOf, participantNumber } from './participant-number.js';
import { createRoom, isForgettable, type Room } from './room.js';

/** A room of the live engine: its state, and its events that wait for the watermark. */
export interface LiveRoom extends Sleeper {
  room: Room;
  numbers: Map<string, number>;
  readonly pending: TinyQueue<ValidEvent>;
  /** when it will next open or close a meeting, once that has been asked; null: not known */
  nextReport: EpochMs | null;
}

export function createLiveRoom(room: Room, pending: ValidEvent[] = []): LiveRoom {
  return {
    room,
    numbers: numbersOf(room),
    pending: new TinyQueue(pending, (a, b) => a.at - b.at),
    nextReport: null,
    wake: NEVER,
    slot: -1,
  };
}

/** When the room must next be looked at: for an event that waits, or for what its state alone brings. */
export function wakeOf(live: LiveRoom, rules: CompiledRules): EpochMs {
  return Math.min(live.pending.peek()?.at ?? NEVER, nextWake(live.room, rules));
}

/** Runs a room up to a watermark: each waiting instant in turn, then the time that is left. */
export function runLiveRoom(
  live: LiveRoom,
  watermark: EpochMs,
  rules: CompiledRules,
  explains: boolean,
): CollectedOutcome {
  const outcome = collectOutcome(rules, explains);
  for (let next = live.pending.peek(); next !== undefined && isDue(next.at, watermark); ) {
    advanceRoom(live.room, takeInstant(live, next.at, rules), rules, outcome);
    next = live.pending.peek();
  }
  if (isDue(nextWake(live.room, rules), watermark)) {
    advanceRoom(live.room, quietInstant(watermark), rules, outcome);
  }
  if (isForgettable(live.room)) {
    live.room = createRoom(live.room.room);
    live.numbers.clear();
  } else if (forgetParticipants(live.room)) {
    live.numbers = numbersOf(live.room);
  }
  live.nextReport = null;
  return outcome;
}

/**
 * The least watermark at which the room, with no further event, will open or close a meeting; `NEVER` for none. Where
 * events wait or visits are undecided, that is found by running a copy.
 */
export function nextReport(live: LiveRoom, rules: CompiledRules): EpochMs {
  live.nextReport ??= isQuiet(live) ? nextDecision(live.room, rules) : rehearse(live, rules);
  return live.nextReport;
}

function isQuiet(live: LiveRoom): boolean {
  return live.pending.length === 0 && live.room.checked === live.room.changes.length;
}

function rehearse(live: LiveRoom, rules: CompiledRules): EpochMs {
  const copy = createLiveRoom(JSON.parse(JSON.stringify(live.room)) as Room, [...live.pending.data]);
  for (;;) {
    const wake = wakeOf(copy, rules);
    if (wake === NEVER) return NEVER;
    const { starts, finished } = runLiveRoom(copy, wake, rules, false);
    if (starts.length > 0 || finished.length > 0) return wake;
  }
}

function takeInstant(live: LiveRoom, at: EpochMs, rules: CompiledRules): Instant {
  const instant = quietInstant(at);
  while (live.pending.peek()?.at === at) {
    const { type, participant_id, user_id, user_name } = live.pending.pop()!;
    const participant = type === 'clear' ? -1 : participantNumber(live.room, live.numbers, participant_id);
    foldEvent(instant, type, participant, user_id, user_name, rules);
  }
  return instant;
}
