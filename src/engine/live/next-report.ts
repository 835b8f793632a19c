import TinyQueue from 'tinyqueue';
import type { ValidEvent } from '../../model/event.js';
import { type EpochMs, NEVER } from '../../model/time.js';
import { advanceRoom } from '../advance-room.js';
import { nextWake } from '../deadline.js';
import { NONE } from '../flat/none.js';
import { wakesInOrder } from '../flat/wake-heap.js';
import { foldEvent, type Instant, quietInstant } from '../instant.js';
import type { Outcome } from '../outcome.js';
import { numbersOf, participantNumber } from '../participant-number.js';
import { createRoom, type Room } from '../room.js';
import { settleLive } from './live-run.js';
import type { LiveState } from './live-state.js';
import { quietReport } from './quiet-report.js';
import { findRoom, nameOf, seekRoom } from './room-book.js';
import { writeRoom } from './room-records.js';
import { type WaitingEvents, waitingInOrder } from './waiting-events.js';

/** A room of which more is known than its state: an event waits for it. */
interface Rehearsal {
  readonly room: Room;
  readonly numbers: Map<string, number>;
  instant: Instant | null;
  /** when it is to be looked at next: what was to be done before an event came says no more */
  dueAt: EpochMs;
}

/** When a room is to be looked at: one that is rehearsed, or one whose own report is known, by its name. */
interface Due {
  readonly at: EpochMs;
  readonly name: string;
  readonly rehearsal: Rehearsal | null;
}

/**
 * The least watermark at which, with no event but those that wait, a meeting will open or close; `NEVER` for none. It
 * goes through the time to come, from one instant that matters to the next, and no further than to the first report.
 * Rooms for which events wait are copied as they come up, and run as copies.
 */
export function nextReport(state: LiveState, waiting: WaitingEvents): EpochMs {
  const { rules } = state;
  const rehearsals = new Map<string, Rehearsal>();
  const due = new TinyQueue<Due>([], (a, b) => a.at - b.at);
  const events = waitingInOrder(waiting);
  const wakes = wakesInOrder(state.wakes, state);
  let reports = 0;
  const count = () => {
    reports++;
  };
  const outcome: Outcome = { opened: count, closed: count, duplicateJoin() {}, orphanLeave() {} };

  let event = events.next().value;
  let wake = wakes.next().value;
  for (;;) {
    const nextEvent = event === undefined ? NEVER : event.at;
    const nextWakeUp = wake === undefined ? NEVER : wake.at;
    const nextDue = due.peek()?.at ?? NEVER;
    const now = Math.min(nextEvent, nextWakeUp, nextDue);
    if (now === NEVER) return NEVER;
    if (nextEvent === now) {
      const happening = new Set<Rehearsal>();
      for (; event !== undefined && event.at === now; event = events.next().value) {
        happening.add(fold(event));
      }
      for (const rehearsal of happening) advance(rehearsal, rehearsal.instant!);
    } else if (nextWakeUp === now) {
      const { room } = wake!;
      wake = wakes.next().value;
      settleLive(state, room);
      const name = nameOf(state, room);
      if (!rehearsals.has(name)) due.push({ at: quietReport(state, room, rules), name, rehearsal: null });
    } else {
      const { name, rehearsal } = due.pop()!;
      if (rehearsal === null) {
        if (!rehearsals.has(name)) return now;
      } else if (rehearsal.dueAt === now) advance(rehearsal, quietInstant(now));
    }
    if (reports > 0) return now;
  }

  function fold({ type, room: name, participant_id, at, user_id, user_name }: ValidEvent): Rehearsal {
    let rehearsal = rehearsals.get(name);
    if (rehearsal === undefined) {
      const room = copyOf(name);
      rehearsal = { room, numbers: numbersOf(room), instant: null, dueAt: NEVER };
      rehearsals.set(name, rehearsal);
    }
    const { room, numbers } = rehearsal;
    rehearsal.instant ??= quietInstant(at);
    const participant = type === 'clear' ? -1 : participantNumber(room, numbers, participant_id);
    foldEvent(rehearsal.instant, type, participant, user_id, user_name, rules);
    return rehearsal;
  }

  function copyOf(name: string): Room {
    seekRoom(state.roomBook, name);
    const room = findRoom(state, name);
    if (room === NONE) return createRoom(name);
    settleLive(state, room);
    return writeRoom(state, room);
  }

  function advance(rehearsal: Rehearsal, instant: Instant): void {
    advanceRoom(rehearsal.room, instant, rules, outcome);
    rehearsal.instant = null;
    rehearsal.dueAt = nextWake(rehearsal.room, rules);
    due.push({ at: rehearsal.dueAt, name: rehearsal.room.room, rehearsal });
  }
}
