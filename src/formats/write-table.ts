import { tz } from '@date-fns/tz';
// By their own paths: loading all of date-fns would take most of the time of a small replay.
import { format } from 'date-fns/format';
import { intervalToDuration } from 'date-fns/intervalToDuration';
import stringWidth from 'string-width';
import type { Facts } from '../model/explanation.js';
import { TIME_LIMIT } from '../model/time.js';
import type { PersonTotal } from './person-total.js';
import { printable } from './printable.js';
import type { WrittenMeeting } from './write-meetings.js';

const HEADINGS = (timezone: string) => [`START (${timezone})`, 'DURATION', 'ROOM', 'MAX', 'PARTICIPANTS'];

const DAY = 86_400_000;

/** More participants than this are counted, not named. */
const NAMED = 6;

/** A table for people: times in a time zone, lengths in words; with an explanation, what it says below the row. */
export function* writeTable(meetings: readonly WrittenMeeting[], timezone: string): Generator<string> {
  if (meetings.length === 0) {
    yield 'no meetings\n';
    return;
  }
  const explanations = meetings.map((meeting) => meeting.explanation);
  let place = -1;
  for (const line of layOut(
    HEADINGS(timezone),
    meetings.map((meeting) => cells(meeting, timezone)),
    [3],
  )) {
    yield line;
    const explanation = explanations[place++];
    if (explanation === undefined) continue;
    for (const [what, reason] of Object.entries(explanation)) {
      if (reason === null) continue;
      yield `    ${what} ${localTime(reason.at, timezone)} by ${reason.clause}: ${facts(reason.facts, timezone)}\n`;
    }
  }
}

/** What users come to, as a table. */
export function* writeTotalsTable(totals: readonly PersonTotal[], timezone: string): Generator<string> {
  if (totals.length === 0) {
    yield 'no participants\n';
    return;
  }
  const headings = ['USER', 'NAME', 'MEETINGS', 'TIME', `FIRST (${timezone})`, 'LAST'];
  const rows = totals.map(({ user_id, user_name, meetings, seconds, first, last }) => [
    user_id === null ? '(without an id)' : printable(user_id),
    printable(user_name ?? ''),
    String(meetings),
    lengthInWords(seconds),
    localTime(first * 1000, timezone),
    localTime(last * 1000, timezone),
  ]);
  yield* layOut(headings, rows, [2, 3]);
}

/** Rows below headings, in columns as wide as their widest cell, some of them set to the right. */
function* layOut(
  headings: readonly string[],
  rows: readonly (readonly string[])[],
  toRight: readonly number[],
): Generator<string> {
  const lines = [headings, ...rows].map((row) => row.map((text) => ({ text, width: widthOf(text) })));
  const widths = headings.map((_, column) =>
    lines.reduce((widest, line) => Math.max(widest, line[column]!.width), 0),
  );
  for (const line of lines) {
    const padded = line.map((cell, column) => pad(cell, widths[column]!, toRight.includes(column)));
    yield `${padded.join('  ').trimEnd()}\n`;
  }
}

function cells(meeting: WrittenMeeting, timezone: string): string[] {
  const { start_time, duration, ongoing, room, max_participants, participants } = meeting;
  const names = participants.slice(0, NAMED).map((record) => record.user_name || record.participant_id);
  const more = participants.length > NAMED ? [`and ${participants.length - NAMED} more`] : [];
  return [
    localTime(start_time * 1000, timezone),
    ongoing ? `${lengthInWords(duration)} so far` : lengthInWords(duration),
    printable(room),
    String(max_participants),
    [...names.map(printable), ...more].join(', '),
  ];
}

function facts(known: Facts, timezone: string): string {
  return Object.entries(known)
    .map(
      ([name, value]) =>
        `${name} ${typeof value === 'number' ? factInWords(name, value, timezone) : printable(String(value))}`,
    )
    .join(', ');
}

function factInWords(name: string, value: number, timezone: string): string {
  if (name === 'limit') return `${value}s`;
  return name === 'present' || name === 'last_present' ? String(value) : localTime(value, timezone);
}

/** Near the ends of time the time zone's offset leads beyond them. */
function localTime(at: number, timezone: string): string {
  if (Math.abs(at) > TIME_LIMIT - DAY) return `${at} ms`;
  return format(at, 'uuuu-MM-dd HH:mm:ss', { in: tz(timezone) });
}

/** Hours are counted on beyond a day: meetings are compared by them. */
function lengthInWords(seconds: number): string {
  const { minutes = 0, seconds: rest = 0 } = intervalToDuration({ start: 0, end: (seconds % 3600) * 1000 });
  const hours = Math.floor(seconds / 3600);
  const parts = [hours > 0 ? `${hours}h` : '', hours > 0 || minutes > 0 ? `${minutes}m` : '', `${rest}s`];
  return parts.filter((part) => part !== '').join(' ');
}

interface Measured {
  readonly text: string;
  readonly width: number;
}

function pad({ text, width }: Measured, widest: number, toRight: boolean): string {
  const space = ' '.repeat(widest - width);
  return toRight ? space + text : text + space;
}

/** How many columns of a terminal a cell takes. Most are plain, and to look for what is wider in all takes most of the time of a table. */
function widthOf(cell: string): number {
  return PLAIN.test(cell) ? cell.length : stringWidth(cell);
}

const PLAIN = /^[ -~]*$/;
