import { distinctKeys } from './distinct-keys.js';
import { leaveOf, presenceIn, stayOf, UNDELIVERED } from './facts.js';
import { type Fields, fieldsOf, within } from './fields.js';
import { readLength, readTime } from './read-time.js';
import type { Fact, Presence, Recognition, Source, SourceOptions } from './source.js';
import { readKey, readText } from './text-field.js';
import { ignored, invalid, invalidTime } from './unusable.js';

/**
 * Attendance reports of Microsoft Graph (Teams): a list of attendance records, a report or a list of reports with its records, or one
 * record. Every attendance interval is one stay.
 *
 * - The meeting and the report are named in `@odata.context`; without it, the room is the report's `id`, or that of the options.
 * - Where the service lacks a time it writes null or `0001-01-01`, with a duration of 0. Without a leave the stay is open; without a join
 *   there is the leave, or, where the duration is known, a join so long before it.
 * - Intervals have no key: the person and the time they begin stand for it.
 * - Times have seven digits after the second.
 *
 * Sources: microsoftgraph/microsoft-graph-docs-contrib, attendancerecord.md, attendanceinterval.md, meetingattendancereport.md and
 * attendancerecord-list.md.
 */
export const graph: Source = {
  name: 'graph',
  title: 'Microsoft Graph attendance reports (Teams)',
  recognise,
  read,
};

/** Which meeting, and which of its reports. */
interface Report {
  readonly meeting: string | null;
  readonly report: string | null;
}

const TIME = 'an ISO 8601 time';

function recognise(payload: unknown): Recognition {
  const fields = fieldsOf(payload);
  if (fields === null) return 'no';
  if (isRecord(fields) || isReport(fields)) return 'yes';
  if (!Array.isArray(fields.value)) return 'no';
  const items = fields.value.map((item) => fieldsOf(item) ?? {});
  if (items.length > 0 && items.every((item) => isRecord(item) || isReport(item))) return 'yes';
  return /\/attendanceReports\b/.test(readText(fields['@odata.context']) ?? '') ? 'yes' : 'no';
}

function read(payload: unknown, options: SourceOptions): Fact[] {
  const fields = fieldsOf(payload);
  if (fields === null) return [invalid(null, 'an attendance report as a JSON object')];
  return readAny(fields, { meeting: null, report: null }, '', options);
}

function readAny(fields: Fields, outer: Report, prefix: string, options: SourceOptions): Fact[] {
  const known = { ...outer, ...contextOf(fields) };
  if (isRecord(fields)) return readRecord(fields, known, prefix, options);
  const list = isReport(fields) ? 'attendanceRecords' : 'value';
  const items = fields[list];
  const report = list === 'value' ? known : { ...known, report: known.report ?? readKey(fields.id) };
  if (!Array.isArray(items)) {
    const isBare = 'meetingStartDateTime' in fields;
    return [
      isBare ? ignored('report without records') : invalid(`${prefix}value`, 'a list of attendance records'),
    ];
  }
  if (items.length === 0) return [ignored('list without records')];
  return items.flatMap((item, index) => {
    const inner = fieldsOf(item);
    const place = `${prefix}${list}[${index}]`;
    return inner === null ? [invalid(place, 'a JSON object')] : readAny(inner, report, `${place}.`, options);
  });
}

function readRecord(record: Fields, report: Report, prefix: string, options: SourceOptions): Fact[] {
  const own =
    options.roomBy === 'session' ? [report.report, report.meeting] : [report.meeting, report.report];
  const room = readKey(...own, options.room);
  if (room === null) return [invalid('@odata.context', 'the meeting of the report, or a room for it')];
  const identity = within(record, 'identity');
  const user_id = readText(identity.id, record.emailAddress);
  const user_name = readText(identity.displayName);
  const person = readKey(record.id, user_id, user_name);
  if (person === null) return [invalid(`${prefix}identity.id`, 'the id of a person')];
  const intervals = record.attendanceIntervals as readonly unknown[];
  if (intervals.length === 0) return [ignored('record without intervals')];
  const distinct = distinctKeys();
  const who = presenceIn({ room, session: report.report }, person, user_id, user_name);
  return intervals.map((interval, index) => {
    const place = `${prefix}attendanceIntervals[${index}]`;
    return readInterval(fieldsOf(interval), who, place, options, distinct);
  });
}

function readInterval(
  interval: Fields | null,
  who: Presence,
  place: string,
  options: SourceOptions,
  distinct: (key: string) => string,
): Fact {
  if (interval === null) return invalid(place, 'an interval as a JSON object');
  const joinedAt = readTime(interval.joinDateTime, 'ms', options.localTime);
  if (typeof joinedAt !== 'number' && joinedAt !== 'missing') {
    return invalidTime(`${place}.joinDateTime`, joinedAt, TIME);
  }
  const leftAt = readTime(interval.leaveDateTime, 'ms', options.localTime);
  if (typeof leftAt !== 'number' && leftAt !== 'missing') {
    return invalidTime(`${place}.leaveDateTime`, leftAt, TIME);
  }
  const from = (begin: number) =>
    presenceIn(who, distinct(`${who.participant_id}@${begin}`), who.user_id, who.user_name);
  if (joinedAt !== 'missing') {
    const left_at = leftAt === 'missing' ? null : leftAt;
    if (left_at !== null && left_at < joinedAt) {
      return invalid(`${place}.leaveDateTime`, 'a time not before `joinDateTime`');
    }
    return stayOf(from(joinedAt), joinedAt, left_at, UNDELIVERED);
  }
  if (leftAt === 'missing') return invalid(`${place}.joinDateTime`, TIME);
  const length = readLength(interval.durationInSeconds) ?? 0;
  if (length === 0) return leaveOf(from(leftAt), leftAt, null, UNDELIVERED);
  const joined_at = readTime(leftAt - length, 'ms');
  if (typeof joined_at !== 'number')
    return invalidTime(`${place}.durationInSeconds`, joined_at, 'a length of time');
  return stayOf(from(joined_at), joined_at, leftAt, UNDELIVERED);
}

function isRecord(fields: Fields): boolean {
  return Array.isArray(fields.attendanceIntervals);
}

function isReport(fields: Fields): boolean {
  return Array.isArray(fields.attendanceRecords);
}

/** `…onlineMeetings('…')/attendanceReports('…')/attendanceRecords`; webinars have sessions instead of meetings. */
function contextOf(fields: Fields): Partial<Report> {
  const context = readText(fields['@odata.context']) ?? '';
  const meeting = readKey(/\/(?:onlineMeetings|sessions)\('([^']+)'\)/.exec(context)?.[1]);
  const report = readKey(/\/attendanceReports\('([^']+)'\)/.exec(context)?.[1]);
  return { ...(meeting === null ? {} : { meeting }), ...(report === null ? {} : { report }) };
}
