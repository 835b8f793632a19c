import { parseIso8601 } from '../model/iso-8601.js';
import { joinOf, leaveOf, presenceIn, UNDELIVERED } from './facts.js';
import { fieldsOf } from './fields.js';
import { readReportTime } from './sheets/report-time.js';
import type { Fact, Recognition, Source, SourceOptions } from './source.js';
import { readKey, readText } from './text-field.js';
import { ignored, invalid } from './unusable.js';

/**
 * Attendee reports of Microsoft Teams live events: a CSV table with a row for each join and leave, in UTC, `SessionId` being one
 * connection. It does not name the event: the room is the options', or the file.
 */
export const teamsLiveEvent: Source = {
  name: 'teams-live-event',
  title: 'Microsoft Teams live event reports',
  recognise,
  read: (payload, options) => [read(payload, options)],
  isOfOneMeeting: true,
};

const COLUMNS = ['SessionId', 'ParticipantId', 'FullName', 'UtcEventTimestamp', 'Action'];

function recognise(payload: unknown): Recognition {
  const fields = fieldsOf(payload);
  return fields !== null && COLUMNS.every((column) => column in fields) ? 'yes' : 'no';
}

function read(payload: unknown, options: SourceOptions): Fact {
  const fields = fieldsOf(payload);
  if (fields === null) return invalid(null, 'a row of a live event report');
  const { SessionId, ParticipantId, FullName, UtcEventTimestamp, Action } = fields;
  const action = readText(Action);
  if (action === null) return invalid('Action', 'Joined or Left');
  if (action !== 'Joined' && action !== 'Left') return ignored(action);
  const room = readKey(options.room);
  if (room === null) return invalid('room', 'a room for the live event');
  const participant_id = readKey(SessionId);
  if (participant_id === null) return invalid('SessionId', 'the key of a connection');
  const time = typeof UtcEventTimestamp === 'string' ? readReportTime(UtcEventTimestamp, 'mdy') : null;
  const at = time === null ? null : parseIso8601(`${time}Z`);
  if (typeof at !== 'number')
    return invalid('UtcEventTimestamp', 'a time in UTC such as 3/24/2026 9:00:05 AM');
  const where = { room, session: null };
  const who = presenceIn(where, participant_id, readText(ParticipantId), readText(FullName));
  return action === 'Joined' ? joinOf(who, at, UNDELIVERED) : leaveOf(who, at, null, UNDELIVERED);
}
