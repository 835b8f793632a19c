import { expectedFor } from '../model/describe-invalid.js';
import type { ValidEvent } from '../model/event.js';
import { wholeMs } from '../model/parse-time.js';
import { MS_PER_UNIT, unitBySize } from '../model/time-unit.js';
import { isEvent, readEvent } from '../rules/event.js';
import { clearOf, joinOf, leaveOf, presenceIn, UNDELIVERED } from './facts.js';
import type { PresenceFact } from './repair/repair.js';
import type { Fact, Recognition, Source } from './source.js';

/** Events as this project writes them, of which a number's size tells the unit. */
export const native: Source = {
  name: 'native',
  title: 'native events',
  recognise,
  read: (payload) => [read(payload)],
};

const KEYS = ['type', 'room', 'participant_id', 'at'];

function recognise(payload: unknown): Recognition {
  if (typeof payload !== 'object' || payload === null || Array.isArray(payload)) return 'no';
  if (isEvent(readEvent(payload))) return 'yes';
  const { type } = payload as { type?: unknown };
  const known = KEYS.filter((key) => Object.hasOwn(payload, key)).length;
  const isTyped = type === 'join' || type === 'leave' || type === 'clear';
  return known >= 3 || (isTyped && known === 2) ? 'maybe' : 'no';
}

function read(payload: unknown): Fact {
  const at = typeof payload === 'object' && payload !== null ? (payload as { at?: unknown }).at : null;
  const event = readEvent(payload, typeof at === 'number' ? MS_PER_UNIT[unitBySize(at)] : 1);
  if (!isEvent(event)) return { kind: 'invalid', ...event, expected: expectedFor(event.field, event.reason) };
  return factOfEvent(event);
}

/** An event as what it says. */
export function factOfEvent(event: ValidEvent): PresenceFact {
  const { type, room, participant_id, at, user_id, user_name } = event;
  const where = { room, session: null };
  if (type === 'clear') return clearOf(where, at, UNDELIVERED);
  const who = presenceIn(where, participant_id, user_id, user_name);
  return type === 'join' ? joinOf(who, at, UNDELIVERED) : leaveOf(who, at, null, UNDELIVERED);
}

/** The event that says this. */
export function eventOfFact(fact: Extract<PresenceFact, { kind: 'join' | 'leave' | 'clear' }>): ValidEvent {
  const { kind: type, room } = fact;
  const at = wholeMs(fact.at);
  if (fact.kind === 'clear') return { type, room, participant_id: '', at, user_id: null, user_name: null };
  const { participant_id, user_id, user_name } = fact;
  return { type, room, participant_id, at, user_id, user_name };
}
