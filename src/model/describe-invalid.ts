import type { InvalidReason } from './anomaly.js';

const WRONG: Readonly<Record<InvalidReason, string>> = {
  missing: 'is missing',
  'not-an-object': 'is not an object',
  'not-a-string': 'is not a string',
  empty: 'is empty',
  'lone-surrogate': 'holds half of a surrogate pair',
  'unknown-type': 'is none of the known types',
  'not-a-time': 'is not a point in time',
  'no-offset': 'has no offset from UTC',
  'out-of-range': 'is out of range',
  'unit-changed': 'is a number of another size than the first one in the file, which set the unit',
  'not-json': 'is not JSON',
  'not-utf-8': 'is not UTF-8',
  'too-long': 'is too long',
  'cut-off': 'is cut off',
  'ragged-row': 'has another number of cells than the header',
  'not-recognised': 'is of another kind than the file',
  'not-as-documented': 'is not as documented',
};

/** No object with the keys of an event: V8 would take what it has at `at` for one kind of what events may have there. */
const EXPECTED: ReadonlyMap<string, string> = new Map([
  ['type', '"join", "leave" or "clear"'],
  ['room', 'a non-empty string of well-formed Unicode'],
  ['participant_id', 'a non-empty string of well-formed Unicode'],
  [
    'at',
    'milliseconds since the Unix epoch within ±8.64e15, or an ISO 8601 text such as "2026-03-24T14:50:59Z"',
  ],
  ['user_id', 'a string or null'],
  ['user_name', 'a string or null'],
]);

/** Says of a bad event what is wrong and what was expected; of a record of a platform the source knows that. */
export function describeInvalid(
  field: string | null,
  reason: InvalidReason,
  expected = expectedFor(field, reason),
): string {
  return `${field ?? 'the record'} ${WRONG[reason]}; expected ${expected}`;
}

/** What an event has in a field. */
export function expectedFor(field: string | null, reason: InvalidReason): string {
  if (reason === 'unit-changed') return 'times of one unit (a time unit can be named)';
  return field === null ? 'one event as a JSON object' : (EXPECTED.get(field) ?? 'another value');
}
