import { distinctKeys } from '../distinct-keys.js';
import { fieldsOf } from '../fields.js';
import type { Fact, Source } from '../source.js';
import { TIME, zoomReport } from '../zoom-report.js';
import { ambiguousDates, decideDateOrder, describeOrder, readReportTime } from './report-time.js';
import {
  columnsOf,
  isBlankRow,
  plainText,
  raggedness,
  type Sheet,
  type SheetRead,
  type SheetRow,
} from './sheet.js';

/**
 * Zoom's participants reports as the web portal exports them: a row is one stay, times are local. A block above it may name the meeting;
 * else the file does.
 *
 * - Columns are found by name, in any of the portal's spellings, of the block too; without one the room is the options', or the file.
 * - Rows whose `In Waiting Room` is `Yes` are no presence.
 * - An export of unique participants has only totals: it is refused.
 *
 * Sources: the portal's own exports, whose times are documented as `MM/DD/YYYY hh:mm:ss AM/PM`.
 */
export const zoomCsv: Source = {
  name: 'zoom-csv',
  title: 'Zoom participants reports (CSV)',
  recognise: (payload) => (fieldsOf(payload)?.sheet === NAME ? 'yes' : 'no'),
  read: (payload, options) => zoomReport.read(payload, options).map(inWordsOfSheet),
  isOfOneMeeting: true,
  readSheet,
};

const NAME = 'zoom-csv';

const COLUMNS: Readonly<Record<string, string>> = { join_time: 'Join Time', leave_time: 'Leave Time' };

/** What is wrong is told by the columns of the sheet, not by the fields of the answer that a row is read as. */
function inWordsOfSheet(fact: Fact): Fact {
  if (fact.kind !== 'invalid' || fact.field === null) return fact;
  const expected = fact.expected === TIME ? 'a local time such as 02/10/2026 02:00:05 PM' : fact.expected;
  return { ...fact, field: COLUMNS[fact.field] ?? fact.field, expected };
}

function readSheet(
  sheet: Sheet,
  { dateOrder }: { readonly dateOrder: 'dmy' | 'mdy' | null },
): SheetRead | null {
  const place = sheet.findIndex((row) => isHeader(columnsOf(row)));
  if (place < 0) {
    return sheet.some((row) => isTotals(columnsOf(row)))
      ? {
          refusal:
            'is a Zoom report of unique participants, which has only totals; expected one that was exported without ' +
            '"Show unique users", with Join Time and Leave Time',
        }
      : null;
  }
  const columns = columnsOf(sheet[place]!);
  const cell = ({ cells }: SheetRow, ...names: readonly string[]) => {
    const name = names.find((known) => columns.has(known));
    return name === undefined ? '' : plainText(cells[columns.get(name)!] ?? '');
  };
  const rows = sheet.slice(place + 1).filter((row) => !isBlankRow(row));
  const times = rows.flatMap((row) => [cell(row, 'join time'), cell(row, 'leave time')]);
  const decision = decideDateOrder(times, dateOrder, 'mdy');
  const { order } = decision;
  if (order === null) return { refusal: ambiguousDates(decision) };
  const time = (text: string) => (text === '' ? '' : (readReportTime(text, order) ?? text));
  const meeting_id = meetingIn(sheet.slice(0, place));
  const distinct = distinctKeys();
  const needed = 1 + Math.max(columns.get('join time')!, columns.get('leave time')!);
  const records = rows.map((row) => {
    const name = cell(row, 'name (original name)', 'name');
    const user_email = cell(row, 'user email', 'email');
    const [join, leave] = [cell(row, 'join time'), cell(row, 'leave time')];
    const minutes = cell(row, 'duration (minutes)');
    const record = {
      ...{ sheet: NAME, meeting_id, name, user_email },
      user_id: distinct(`${user_email === '' ? name : user_email}@${time(join)}`),
      ...{ join_time: time(join), leave_time: time(leave) },
      duration: /^\d+(\.\d+)?$/.test(minutes) ? Number(minutes) * 60 : null,
      status: /^yes$/i.test(cell(row, 'in waiting room')) ? 'in_waiting_room' : 'in_meeting',
    };
    return { row, record, problem: raggedness(row, needed, sheet[place]!.cells.length) };
  });
  return { records, note: times.some((text) => text !== '') ? describeOrder(decision) : null };
}

type Columns = ReadonlyMap<string, number>;

function isHeader(columns: Columns): boolean {
  return isNamed(columns) && columns.has('join time') && columns.has('leave time') && isZoom(columns);
}

function isTotals(columns: Columns): boolean {
  return isNamed(columns) && columns.has('total duration (minutes)');
}

function isNamed(columns: Columns): boolean {
  return columns.has('name (original name)') || columns.has('name');
}

function isZoom(columns: Columns): boolean {
  return columns.has('name (original name)') || columns.has('duration (minutes)');
}

/** The number of the meeting, which the portal writes in groups, and calls `ID` where it begins with the topic. */
function meetingIn(block: Sheet): string {
  const columns = block.map(columnsOf);
  const place = columns.findIndex(
    (names) => names.has('meeting id') || (names.has('topic') && names.has('id')),
  );
  const values = block[place + 1];
  if (place < 0 || values === undefined) return '';
  const column = columns[place]!.get('meeting id') ?? columns[place]!.get('id')!;
  const text = plainText(values.cells[column] ?? '');
  return /^[\d\s-]+$/.test(text) ? text.replace(/[\s-]/g, '') : text;
}
