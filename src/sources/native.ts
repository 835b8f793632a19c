import { expectedFor } from '../model/describe-invalid.js';
import type { ValidEvent } from '../model/event.js';
import { MS_PER_UNIT, unitBySize } from '../model/time-unit.js';
import { isEvent, readEvent } from '../rules/event.js';
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
  const { type, room, participant_id, user_id, user_name } = event;
  const undelivered = { session: null, order: null, delivery: null } as const;
  if (type === 'clear') return { kind: 'clear', room, at: event.at, ...undelivered };
  const who = { room, participant_id, user_id, user_name, at: event.at, ...undelivered };
  return type === 'join' ? { kind: 'join', ...who } : { kind: 'leave', ...who, joined_at: null };
}
