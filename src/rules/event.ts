import type { InvalidReason } from '../model/anomaly.js';
import type { EventType, ValidEvent } from '../model/event.js';
import { parseTime } from '../model/parse-time.js';

/** What keeps a value from being an event: the field (null: the value as a whole) and why. */
export interface EventProblem {
  readonly field: string | null;
  readonly reason: InvalidReason;
}

/**
 * Clause `event`: reads any value as a presence event, unknown keys ignored. Numeric times are multiplied by
 * `scale` to give milliseconds.
 */
export function readEvent(value: unknown, scale = 1): ValidEvent | EventProblem {
  const typeProblem = problemOfType(value);
  if (typeProblem !== null) return typeProblem;
  const raw = value as UncheckedEvent;
  const roomProblem = problemOfName(raw.room);
  if (roomProblem !== null) return { field: 'room', reason: roomProblem };
  const isClear = raw.type === 'clear';
  const participantProblem = isClear ? null : problemOfName(raw.participant_id);
  if (participantProblem !== null) return { field: 'participant_id', reason: participantProblem };
  const at = parseTime(raw.at, scale);
  if (typeof at !== 'number') return { field: 'at', reason: at };
  const namesProblem = isClear ? null : problemOfUserNames(raw);
  if (namesProblem !== null) return namesProblem;
  return {
    type: raw.type,
    room: raw.room,
    participant_id: isClear ? '' : raw.participant_id,
    at,
    user_id: isClear ? null : (raw.user_id ?? null),
    user_name: isClear ? null : (raw.user_name ?? null),
  };
}

/** An event of which some fields have been checked. */
export interface UncheckedEvent {
  readonly type: EventType;
  readonly room: string;
  readonly participant_id: string;
  readonly at: unknown;
  readonly user_id?: string | null;
  readonly user_name?: string | null;
}

/*
 * Whoever reads many events asks these one by one, in the order of `readEvent`: type, room, participant_id, at, and
 * the names of the user.
 */

/** What is wrong with a value as a whole, or with its type; null for nothing. */
export function problemOfType(value: unknown): EventProblem | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { field: null, reason: 'not-an-object' };
  }
  const { type } = value as { readonly type?: unknown };
  if (type === 'join' || type === 'leave' || type === 'clear') return null;
  return { field: 'type', reason: isAbsent(type) ? 'missing' : 'unknown-type' };
}

/** What is wrong with the names of the user, which a join and a leave may have; null for nothing. */
export function problemOfUserNames({ user_id, user_name }: UncheckedEvent): EventProblem | null {
  if (!isAbsent(user_id) && typeof user_id !== 'string') return { field: 'user_id', reason: 'not-a-string' };
  if (isAbsent(user_name) || typeof user_name === 'string') return null;
  return { field: 'user_name', reason: 'not-a-string' };
}

/** Whether reading gave an event, not a problem. */
export function isEvent(read: ValidEvent | EventProblem): read is ValidEvent {
  return 'type' in read;
}

/** What keeps a value from naming a room or a participant, null for nothing. */
export function problemOfName(name: unknown): InvalidReason | null {
  if (typeof name !== 'string') return isAbsent(name) ? 'missing' : 'not-a-string';
  if (name === '') return 'empty';
  return name.isWellFormed() ? null : 'lone-surrogate';
}

function isAbsent(value: unknown): boolean {
  return value === undefined || value === null;
}
