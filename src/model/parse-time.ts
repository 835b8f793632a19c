import { type IsoProblem, parseIso8601, parseIsoBytes } from './iso-8601.js';
import { type EpochMs, isInRange, type TimeInput } from './time.js';

/** Why a value is no time. */
export type TimeProblem = 'missing' | IsoProblem | 'out-of-range';

/**
 * Reads a point in time: a number in milliseconds times `scale`, an ISO 8601 text with an offset, or a Date.
 * Parts of a millisecond are rounded half up; the range is that of a Date. Clause `event`.
 */
export function parseTime(value: unknown, scale = 1): EpochMs | TimeProblem {
  if (typeof value === 'number') return inRange(timeOfNumber(value, scale));
  if (typeof value === 'string') return inRangeIfTime(parseIso8601(value));
  if (value === undefined || value === null) return 'missing';
  const ofDate = timeOfDate(value);
  return ofDate === null ? 'not-a-time' : inRange(wholeMs(ofDate));
}

/**
 * The same without a look at its range, NaN for what is no time: always a number, so that none of many that are read is made an
 * object of. Who wants to know why something is no time asks `parseTime`.
 */
export function unboundedTime(value: unknown, scale: number): EpochMs {
  return typeof value === 'number' ? timeOfNumber(value, scale) : Number(parseTime(value));
}

/** The same of an ISO 8601 text that is there as codes, as `parseIsoBytes` has it. */
export function parseTimeBytes(codes: DataView, from: number, to: number): EpochMs | TimeProblem {
  return inRangeIfTime(parseIsoBytes(codes, from, to));
}

/**
 * Reads a point in time that a caller sets (an as-of, a watermark).
 * @throws RangeError that names `field` when it is not a finite time
 */
export function requireTime(value: TimeInput, field: string): EpochMs {
  if (typeof value === 'number' && Number.isFinite(value)) return wholeMs(value);
  const parsed = parseTime(value);
  if (typeof parsed === 'number') return parsed;
  throw new RangeError(
    `${field}: ${show(value)} is not a point in time; expected finite milliseconds since the Unix epoch, ` +
      'an ISO 8601 text with an offset, or a valid Date',
  );
}

/** Rounds half up to whole milliseconds; adding 0 turns −0 into 0. */
export function wholeMs(value: number): EpochMs {
  return Math.round(value) + 0;
}

function inRangeIfTime(parsed: EpochMs | IsoProblem): EpochMs | TimeProblem {
  return typeof parsed === 'number' ? inRange(parsed) : parsed;
}

function inRange(at: EpochMs): EpochMs | 'not-a-time' | 'out-of-range' {
  if (isInRange(at)) return at;
  return Number.isNaN(at) ? 'not-a-time' : 'out-of-range';
}

function timeOfNumber(value: number, scale: number): EpochMs {
  return wholeMs(scale === 1 ? value : rescale(value, scale));
}

/** Dividing by a whole number is rounded once; multiplying by 0.001 would be rounded twice. */
function rescale(value: number, scale: number): number {
  return scale < 1 ? value / Math.round(1 / scale) : value * scale;
}

/** The time of a Date of any realm, as `instanceof` knows only its own; null for what only bears its tag. */
function timeOfDate(value: unknown): number | null {
  if (Object.prototype.toString.call(value) !== '[object Date]') return null;
  try {
    return Date.prototype.getTime.call(value);
  } catch {
    return null;
  }
}

function show(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  const isPlainObject = typeof value === 'object' && value !== null && timeOfDate(value) === null;
  return isPlainObject ? 'an object' : String(value);
}
