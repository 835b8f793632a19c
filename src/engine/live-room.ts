import TinyQueue from 'tinyqueue';
import type { ValidEvent } from '../model/event.js';
import { type EpochMs, NEVER } from '../model/time.js';
import { advanceRoom } from './advance-room.js';
import { forgetParticipants } from './compact-room.js';
import type { CompiledRules } from './compile-rules.js';
import { isDue, nextDecision, nextWake } from './deadline.js';
import type { Sleeper } from './deadline-index.js';
import { foldEvent, type Instant, quietInstant } from './instant.js';
import type { Outcome } from './outcome.js';
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
    pending: waiting(pending),
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
  outcome: Outcome,
): void {
  advanceTo(live, watermark, rules, outcome);
  if (isForgettable(live.room)) {
    live.room = createRoom(live.room.room);
    live.numbers.clear();
  } else if (forgetParticipants(live.room)) {
    live.numbers = numbersOf(live.room);
  }
  live.nextReport = null;
}

function advanceTo(live: LiveRoom, watermark: EpochMs, rules: CompiledRules, outcome: Outcome): void {
  for (let next = live.pending.peek(); next !== undefined && isDue(next.at, watermark); ) {
    advanceRoom(live.room, takeInstant(live, next.at, rules), rules, outcome);
    next = live.pending.peek();
  }
  if (isDue(nextWake(live.room, rules), watermark)) {
    advanceRoom(live.room, quietInstant(watermark), rules, outcome);
  }
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
  const copy = copyForRehearsal(live);
  let reports = 0;
  const count = () => {
    reports++;
  };
  const outcome: Outcome = { opened: count, closed: count, duplicateJoin() {}, orphanLeave() {} };
  for (;;) {
    const wake = wakeOf(copy, rules);
    if (wake === NEVER) return NEVER;
    advanceTo(copy, wake, rules, outcome);
    if (reports > 0) return wake;
  }
}

/** A copy of what running a room may change, and no more: ended visits, and without events all visits, are shared. */
function copyForRehearsal({ room, numbers, pending }: LiveRoom): LiveRoom {
  const waits = pending.length > 0;
  return {
    room: {
      ...room,
      session: room.session === null ? null : { ...room.session },
      open: [...room.open],
      participants: waits ? [...room.participants] : room.participants,
      changes: waits ? [...room.changes] : room.changes,
      visits: waits
        ? room.visits.map((visit) => (visit.leave === NEVER ? { ...visit } : visit))
        : room.visits,
    },
    numbers: waits ? new Map(numbers) : numbers,
    pending: waiting([...pending.data]),
    nextReport: null,
    wake: NEVER,
    slot: -1,
  };
}

function waiting(events: ValidEvent[]): TinyQueue<ValidEvent> {
  return new TinyQueue(events, (a, b) => a.at - b.at);
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
