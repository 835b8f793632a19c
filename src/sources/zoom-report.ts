import { distinctKeys } from './distinct-keys.js';
import { presenceIn, stayOf, UNDELIVERED } from './facts.js';
import { type Fields, fieldsOf } from './fields.js';
import { readLength, readTime } from './read-time.js';
import type { Fact, Recognition, Source, SourceOptions } from './source.js';
import { readKey, readText } from './text-field.js';
import { ignored, invalid, invalidTime } from './unusable.js';

/**
 * Zoom's participants reports as JSON: the answers of `GET /report/meetings/{id}/participants` and of
 * `GET /past_meetings/{uuid}/participants`, a page or a single row of `participants`, each of which is one stay.
 *
 * - The answer does not say whose meeting it is. The room is read from `meeting_id`, `id` or `uuid` where they were put beside
 *   `participants`, else it is the room of the options.
 * - A row's `user_id` is one for each presence; where it is missing, the person and the join time stand for it.
 * - Rows whose `status` is `in_waiting_room` are no presence; rows of breakout rooms (`bo_mtg_id`) are by option.
 * - An empty `leave_time` is that of someone who is still there.
 *
 * Sources: developers.zoom.us/docs/api/meetings (report meeting participants, past meeting participants).
 */
export const zoomReport: Source = {
  name: 'zoom-report',
  title: 'Zoom participants reports (JSON)',
  recognise,
  read,
};

export const TIME = 'an ISO 8601 time';

function recognise(payload: unknown): Recognition {
  const fields = fieldsOf(payload);
  if (fields === null) return 'no';
  const rows = fields.participants;
  if (!Array.isArray(rows)) return isRow(fields) ? 'yes' : 'no';
  if (rows.length === 0) return 'next_page_token' in fields && 'page_size' in fields ? 'yes' : 'no';
  return rows.every((row) => isRow(fieldsOf(row) ?? {})) ? 'yes' : 'no';
}

function read(payload: unknown, options: SourceOptions): Fact[] {
  const fields = fieldsOf(payload);
  if (fields === null) return [invalid(null, 'a page of a Zoom participants report as a JSON object')];
  const rows = fields.participants;
  const distinct = distinctKeys();
  if (rows === undefined) return [readRow(fields, fields, '', options, distinct)];
  if (!Array.isArray(rows)) return [invalid('participants', 'a list of participants')];
  if (rows.length === 0) return [ignored('page without participants')];
  return rows.map((row, index) =>
    readRow(fieldsOf(row), fields, `participants[${index}].`, options, distinct),
  );
}

function isRow(row: Fields): boolean {
  const isNamed = 'user_email' in row || 'user_id' in row || 'registrant_id' in row;
  return 'join_time' in row && 'leave_time' in row && 'duration' in row && isNamed;
}

function readRow(
  row: Fields | null,
  page: Fields,
  prefix: string,
  options: SourceOptions,
  distinct: (key: string) => string,
): Fact {
  if (row === null) return invalid(prefix.slice(0, -1), 'a row as a JSON object');
  if (row.status === 'in_waiting_room') return ignored('participant', 'in_waiting_room');
  const breakout = readKey(row.bo_mtg_id);
  if (breakout !== null && options.breakouts === null) return ignored('participant', 'breakout');
  const session = readKey(page.uuid, page.meeting_uuid);
  const main = roomOf(page, page === row, session, options);
  if (main === null)
    return invalid('meeting_id', 'the meeting of the report beside `participants`, or a room for it');
  const room = breakout !== null && options.breakouts === 'separate' ? `${main}/${breakout}` : main;
  const leftAt = readTime(row.leave_time, 'ms', options.localTime);
  if (typeof leftAt !== 'number' && leftAt !== 'missing')
    return invalidTime(`${prefix}leave_time`, leftAt, TIME);
  const left_at = leftAt === 'missing' ? null : leftAt;
  const joined_at = readJoin(row, left_at, options);
  if (typeof joined_at !== 'number') return invalidTime(`${prefix}join_time`, joined_at, TIME);
  if (left_at !== null && left_at < joined_at)
    return invalid(`${prefix}leave_time`, 'a time not before the join time');
  const inSession = readKey(row.user_id);
  const user_id = readText(
    row.participant_user_id,
    row.id,
    row.customer_key,
    row.registrant_id,
    row.user_email,
  );
  const user_name = readText(row.name);
  const person = inSession ?? readKey(user_id, user_name);
  if (person === null) return invalid(`${prefix}user_id`, 'the id of a participant');
  const participant_id = `${session ?? main}/${inSession ?? distinct(`${person}@${joined_at}`)}`;
  const who = presenceIn({ room, session }, participant_id, user_id, user_name);
  return stayOf(who, joined_at, left_at, UNDELIVERED);
}

/** A row that lost its join time still has its length. */
function readJoin(row: Fields, leftAt: number | null, { localTime }: SourceOptions) {
  const joinedAt = readTime(row.join_time, 'ms', localTime);
  const length = readLength(row.duration);
  return joinedAt === 'missing' && leftAt !== null && length !== null
    ? readTime(leftAt - length, 'ms')
    : joinedAt;
}

/** The `id` of a page is that of its meeting; the one of a row by itself is a person's. */
function roomOf(page: Fields, isRow: boolean, session: string | null, options: SourceOptions): string | null {
  const name = readKey(page.meeting_id, page.meeting_number, isRow ? null : page.id);
  const own = options.roomBy === 'session' ? readKey(session, name) : readKey(name, session);
  return own ?? readKey(options.room);
}
