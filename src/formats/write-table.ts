import stringWidth from 'string-width';
import type { Explanation, Facts } from '../model/explanation.js';
import type { EpochMs } from '../model/time.js';
import { createClockText } from './clock-text.js';
import type { PersonTotal } from './person-total.js';
import { printable } from './printable.js';
import type { WrittenMeeting } from './write-meetings.js';

const HEADINGS = (timezone: string) => [`START (${timezone})`, 'DURATION', 'ROOM', 'MAX', 'PARTICIPANTS'];

/** More participants than this are counted, not named. */
const NAMED = 6;

/** A table that rows are added to, and that is laid out when all are there: columns are as wide as their widest cell. */
export interface GrowingTable {
  readonly add: (meeting: WrittenMeeting) => void;
  readonly text: () => Generator<string>;
}

/** A table for people: times in a time zone, lengths in words; with an explanation, what it says below the row. */
export function createMeetingTable(timezone: string): GrowingTable {
  const layout = createLayout(HEADINGS(timezone), [3]);
  const say = createClockText(timezone);
  return {
    add(meeting) {
      const { explanation } = meeting;
      layout.add(cells(meeting, say), explanation === undefined ? '' : reasons(explanation, say));
    },
    text: () => layout.text('no meetings\n'),
  };
}

/** What users come to, as a table. */
export function* writeTotalsTable(totals: readonly PersonTotal[], timezone: string): Generator<string> {
  const headings = ['USER', 'NAME', 'MEETINGS', 'TIME', `FIRST (${timezone})`, 'LAST'];
  const layout = createLayout(headings, [2, 3]);
  const say = createClockText(timezone);
  for (const { user_id, user_name, meetings, seconds, first, last } of totals) {
    layout.add([
      user_id === null ? '(without an id)' : printable(user_id),
      printable(user_name ?? ''),
      String(meetings),
      lengthInWords(seconds),
      say(first * 1000),
      say(last * 1000),
    ]);
  }
  yield* layout.text('no participants\n');
}

type SayTime = (at: EpochMs) => string;

interface Layout {
  /** Adds a row, and what is said below it. */
  readonly add: (cells: readonly string[], below?: string) => void;
  /** All rows below the headings; only `nothing` if there are none. */
  readonly text: (nothing: string) => Generator<string>;
}

interface Row {
  readonly cells: readonly string[];
  /** how many columns of a terminal each takes */
  readonly widths: readonly number[];
  readonly below: string;
}

/** @param toRight the columns that are set to the right */
function createLayout(headings: readonly string[], toRight: readonly number[]): Layout {
  const rows: Row[] = [];
  let widest: readonly number[] = headings.map(() => 0);

  function add(cells: readonly string[], below = ''): void {
    const widths = cells.map(widthOf);
    widest = widest.map((width, column) => Math.max(width, widths[column]!));
    rows.push({ cells, widths, below });
  }

  function lineOf({ cells, widths, below }: Row): string {
    const padded = cells.map((cell, column) => {
      const space = ' '.repeat(widest[column]! - widths[column]!);
      return toRight.includes(column) ? space + cell : cell + space;
    });
    return `${padded.join('  ').trimEnd()}\n${below}`;
  }

  add(headings);
  return {
    add,
    *text(nothing) {
      if (rows.length === 1) yield nothing;
      else for (const row of rows) yield lineOf(row);
    },
  };
}

function reasons(explanation: Explanation, say: SayTime): string {
  return Object.entries(explanation)
    .filter(([, reason]) => reason !== null)
    .map(
      ([what, { at, clause, facts: known }]) => `    ${what} ${say(at)} by ${clause}: ${facts(known, say)}\n`,
    )
    .join('');
}

function cells(meeting: WrittenMeeting, say: SayTime): string[] {
  const { start_time, duration, ongoing, room, max_participants, participants } = meeting;
  const names = participants.slice(0, NAMED).map((record) => record.user_name || record.participant_id);
  const more = participants.length > NAMED ? [`and ${participants.length - NAMED} more`] : [];
  return [
    say(start_time * 1000),
    ongoing ? `${lengthInWords(duration)} so far` : lengthInWords(duration),
    printable(room),
    String(max_participants),
    [...names.map(printable), ...more].join(', '),
  ];
}

function facts(known: Facts, say: SayTime): string {
  return Object.entries(known)
    .map(
      ([name, value]) =>
        `${name} ${typeof value === 'number' ? factInWords(name, value, say) : printable(String(value))}`,
    )
    .join(', ');
}

function factInWords(name: string, value: number, say: SayTime): string {
  if (name === 'limit') return `${value}s`;
  return name === 'present' || name === 'last_present' ? String(value) : say(value);
}

/** Hours are counted on beyond a day: meetings are compared by them. */
function lengthInWords(seconds: number): string {
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  const rest = seconds % 60;
  const parts = [hours > 0 ? `${hours}h` : '', hours > 0 || minutes > 0 ? `${minutes}m` : '', `${rest}s`];
  return parts.filter((part) => part !== '').join(' ');
}

/**
 * How many columns of a terminal a cell takes. Most are ASCII and letters of Latin scripts, and to look for what is wider in all takes most of
 * the time of a table.
 */
function widthOf(cell: string): number {
  return PLAIN.test(cell) ? cell.length : stringWidth(cell);
}

const PLAIN = /^[ -~\u00c0-\u02af]*$/;
