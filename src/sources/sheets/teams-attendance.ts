import { distinctKeys } from '../distinct-keys.js';
import { joinOf, leaveOf, presenceIn, stayOf, UNDELIVERED } from '../facts.js';
import { type Fields, fieldsOf } from '../fields.js';
import { readTime } from '../read-time.js';
import type { Fact, Presence, Source, SourceOptions } from '../source.js';
import { readKey, readText } from '../text-field.js';
import { ignored, invalid, invalidTime } from '../unusable.js';
import { ambiguousDates, decideDateOrder, describeOrder, readReportTime } from './report-time.js';
import {
  columnsOf,
  isBlankRow,
  plainText,
  raggedness,
  type Sheet,
  type SheetOptions,
  type SheetRead,
  type SheetRow,
} from './sheet.js';

/**
 * Attendance files of Microsoft Teams, whose times are local and written as the exporter's language has them.
 *
 * - The old download within a meeting: `Full Name`, `User Action`, `Timestamp`. People are known by name. `Joined before` is someone who
 *   was there when the exporter came: present from then on.
 * - The newer report: numbered sections, of which the third has a row for each stay, in this order: name, join, leave, duration, e-mail.
 *   The sections' titles may be in any language. One with the columns `Join Time` and `Leave Time` and no sections is read, too.
 * - The room is the meeting's title, else the options' or the file.
 * - A report without stays, only with the first join and the last leave of each, is refused.
 */
export const teamsAttendance: Source = {
  name: 'teams-attendance',
  title: 'Microsoft Teams attendance files',
  recognise: (payload) => (fieldsOf(payload)?.sheet === NAME ? 'yes' : 'no'),
  read: (payload, options) => [readRecord(fieldsOf(payload), options)],
  isOfOneMeeting: true,
  readSheet: (sheet, options) => readActions(sheet, options) ?? readReport(sheet, options),
};

const NAME = 'teams-attendance';
const TIME = "a local time such as 3/24/2026, 9:00:05 AM, in the order of the file's dates";

/** What a row says; times are ISO 8601 without offset where they could be read. */
interface SheetFields {
  readonly sheet: typeof NAME;
  readonly title: string | null;
  /** how the participant is told from others */
  readonly key: string;
  readonly name: string;
  readonly user_id: string | null;
  /** null for a stay */
  readonly action: string | null;
  readonly join_time: string;
  readonly leave_time: string;
}

function readActions(sheet: Sheet, { dateOrder }: SheetOptions): SheetRead | null {
  const place = sheet.findIndex((row) => {
    const columns = columnsOf(row);
    return columns.has('full name') && columns.has('user action') && columns.has('timestamp');
  });
  if (place < 0) return null;
  const columns = columnsOf(sheet[place]!);
  const cell = ({ cells }: SheetRow, name: string) => plainText(cells[columns.get(name)!] ?? '');
  const rows = sheet.slice(place + 1).filter((row) => !isBlankRow(row));
  return readRows(
    rows,
    3,
    sheet[place]!.cells.length,
    rows.map((row) => [cell(row, 'timestamp')]),
    dateOrder,
    (row, [time = '']) => {
      const name = cell(row, 'full name');
      const action = cell(row, 'user action');
      return { title: null, key: name, name, user_id: null, action, join_time: time, leave_time: time };
    },
  );
}

function readReport(sheet: Sheet, { dateOrder }: SheetOptions): SheetRead | null {
  const found = findStays(sheet);
  if (found === null) return null;
  if ('refusal' in found) return found;
  const { rows, columns } = found;
  const cell = ({ cells }: SheetRow, column: number | undefined) =>
    column === undefined ? '' : plainText(cells[column] ?? '');
  const title = titleOf(sheet);
  const distinct = distinctKeys();
  return readRows(
    rows,
    1 + Math.max(columns.join, columns.leave),
    found.width,
    rows.map((row) => [cell(row, columns.join), cell(row, columns.leave)]),
    dateOrder,
    (row, [join_time = '', leave_time = '']) => {
      const name = cell(row, columns.name);
      const user_id = readText(cell(row, columns.upn), cell(row, columns.email));
      const key = distinct(`${user_id ?? name}@${join_time}`);
      return { title, key, name, user_id, action: null, join_time, leave_time };
    },
  );
}

/** Decides how dates are written, and makes records of rows with their times read. */
function readRows(
  rows: readonly SheetRow[],
  needed: number,
  width: number,
  times: readonly (readonly string[])[],
  asked: SheetOptions['dateOrder'],
  fields: (row: SheetRow, times: readonly string[]) => Omit<SheetFields, 'sheet'>,
): SheetRead {
  const decision = decideDateOrder(times.flat(), asked);
  const { order } = decision;
  if (order === null) return { refusal: ambiguousDates(decision) };
  const records = rows.map((row, i) => ({
    row,
    record: {
      sheet: NAME,
      ...fields(
        row,
        times[i]!.map((text) => readReportTime(text, order) ?? text),
      ),
    },
    problem: raggedness(row, needed, width),
  }));
  return { records, note: rows.length > 0 ? describeOrder(decision) : null };
}

interface Stays {
  readonly rows: readonly SheetRow[];
  readonly width: number;
  readonly columns: {
    readonly name: number;
    readonly join: number;
    readonly leave: number;
    readonly email: number | undefined;
    readonly upn: number | undefined;
  };
}

/** Where each row is one stay: the third section, or below columns that say so. */
function findStays(sheet: Sheet): Stays | { readonly refusal: string } | null {
  const sections = new Map(
    sheet.flatMap((row, i) => {
      const number = sectionOf(row);
      return number === null ? [] : [[number, i] as const];
    }),
  );
  const isSectioned = sections.has(1) && sections.has(2);
  const third = sections.get(3);
  const header = third === undefined || !isSectioned ? sheet.findIndex(isStaysHeader) : third + 1;
  if (header < 0 || header >= sheet.length) return isSectioned ? { refusal: NO_STAYS } : null;
  if (sectionOf(sheet[header]!) !== null) return { refusal: NO_STAYS };
  // Titles of sections are told whatever the cells are separated by, but columns are not: then the sheet was cut by another delimiter.
  if (sheet[header]!.cells.length < FEWEST_COLUMNS) return null;
  const columns = columnsOf(sheet[header]!);
  const next = sheet.findIndex((row, i) => i > header && sectionOf(row) !== null);
  const rows = sheet.slice(header + 1, next < 0 ? undefined : next).filter((row) => !isBlankRow(row));
  return {
    rows,
    width: sheet[header]!.cells.length,
    columns: {
      name: columns.get('full name') ?? columns.get('name') ?? 0,
      join: columns.get('join time') ?? 1,
      leave: columns.get('leave time') ?? 2,
      email: columns.get('email') ?? (third === undefined ? undefined : 4),
      upn: columns.get('participant id (upn)'),
    },
  };
}

/** Of whom, from when, until when. */
const FEWEST_COLUMNS = 3;

const NO_STAYS =
  'is a Microsoft Teams report that has of each participant only the first join and the last leave; expected one with ' +
  'its third section ("3. In-Meeting Activities"), or reports of Microsoft Graph';

/** The number of the section that a row begins: `2. Participants`, alone in its row. */
function sectionOf({ cells }: SheetRow): number | null {
  const [first = '', ...rest] = cells.map(plainText);
  if (rest.some((cell) => cell !== '')) return null;
  const match = /^([1-9])\.\s*\p{L}/u.exec(first);
  return match === null ? null : Number(match[1]);
}

function isStaysHeader(row: SheetRow): boolean {
  const columns = columnsOf(row);
  const isTeams = columns.has('participant id (upn)') || (columns.has('role') && columns.has('duration'));
  const isNamed = columns.has('full name') || columns.has('name');
  return isTeams && isNamed && columns.has('join time') && columns.has('leave time');
}

/** The title is the first thing that the summary says, in whatever language. */
function titleOf(sheet: Sheet): string | null {
  const named = sheet.find(({ cells }) => /^meeting title$/i.test(plainText(cells[0] ?? '')));
  const first = sheet.findIndex((row) => sectionOf(row) === 1);
  const row = named ?? (first < 0 ? undefined : sheet[first + 1]);
  return row === undefined ? null : readKey(plainText(row.cells[1] ?? ''));
}

function readRecord(fields: Fields | null, options: SourceOptions): Fact {
  if (fields?.sheet !== NAME) return invalid(null, 'a row of a Microsoft Teams attendance file');
  const room = readKey(fields.title, options.room);
  if (room === null) return invalid('Meeting title', 'the title of the meeting, or a room for it');
  const name = readText(fields.name);
  const id = readKey(fields.key);
  const action = readText(fields.action);
  if (name === null || id === null) return invalid('Full Name', 'the name of a participant');
  const participant_id = action === null ? `${room}/${id}` : id;
  const who = presenceIn({ room, session: null }, participant_id, readText(fields.user_id), name);
  if (action === null) return readStay(who, fields, options);
  const kind = ACTIONS[action.toLowerCase()];
  if (kind === undefined) return invalid('User Action', 'Joined, Joined before or Left');
  const at = readTime(fields.join_time, 'ms', options.localTime);
  if (typeof at !== 'number') return invalidTime('Timestamp', at, TIME);
  return kind === 'join' ? joinOf(who, at, UNDELIVERED) : leaveOf(who, at, null, UNDELIVERED);
}

const ACTIONS: Readonly<Record<string, 'join' | 'leave' | undefined>> = {
  joined: 'join',
  'joined before': 'join',
  left: 'leave',
};

function readStay(who: Presence, { join_time, leave_time }: Fields, { localTime }: SourceOptions): Fact {
  const joined = readTime(join_time, 'ms', localTime);
  if (joined === 'missing' && leave_time === '') return ignored('stay', 'without times');
  if (typeof joined !== 'number') return invalidTime('Join Time', joined, TIME);
  const left = readTime(leave_time, 'ms', localTime);
  if (typeof left !== 'number' && left !== 'missing') return invalidTime('Leave Time', left, TIME);
  const left_at = left === 'missing' ? null : left;
  if (left_at !== null && left_at < joined) return invalid('Leave Time', 'a time not before the join time');
  return stayOf(who, joined, left_at, UNDELIVERED);
}
