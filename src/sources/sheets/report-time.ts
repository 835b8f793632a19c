import { plainText } from './sheet.js';

/** Day, month, year, or month, day, year: `03/04/2026` is one or the other. A date that begins with its year is clear. */
export type DateOrder = 'dmy' | 'mdy';

/** A clock's reading as it is written, before it is known which number is the month. */
interface Reading {
  readonly first: number;
  readonly second: number;
  readonly year: number;
  readonly isYearFirst: boolean;
  readonly separator: string;
  readonly clock: string;
  readonly hasHalves: boolean;
}

const READING =
  /^(\d{1,4})\s?([./-])\s?(\d{1,2})\s?\2\s?(\d{1,4})\.?,?\s+(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?(?:\s?([ap])\.?\s?m\.?)?$/i;

/** Reads a localised time as ISO 8601 without offset; null where it is none, in this order. */
export function readReportTime(text: string, order: DateOrder): string | null {
  const reading = parseReading(text);
  if (reading === null) return null;
  const { first, second, year, isYearFirst, clock } = reading;
  const [month, day] = isYearFirst || order === 'mdy' ? [first, second] : [second, first];
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return null;
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}T${clock}`;
}

/** How the dates of one file are written. */
export interface DateDecision {
  /** null: they can be read both ways */
  readonly order: DateOrder | null;
  /** what decided, in words */
  readonly why: string;
  /** a time that can be read both ways */
  readonly example: string;
}

/**
 * Decides how dates are written by all times of a file: by numbers above 12, by dots, or by which reading has them closer together.
 * Where some fit one order only, and some the other, the most decide.
 * @param documented the order that the platform documents for a clock with AM and PM
 */
export function decideDateOrder(
  texts: readonly string[],
  asked: DateOrder | null,
  documented: DateOrder | null = null,
): DateDecision {
  const readings = texts.map(parseReading).filter((reading) => reading !== null);
  const open = readings.filter(({ isYearFirst }) => !isYearFirst);
  const example = texts.find((text) => parseReading(text)?.isYearFirst === false) ?? '';
  const decided = (order: DateOrder | null, why: string): DateDecision => ({ order, why, example });
  if (asked !== null) return decided(asked, 'as asked');
  if (open.every(({ first, second }) => first === second)) return decided('mdy', 'no date can be misread');
  const daysFirst = open.filter(({ first, second }) => first > 12 && second <= 12).length;
  const monthsFirst = open.filter(({ first, second }) => second > 12 && first <= 12).length;
  if (daysFirst !== monthsFirst) {
    return decided(daysFirst > monthsFirst ? 'dmy' : 'mdy', 'as some numbers are above 12');
  }
  if (daysFirst === 0) {
    if (open.every(({ separator }) => separator === '.')) return decided('dmy', 'as the dots say');
    const [dmy, mdy] = [spanOf(open, 'dmy'), spanOf(open, 'mdy')];
    if (dmy !== mdy) return decided(dmy < mdy ? 'dmy' : 'mdy', 'as the dates then lie closer together');
    if (documented !== null && open.every(({ hasHalves }) => hasHalves)) {
      return decided(documented, 'as documented for a clock with AM and PM');
    }
  }
  return decided(null, 'nothing tells');
}

/** What a decision is called for people. */
export function describeOrder({ order, why }: DateDecision): string {
  return `dates are read as ${order === 'dmy' ? 'day, month, year' : 'month, day, year'}, ${why}`;
}

/** Why a file cannot be read whose dates mean one thing or another. */
export function ambiguousDates({ example }: DateDecision): string {
  return (
    `${JSON.stringify(example)} may be day, month, year or month, day, year, and no time in the file tells; ` +
    '--date-order dmy or mdy says which'
  );
}

function parseReading(text: string): Reading | null {
  const match = READING.exec(plainText(text));
  if (match === null) return null;
  const [, a = '', separator = '', b = '', c = '', hours = '', minutes = '', seconds = '0', half] = match;
  const isYearFirst = a.length > 2;
  if (isYearFirst ? a.length !== 4 || c.length > 2 : c.length === 1 || c.length === 3) return null;
  const hour = hourOf(Number(hours), half);
  if (hour === null || Number(minutes) > 59 || Number(seconds) > 59) return null;
  const [first, second, year] = isYearFirst ? [b, c, a] : [a, b, c];
  return {
    first: Number(first),
    second: Number(second),
    year: year.length === 2 ? 2000 + Number(year) : Number(year),
    isYearFirst,
    separator,
    clock: `${two(hour)}:${minutes}:${two(Number(seconds))}`,
    hasHalves: half !== undefined,
  };
}

/** Of a clock with halves, 12 is the hour before 1. */
function hourOf(hour: number, half: string | undefined): number | null {
  if (half === undefined) return hour <= 23 ? hour : null;
  if (hour < 1 || hour > 12) return null;
  return (hour % 12) + (half.toLowerCase() === 'p' ? 12 : 0);
}

/** How far dates lie apart, in days, near enough to compare. */
function spanOf(readings: readonly Reading[], order: DateOrder): number {
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (const { first, second, year } of readings) {
    const [month, day] = order === 'mdy' ? [first, second] : [second, first];
    const place = year * 372 + month * 31 + day;
    least = Math.min(least, place);
    most = Math.max(most, place);
  }
  return most - least;
}

function daysIn(year: number, month: number): number {
  if (month !== 2) return [4, 6, 9, 11].includes(month) ? 30 : 31;
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
