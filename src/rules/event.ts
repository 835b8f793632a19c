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
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { field: null, reason: 'not-an-object' };
  }
  const raw = value as Readonly<Record<string, unknown>>;
  const { type, room } = raw;
  if (!isEventType(type)) {
    return { field: 'type', reason: isAbsent(type) ? 'missing' : 'unknown-type' };
  }
  const roomProblem = problemOfName(room);
  if (roomProblem !== null) return { field: 'room', reason: roomProblem };
  let participant: unknown = '';
  if (type !== 'clear') {
    participant = raw.participant_id;
    const participantProblem = problemOfName(participant);
    if (participantProblem !== null) return { field: 'participant_id', reason: participantProblem };
  }
  const at = parseTime(raw.at, scale);
  if (typeof at !== 'number') return { field: 'at', reason: at };
  if (type === 'clear') {
    return { type, room: room as string, participant_id: '', at, user_id: null, user_name: null };
  }
  const userId = raw.user_id ?? null;
  const userName = raw.user_name ?? null;
  if (userId !== null && typeof userId !== 'string') return { field: 'user_id', reason: 'not-a-string' };
  if (userName !== null && typeof userName !== 'string')
    return { field: 'user_name', reason: 'not-a-string' };
  const participantId = participant as string;
  return {
    type,
    room: room as string,
    participant_id: participantId,
    at,
    user_id: userId,
    user_name: userName,
  };
}

/** Whether reading gave an event, not a problem. */
export function isEvent(read: ValidEvent | EventProblem): read is ValidEvent {
  return 'type' in read;
}

function isEventType(type: unknown): type is EventType {
  return type === 'join' || type === 'leave' || type === 'clear';
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
