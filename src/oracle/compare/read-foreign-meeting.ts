import { parseTime } from '../../model/parse-time.js';
import { showValue } from '../../model/show-value.js';
import { isFields } from '../judge/canonical.js';
import type { BadMeeting, ForeignMeeting, ForeignRecord } from './foreign-meeting.js';

/**
 * Reads a value as a meeting of the documented form. Needed are `room`, `start_time` and `duration`; times may also be ISO 8601 texts with
 * an offset.
 * @param place where it stands, in words
 */
export function readForeignMeeting(value: unknown, place: string): ForeignMeeting | BadMeeting {
  const wrong = (field: string, expected: string, got: unknown): BadMeeting => ({
    place,
    message: `${field === '' ? '' : `${field}: `}expected ${expected}; got ${show(got)}`,
  });
  if (!isFields(value)) return wrong('', 'a meeting as an object', value);
  const { room, ongoing = null, max_participants = null, participants = null } = value;
  if (typeof room !== 'string' || room === '') return wrong('room', 'a text that is not empty', room);
  const start_time = secondsOf(value.start_time);
  if (start_time === null) return wrong('start_time', TIME, value.start_time);
  if (!isLength(value.duration)) return wrong('duration', LENGTH, value.duration);
  if (ongoing !== null && typeof ongoing !== 'boolean') return wrong('ongoing', 'true or false', ongoing);
  if (max_participants !== null && !isCount(max_participants)) {
    return wrong('max_participants', 'a whole number from 0 on', max_participants);
  }
  if (participants !== null && !Array.isArray(participants)) {
    return wrong('participants', 'a list of records', participants);
  }
  const records: ForeignRecord[] = [];
  for (const [i, record] of (participants ?? []).entries()) {
    const read = readRecord(record);
    if ('field' in read) return wrong(`participants[${i}]${read.field}`, read.expected, read.got);
    records.push(read);
  }
  return {
    ...{ place, room, start_time, duration: value.duration, ongoing, max_participants },
    participants: participants === null ? null : records,
  };
}

export function isBad(read: ForeignMeeting | BadMeeting): read is BadMeeting {
  return 'message' in read;
}

interface Problem {
  readonly field: string;
  readonly expected: string;
  readonly got: unknown;
}

function readRecord(record: unknown): ForeignRecord | Problem {
  if (!isFields(record)) return { field: '', expected: 'a record as an object', got: record };
  const { participant_id = undefined, user_id, user_name } = record;
  const join_time = secondsOf(record.join_time);
  if (join_time === null) return { field: '.join_time', expected: TIME, got: record.join_time };
  if (!isLength(record.duration)) return { field: '.duration', expected: LENGTH, got: record.duration };
  if (participant_id != null && typeof participant_id !== 'string') {
    return { field: '.participant_id', expected: 'a text', got: participant_id };
  }
  if (!isName(user_id)) return { field: '.user_id', expected: 'a text or null', got: user_id };
  if (!isName(user_name)) return { field: '.user_name', expected: 'a text or null', got: user_name };
  return {
    participant_id: participant_id ?? undefined,
    user_id,
    user_name,
    join_time,
    duration: record.duration,
  };
}

const TIME = 'a time in Unix seconds, or ISO 8601 with an offset';
const LENGTH = 'seconds from 0 on';
/** Beyond this a number is no time in any unit, and sums of it lose their last digits. */
const LARGEST = 1e19;

function secondsOf(value: unknown): number | null {
  if (typeof value === 'number') return Math.abs(value) <= LARGEST ? value : null;
  if (typeof value !== 'string') return null;
  const at = parseTime(value);
  return typeof at === 'number' ? at / 1000 : null;
}

function isLength(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= LARGEST;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isName(value: unknown): value is string | null | undefined {
  return value === undefined || value === null || typeof value === 'string';
}

function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = jsonOf(value) ?? showValue(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

/** A value as JSON, null where it has none: a program may hand over what no file has, such as a BigInt or a circle. */
export function jsonOf(value: unknown): string | null {
  if (typeof value === 'bigint') return `${value}n`;
  try {
    return JSON.stringify(value, (_, part) => (typeof part === 'bigint' ? `${part}n` : part)) ?? null;
  } catch {
    return null;
  }
}
