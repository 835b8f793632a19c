import type { EpochMs } from './time.js';

/** Why a text is no point in time. */
export type IsoProblem = 'not-a-time' | 'no-offset';

const PLUS = 0x2b;
const COMMA = 0x2c;
const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
const COLON = 0x3a;
const LETTER_T = 0x54;
const LETTER_Z = 0x5a;

/** in milliseconds */
const DAY = 86_400_000;

/** In place of a number: there are no digits there. */
const NO_DIGITS = -1;

/** Where the codes of texts are put to be read, but for those that are longer than a time of any sense. */
const usualCodes = new DataView(new ArrayBuffer(64));

/**
 * Reads an ISO 8601 text in the extended form, offset included, as epoch milliseconds. Parts of a millisecond are
 * rounded half up, from the digits themselves, so that no binary fraction comes between.
 */
export function parseIso8601(text: string): EpochMs | IsoProblem {
  const { length } = text;
  const codes = length < usualCodes.byteLength ? usualCodes : new DataView(new ArrayBuffer(length + 1));
  for (let i = 0; i < length; i++) {
    const code = text.charCodeAt(i);
    codes.setUint8(i, code < 0x80 ? code : 0);
  }
  codes.setUint8(length, 0);
  return parseIsoBytes(codes, 0, length);
}

/** The same of ASCII codes in `from` to `to`. Behind them must be one that has no place in a time, as a quote has none. */
export function parseIsoBytes(codes: DataView, from: number, to: number): EpochMs | IsoProblem {
  const day = readDate(codes, from);
  const ms = Number.isNaN(day) ? day : readClock(codes, next);
  if (Number.isNaN(ms)) return 'not-a-time';
  if (next === to) return 'no-offset';
  const offset = readOffset(codes, next, to);
  if (Number.isNaN(offset) || next !== to) return 'not-a-time';
  return (day * 1440 - offset) * 60_000 + ms;
}

/** Where what was read last ends, if it was what had to be there: a further result without an object. */
let next = 0;

/** A date and the T behind it, in days from the epoch. */
function readDate(codes: DataView, from: number): number {
  const sign = codes.getUint8(from);
  const isLong = sign === PLUS || sign === MINUS;
  const given = isLong ? sixDigits(codes, from + 1) : fourDigits(codes, from);
  const i = from + (isLong ? 7 : 4);
  // There is but one year 0.
  if (given < 0 || (given === 0 && sign === MINUS) || codes.getUint8(i) !== MINUS) return Number.NaN;
  const year = sign === MINUS ? -given : given;
  const month = twoDigits(codes, i + 1);
  if (month < 1 || month > 12 || codes.getUint8(i + 3) !== MINUS) return Number.NaN;
  const day = twoDigits(codes, i + 4);
  if (day < 1 || day > daysIn(year, month) || codes.getUint8(i + 6) !== LETTER_T) return Number.NaN;
  next = i + 7;
  return daysFromEpoch(year, month, day);
}

/** A time of day in milliseconds: hours and minutes, seconds and parts of them if they are there. */
function readClock(codes: DataView, from: number): number {
  const hour = twoDigits(codes, from);
  if (hour < 0 || hour > 24 || codes.getUint8(from + 2) !== COLON) return Number.NaN;
  const minute = twoDigits(codes, from + 3);
  if (minute < 0 || minute > 59) return Number.NaN;
  next = from + 5;
  let second = 0;
  const hasSeconds = codes.getUint8(next) === COLON;
  if (hasSeconds) {
    second = twoDigits(codes, from + 6);
    if (second < 0 || second > 59) return Number.NaN;
    next = from + 8;
  }
  const whole = (hour * 3600 + minute * 60 + second) * 1000;
  if (whole > DAY) return Number.NaN;
  const mark = hasSeconds ? codes.getUint8(next) : 0;
  return mark === POINT || mark === COMMA ? whole + readFraction(codes, next + 1, whole === DAY) : whole;
}

/** Digits behind the point of seconds, rounded to milliseconds. At the end of the day all of them must be 0. */
function readFraction(codes: DataView, from: number, isEndOfDay: boolean): number {
  let ms = 0;
  let count = 0;
  let isUp = false;
  for (; ; count++) {
    const digit = codes.getUint8(from + count) - ZERO;
    if (digit < 0 || digit > 9) break;
    if (isEndOfDay && digit > 0) return Number.NaN;
    if (count < 3) ms = ms * 10 + digit;
    else if (count === 3) isUp = digit >= 5;
  }
  next = from + count;
  if (count === 0) return Number.NaN;
  if (count < 3) ms *= count === 1 ? 100 : 10;
  return isUp ? ms + 1 : ms;
}

/** An offset from UTC in minutes. */
function readOffset(codes: DataView, from: number, to: number): number {
  const sign = codes.getUint8(from);
  next = from + 1;
  if (sign === LETTER_Z) return 0;
  const hours = sign === PLUS || sign === MINUS ? twoDigits(codes, next) : NO_DIGITS;
  if (hours < 0 || hours > 23) return Number.NaN;
  next = from + 3;
  let minutes = 0;
  if (next !== to) {
    if (codes.getUint8(next) === COLON) next++;
    minutes = twoDigits(codes, next);
    if (minutes < 0 || minutes > 59) return Number.NaN;
    next += 2;
  }
  return (sign === MINUS ? -1 : 1) * (hours * 60 + minutes);
}

function sixDigits(codes: DataView, from: number): number {
  const high = twoDigits(codes, from);
  const low = high < 0 ? NO_DIGITS : fourDigits(codes, from + 2);
  return low < 0 ? NO_DIGITS : high * 10_000 + low;
}

function fourDigits(codes: DataView, from: number): number {
  const high = twoDigits(codes, from);
  const low = high < 0 ? NO_DIGITS : twoDigits(codes, from + 2);
  return low < 0 ? NO_DIGITS : high * 100 + low;
}

/** Nothing behind the first that is no digit is looked at. */
function twoDigits(codes: DataView, from: number): number {
  const high = codes.getUint8(from) - ZERO;
  if (high < 0 || high > 9) return NO_DIGITS;
  const low = codes.getUint8(from + 1) - ZERO;
  return low < 0 || low > 9 ? NO_DIGITS : high * 10 + low;
}

function daysIn(year: number, month: number): number {
  // April, June, September and November: the even ones up to June, the odd ones from August on.
  if (month !== 2) return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
}

/** Days of the proleptic Gregorian calendar, counted in years that begin in March so that leap days come last. */
function daysFromEpoch(year: number, month: number, day: number): number {
  const marchYear = month > 2 ? year : year - 1;
  const monthFromMarch = (month + 9) % 12;
  const leapDays = Math.floor(marchYear / 4) - Math.floor(marchYear / 100) + Math.floor(marchYear / 400);
  return marchYear * 365 + leapDays + Math.floor((monthFromMarch * 153 + 2) / 5) + day - 719_469;
}
