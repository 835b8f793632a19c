import { compareText } from '../../model/compare-text.js';
import { asJson } from './as-json.js';

/** An object of an answer: whatever an implementation wrote. */
export type Fields = Readonly<Record<string, unknown>>;

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Meetings in an order that depends on what they say alone: by start and room, as in clause `order`, then the rest. */
export function canonicalMeetings(meetings: readonly unknown[]): unknown[] {
  return sorted(meetings, (meeting) => [
    meeting.start_time,
    meeting.room,
    meeting.duration,
    meeting.ongoing,
    meeting.max_participants,
    asJson(Array.isArray(meeting.participants) ? canonicalRecords(meeting.participants) : meeting),
  ]);
}

/** Records in the order of clause `participants`, as far as listed times tell. */
export function canonicalRecords(records: readonly unknown[]): unknown[] {
  return sorted(records, (record) => [
    record.join_time,
    record.participant_id,
    record.duration,
    asJson([record.user_id, record.user_name]),
  ]);
}

/** Strays in the order of clause `strays`. */
export function canonicalStrays(strays: readonly unknown[]): unknown[] {
  return sorted(strays, (stray) => [stray.at, stray.room, stray.participant_id, stray.code, stray.type]);
}

function sorted(items: readonly unknown[], keysOf: (fields: Fields) => readonly unknown[]): unknown[] {
  const keyed = items.map((item) => ({ item, keys: isFields(item) ? keysOf(item) : [asJson(item)] }));
  return keyed.sort((a, b) => compareKeys(a.keys, b.keys)).map(({ item }) => item);
}

/** Compares keys one by one: numbers, then texts, then the rest. */
export function compareKeys(a: readonly unknown[], b: readonly unknown[]): number {
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const [left, right] = [a[i], b[i]];
    if (typeof left === 'number' && typeof right === 'number') {
      if (left !== right) return left - right;
    } else if (typeof left === 'number' || typeof right === 'number') {
      return typeof left === 'number' ? -1 : 1;
    } else {
      const order = compareText(String(left), String(right));
      if (order !== 0) return order;
    }
  }
  return 0;
}
