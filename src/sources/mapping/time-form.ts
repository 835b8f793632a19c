import { tz } from '@date-fns/tz';
import { parse } from 'date-fns/parse';
import type { TimeForm } from './mapping.js';
import {
  compilePlainTime,
  isNoTime,
  isPlainTimeForm,
  MISSING,
  NO_ZONE,
  type ReadTime,
  type UnreadTime,
} from './time-value.js';

/** Makes times of a form readable, as epoch milliseconds, by a pattern of date-fns too. */
export function compileTime(form: TimeForm): ReadTime {
  return isPlainTimeForm(form) ? compilePlainTime(form) : byPattern(form);
}

/** Whether a text can be the form of times; date-fns says of a pattern what it does not know. */
export function checkTimeForm(form: string): string | null {
  if (isPlainTimeForm(form)) return null;
  if (!/[yu]/.test(form))
    return 'expected auto, s, ms, us, ns, iso, or a pattern with a year such as d.M.yyyy HH:mm';
  try {
    parse('', form, 0, { in: tz('UTC') });
    return null;
  } catch (error) {
    return (error as Error).message.replace(/;? see:? ?`?https?:\S+$/, '');
  }
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
