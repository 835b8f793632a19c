import { tz } from '@date-fns/tz';
import { parse } from 'date-fns/parse';
import { parseIso8601 } from '../../model/iso-8601.js';
import { isInRange } from '../../model/time.js';
import { MS_PER_UNIT, type TimeUnit } from '../../model/time-unit.js';
import type { SourceOptions } from '../source.js';
import type { LengthUnit, TimeForm } from './mapping.js';

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

const UNITS: readonly string[] = ['s', 'ms', 'us', 'ns'];
const NO_ZONE: UnreadTime = {
  expected: 'a time with an offset from UTC, or a time zone to read local times in',
};
const SOME_TIME: UnreadTime = {
  expected: 'a time: a number since the Unix epoch, or a text such as 2026-03-24T14:50:59Z',
};

/** Makes times of a form readable, as epoch milliseconds. Texts in ISO 8601 are read in every form but a pattern. */
export function compileTime(form: TimeForm): ReadTime {
  if (form === 'auto') return (value, localTime) => readAny(value, null, localTime);
  if (form === 'iso') {
    return (value, localTime) =>
      value !== undefined && !isNoTime(value) && /^-?\d+(?:\.\d+)?$/.test(String(value).trim())
        ? { expected: 'a time as text such as 2026-03-24T14:50:59Z' }
        : readAny(value, null, localTime);
  }
  if (UNITS.includes(form)) return (value, localTime) => readAny(value, form as TimeUnit, localTime);
  return byPattern(form);
}

/** Whether a text can be the form of times; date-fns says of a pattern what it does not know. */
export function checkTimeForm(form: string): string | null {
  if (form === 'auto' || form === 'iso' || UNITS.includes(form)) return null;
  if (!/[yu]/.test(form))
    return 'expected auto, s, ms, us, ns, iso, or a pattern with a year such as d.M.yyyy HH:mm';
  try {
    parse('', form, 0, { in: tz('UTC') });
    return null;
  } catch (error) {
    return (error as Error).message.replace(/;? see:? ?`?https?:\S+$/, '');
  }
}

function isNoTime(value: string | number | boolean): boolean {
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

/** The first day of the year 1 begins, in whatever order a pattern has it; with an offset a day before or after. */
const YEAR_1 = -62_135_596_800_000;
const DAY = 86_400_000;

function byPattern(pattern: string): ReadTime {
  const unquoted = pattern.replace(/'[^']*'/g, '');
  const hasOffset = /[Xx]/.test(unquoted) || /[tT](?!\w)/.test(unquoted);
  const unread: UnreadTime = { expected: `a time as ${pattern}` };
  return (value, localTime) => {
    if (value === undefined || isNoTime(value)) return MISSING;
    const wall = parse(String(value).trim(), pattern, 0, { in: tz('UTC') }).getTime();
    if (Number.isNaN(wall)) return unread;
    if (Math.abs(wall - YEAR_1) < 2 * DAY) return MISSING;
    if (hasOffset) return wall;
    if (localTime === null) return NO_ZONE;
    return localTime(isoOfWall(wall)) ?? unread;
  };
}

/** A clock's reading as ISO 8601 without offset. */
function isoOfWall(wall: number): string {
  const ms = ((wall % 86_400_000) + 86_400_000) % 86_400_000;
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0');
  const { year, month, day } = dateOf((wall - ms) / 86_400_000);
  const clock = `${two(ms / 3_600_000)}:${two((ms / 60_000) % 60)}:${two((ms / 1000) % 60)}`;
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}T${clock}.${String(ms % 1000).padStart(3, '0')}`;
}

/** The date of a day since the epoch, counted in years that begin in March. */
function dateOf(days: number): { year: number; month: number; day: number } {
  const since = days + 719_468;
  const era = Math.floor(since / 146_097);
  const dayOfEra = since - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const fromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9;
  const day = dayOfYear - Math.floor((153 * fromMarch + 2) / 5) + 1;
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day };
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
