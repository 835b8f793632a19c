import { parseIso8601 } from '../../model/iso-8601.js';
import { isInRange } from '../../model/time.js';
import { MS_PER_UNIT, type TimeUnit } from '../../model/time-unit.js';
import type { SourceOptions } from '../source.js';
import type { LengthUnit, PlainTimeForm } from './mapping.js';

/** A time that is not there: null, empty, 0, or the first day of the year 1, as platforms write it. */
export const MISSING = 'missing';

/** What was expected where a time cannot be read. */
export interface UnreadTime {
  readonly expected: string;
}

export type ReadTime = (
  value: string | number | boolean | undefined,
  localTime: SourceOptions['localTime'],
) => number | typeof MISSING | UnreadTime;

export const NO_ZONE: UnreadTime = {
  expected: 'a time with an offset from UTC, or a time zone to read local times in',
};
const SOME_TIME: UnreadTime = {
  expected: 'a time: a number since the Unix epoch, or a text such as 2026-03-24T14:50:59Z',
};

const PLAIN_FORMS: readonly string[] = ['auto', 's', 'ms', 'us', 'ns', 'iso'] satisfies PlainTimeForm[];

export function isPlainTimeForm(form: string): form is PlainTimeForm {
  return PLAIN_FORMS.includes(form);
}

/** Makes times of a form readable, as epoch milliseconds. Texts in ISO 8601 are read in every form but a pattern. */
export function compilePlainTime(form: PlainTimeForm): ReadTime {
  if (form === 'iso') {
    return (value, localTime) =>
      value !== undefined && !isNoTime(value) && /^-?\d+(?:\.\d+)?$/.test(String(value).trim())
        ? { expected: 'a time as text such as 2026-03-24T14:50:59Z' }
        : readAny(value, null, localTime);
  }
  const unit = form === 'auto' ? null : form;
  return (value, localTime) => readAny(value, unit, localTime);
}

export function isNoTime(value: string | number | boolean): boolean {
  if (typeof value !== 'string') return value === 0;
  const text = value.trim();
  return text === '' || text === '0' || text.startsWith('0001-01-01');
}

function readAny(
  value: string | number | boolean | undefined,
  unit: TimeUnit | null,
  localTime: SourceOptions['localTime'],
): ReturnType<ReadTime> {
  if (value === undefined || isNoTime(value)) return MISSING;
  if (typeof value === 'number') return inRange(toMs(value, unit ?? unitOf(value)));
  if (typeof value === 'boolean') return SOME_TIME;
  const text = value.trim();
  if (/^-?\d+$/.test(text)) return inRange(msOfDigits(text, unit ?? unitOf(Number(text))));
  if (/^-?\d+\.\d+$/.test(text)) return inRange(toMs(Number(text), unit ?? unitOf(Number(text))));
  const at = parseIso8601(text.replace(/^(\d{4}-\d\d-\d\d) /, '$1T').replace(/ ?UTC$/, 'Z'));
  if (typeof at === 'number') return inRange(at);
  if (at === 'not-a-time') return SOME_TIME;
  return localTime === null ? NO_ZONE : (localTime(text) ?? SOME_TIME);
}

/** Of platforms' times, none is of the seventies: what is too small for milliseconds of our days is seconds. */
function unitOf(value: number): TimeUnit {
  const size = Math.abs(value);
  if (size < 1e11) return 's';
  if (size < 1e14) return 'ms';
  return size < 1e17 ? 'us' : 'ns';
}

function toMs(value: number, unit: TimeUnit): number {
  const scale = MS_PER_UNIT[unit];
  return scale < 1 ? value / Math.round(1 / scale) : value * scale;
}

/** Whole numbers may be larger than a double can hold: what is below a millisecond is rounded from the digits. */
function msOfDigits(text: string, unit: TimeUnit): number {
  const below = unit === 'us' ? 3 : unit === 'ns' ? 6 : 0;
  if (below === 0 || text.length <= below || text.startsWith('-')) return toMs(Number(text), unit);
  return Number(text.slice(0, -below)) + (text.at(-below)! >= '5' ? 1 : 0);
}

function inRange(at: number): number | UnreadTime {
  return isInRange(at) ? at : { expected: 'a time within ±8.64e15 ms of the epoch' };
}

const LENGTHS: Readonly<Record<LengthUnit, number>> = { ms: 1, s: 1000, min: 60_000, h: 3_600_000 };

/** A length that is there and cannot be read. */
export const UNREAD = 'unread';

/** Reads a length as milliseconds; null for none. */
export function readLength(
  value: string | number | boolean | undefined,
  unit: LengthUnit,
): number | typeof UNREAD | null {
  if (value === undefined || (typeof value === 'string' && value.trim() === '')) return null;
  const length = typeof value === 'string' && /^\d+(\.\d+)?$/.test(value.trim()) ? Number(value) : value;
  return typeof length === 'number' && length >= 0 ? length * LENGTHS[unit] : UNREAD;
}
