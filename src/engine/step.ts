import { produce } from 'immer';
import type { Anomaly } from '../model/anomaly.js';
import { describeInvalid } from '../model/describe-invalid.js';
import type { Explanation } from '../model/explanation.js';
import type { Meeting } from '../model/meeting.js';
import { requireTime } from '../model/parse-time.js';
import type { RuleOptions } from '../model/rule-options.js';
import type { EpochMs, TimeInput } from '../model/time.js';
import { isEvent, readEvent } from '../rules/event.js';
import { compareByClosing } from '../rules/order.js';
import { compareStrays } from '../rules/strays.js';
import { advanceRoom } from './advance-room.js';
import { collectOutcome } from './collected-outcome.js';
import { type CompiledRules, toCompiled } from './compile-rules.js';
import { foldEvent, type Instant, quietInstant } from './instant.js';
import { explanationsOf, listOngoing } from './list-meeting.js';
import { numbersOf, participantNumber } from './participant-number.js';
import type { Room } from './room.js';

/** A presence event without the room and the instant, which the step gives. */
export interface StepEvent {
  readonly type: 'join' | 'leave' | 'clear';
  readonly participant_id?: string;
  readonly user_id?: string | null;
  readonly user_name?: string | null;
}

/** One instant of one room: all events at `at`; none lets time alone pass. */
export interface StepInput {
  readonly at: TimeInput;
  readonly events?: readonly StepEvent[];
}

/** The next state of the room, and what the step decided. */
export interface StepResult {
  readonly room: Room;
  /** the exact starts, in milliseconds, of the sessions that began */
  readonly opened: readonly EpochMs[];
  /** meetings that ended, in the order of closing */
  readonly closed: readonly Meeting[];
  readonly anomalies: readonly Anomaly[];
  /** of the closed meetings, by id */
  readonly explanations: Record<string, Explanation>;
}

/**
 * One room, one instant, pure: the room that is given stays as it was.
 * @throws RangeError if `at` goes back, or has events and is not new; TypeError for an event that is none
 */
export function step(room: Room, input: StepInput, rules?: Partial<RuleOptions> | CompiledRules): StepResult {
  const compiled = toCompiled(rules);
  checkRoom(room);
  if (typeof input !== 'object' || input === null) throw new TypeError('step: expected {at, events}');
  const at = requireTime(input.at, 'at');
  const events = input.events ?? [];
  if (!Array.isArray(events)) throw new TypeError('events: expected an array');
  if (at < room.at || (at === room.at && events.length > 0)) {
    throw new RangeError(`at: ${at} is not after the room's last instant (${room.at})`);
  }
  const outcome = collectOutcome(compiled, true);
  const next = produce(room, (draft) => {
    advanceRoom(draft, gather(draft, at, events, compiled), compiled, outcome);
  });
  const closed = outcome.finished.sort(compareByClosing);
  const anomalies = outcome.strays.sort(compareStrays);
  return {
    room: next,
    opened: outcome.starts,
    closed: closed.map((item) => item.meeting),
    anomalies,
    explanations: explanationsOf(closed),
  };
}

/**
 * The meeting that runs in a room as of a time not before its last instant, null for none.
 * @throws TypeError if `room` is none; RangeError for an earlier time
 */
export function ongoingMeeting(
  room: Room,
  asOf: TimeInput,
  rules?: Partial<RuleOptions> | CompiledRules,
): Meeting | null {
  checkRoom(room);
  const at = requireTime(asOf, 'asOf');
  if (at < room.at) throw new RangeError(`asOf: ${at} is before the room's last instant (${room.at})`);
  return room.session === null ? null : listOngoing(room, room.session, at, toCompiled(rules), false).meeting;
}

/** To look at all of a room would cost more than a step: only whether it is one. */
function checkRoom(room: unknown): asserts room is Room {
  const { visits, participants } = (room ?? {}) as Partial<Room>;
  if (Array.isArray(visits) && Array.isArray(participants)) return;
  throw new TypeError('room: expected a room that createRoom or step gave');
}

function gather(room: Room, at: EpochMs, events: readonly StepEvent[], rules: CompiledRules): Instant {
  const instant = quietInstant(at);
  const numbers = numbersOf(room);
  events.forEach((event, index) => {
    const read = readEvent({ ...event, room: room.room, at });
    if (!isEvent(read)) throw new TypeError(`events[${index}]: ${describeInvalid(read.field, read.reason)}`);
    const isClear = read.type === 'clear';
    const participant = isClear ? -1 : participantNumber(room, numbers, read.participant_id);
    foldEvent(instant, read.type, participant, read.user_id, read.user_name, rules);
  });
  return instant;
}
