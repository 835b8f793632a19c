import { parseTime, type TimeProblem } from '../model/parse-time.js';
import { isInRange } from '../model/time.js';
import type { SourceOptions } from './source.js';

/** The unit of a time that is written as a number. */
export type NumberUnit = 's' | 'ms';

/**
 * Reads a point in time as epoch milliseconds: a number of the unit, the same number as a text (as JSON written from 64-bit integers
 * has it), or an ISO 8601 text, of which digits below a millisecond are rounded half up. A text without offset is read as local time
 * where a time zone was given. Null, an empty text, 0 and the first day of year 1 are what platforms write for no time: `missing`.
 */
export function readTime(
  value: unknown,
  unit: NumberUnit,
  localTime: SourceOptions['localTime'] = null,
): number | TimeProblem {
  if (typeof value === 'number') return readNumber(value, unit);
  if (typeof value !== 'string') return value === undefined || value === null ? 'missing' : 'not-a-time';
  if (value === '' || value.startsWith('0001-01-01')) return 'missing';
  if (DECIMAL.test(value)) return readNumber(Number(value), unit);
  const parsed = parseTime(value);
  return parsed === 'no-offset' || parsed === 'not-a-time' ? (localTime?.(value) ?? parsed) : parsed;
}

/** Reads a length of time that is written in seconds, as milliseconds; null for none. */
export function readLength(value: unknown): number | null {
  const seconds = typeof value === 'string' && DECIMAL.test(value) ? Number(value) : value;
  return typeof seconds === 'number' && seconds >= 0 && Number.isFinite(seconds) ? seconds * 1000 : null;
}

const DECIMAL = /^-?\d+(?:\.\d+)?$/;

function readNumber(value: number, unit: NumberUnit): number | TimeProblem {
  if (value === 0) return 'missing';
  const at = unit === 's' ? value * 1000 : value;
  if (isInRange(at)) return at;
  return Number.isNaN(at) ? 'not-a-time' : 'out-of-range';
}
