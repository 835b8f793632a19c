import type { EpochMs } from './time.js';

const SHAPE =
  /^([+-]\d{6}|\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?(Z|[+-]\d\d(?::?\d\d)?)?$/;

/**
 * Reads an ISO 8601 text in the extended form, offset included, as epoch milliseconds. Parts of a millisecond are
 * rounded half up, from the digits themselves, so that no binary fraction comes between.
 */
export function parseIso8601(text: string): EpochMs | 'not-a-time' | 'no-offset' {
  const match = SHAPE.exec(text);
  if (match === null) return 'not-a-time';
  const [, year = '', month = '', day = '', hour = '', minute = '', second = '0', fraction = '', offset] =
    match;
  if (year === '-000000' || !isDate(Number(year), Number(month), Number(day))) return 'not-a-time';
  const h = Number(hour);
  const min = Number(minute);
  const s = Number(second);
  const isMidnightAfter = h === 24 && min === 0 && s === 0 && /^0*$/.test(fraction);
  if ((h > 23 && !isMidnightAfter) || min > 59 || s > 59) return 'not-a-time';
  if (offset === undefined) return 'no-offset';
  const offsetMinutes = readOffset(offset);
  if (offsetMinutes === null) return 'not-a-time';
  const minutes =
    daysFromEpoch(Number(year), Number(month), Number(day)) * 1440 + h * 60 + min - offsetMinutes;
  return (minutes * 60 + s) * 1000 + wholeMilliseconds(fraction);
}

function wholeMilliseconds(fraction: string): number {
  const digits = Number(fraction.slice(0, 3).padEnd(3, '0'));
  return fraction.charAt(3) >= '5' ? digits + 1 : digits;
}

function readOffset(offset: string): number | null {
  if (offset === 'Z') return 0;
  const hours = Number(offset.slice(1, 3));
  const minutes = Number(offset.slice(3).replace(':', '') || '0');
  if (hours > 23 || minutes > 59) return null;
  return (offset.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
}

function isDate(year: number, month: number, day: number): boolean {
  if (month < 1 || month > 12 || day < 1) return false;
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const length = month === 2 ? (leap ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;
  return day <= length;
}

/** Days of the proleptic Gregorian calendar, counted in years that begin in March so that leap days come last. */
function daysFromEpoch(year: number, month: number, day: number): number {
  const marchYear = month > 2 ? year : year - 1;
  const monthFromMarch = (month + 9) % 12;
  const leapDays = Math.floor(marchYear / 4) - Math.floor(marchYear / 100) + Math.floor(marchYear / 400);
  return marchYear * 365 + leapDays + Math.floor((monthFromMarch * 153 + 2) / 5) + day - 719_469;
}
