import { clearOf, deliveredAs, joinOf, leaveOf, presenceIn } from './facts.js';
import { type Fields, fieldsOf, within } from './fields.js';
import { readLength, readTime } from './read-time.js';
import type { Fact, Presence, Recognition, Source } from './source.js';
import { joined, readKey, readText } from './text-field.js';
import { type InvalidFact, ignored, invalid, invalidTime } from './unusable.js';

/**
 * Daily webhooks: `participant.joined`, `participant.left`, and `meeting.ended` as a clear at `end_ts`. Everything else is ignored by its
 * type, the lobby (`waiting-participant.*`) and the probe sent when a webhook is created included.
 *
 * - A leave is at `joined_at` + `duration`; `event_ts` is when the webhook was sent, and is used only where the payload has no time.
 * - The leave's `joined_at` differs by some milliseconds from the join's: nothing is keyed on it.
 * - `session_id` is new on every join, yet the documentation shows one with two `user_id`s: the key is `session_id`, with the `user_id`
 *   where that is another.
 * - Redeliveries come under other ids: type and key tell them.
 * - All fields of a payload are optional as published; the room also comes as `room_name`.
 *
 * Sources: docs.daily.co/reference/rest-api/webhooks, its events participant-joined, participant-left and meeting-ended.
 */
export const daily: Source = {
  name: 'daily',
  title: 'Daily webhooks',
  recognise,
  read: (payload) => [read(payload)],
};

const SECONDS = 'a time in seconds since the Unix epoch';

function recognise(payload: unknown): Recognition {
  const fields = fieldsOf(payload);
  if (fields === null) return 'no';
  if (isProbe(fields)) return 'maybe';
  if (readText(fields.type) === null || fieldsOf(fields.payload) === null || !('event_ts' in fields))
    return 'no';
  return typeof fields.version === 'string' ? 'yes' : 'maybe';
}

function read(payload: unknown): Fact {
  const fields = fieldsOf(payload);
  if (fields === null) return invalid(null, 'a Daily webhook as a JSON object');
  if (isProbe(fields)) return ignored('test');
  const type = readText(fields.type);
  if (type === null) return invalid('type', 'the type of a Daily webhook');
  switch (type) {
    case 'participant.joined':
      return readJoin(type, within(fields, 'payload'), fields.event_ts);
    case 'participant.left':
      return readLeave(type, within(fields, 'payload'), fields.event_ts);
    case 'meeting.ended':
      return readEnd(type, within(fields, 'payload'));
    default:
      return ignored(type);
  }
}

function readJoin(type: string, payload: Fields, sentAt: unknown): Fact {
  const presence = readPresence(payload);
  if ('kind' in presence) return presence;
  const joinedAt = readTime(payload.joined_at, 's');
  const at = joinedAt === 'missing' ? readTime(sentAt, 's') : joinedAt;
  if (typeof at !== 'number') return invalidTime('payload.joined_at', at, SECONDS);
  return joinOf(presence, at, deliveredAs(joined(' ', type, presence.participant_id)));
}

function readLeave(type: string, payload: Fields, sentAt: unknown): Fact {
  const presence = readPresence(payload);
  if ('kind' in presence) return presence;
  const joinedAt = readTime(payload.joined_at, 's');
  if (typeof joinedAt !== 'number' && joinedAt !== 'missing') {
    return invalidTime('payload.joined_at', joinedAt, SECONDS);
  }
  const duration = readLength(payload.duration);
  if (duration === null && payload.duration !== undefined && payload.duration !== null) {
    return invalid('payload.duration', 'a length of time in seconds');
  }
  const isTold = typeof joinedAt === 'number' && duration !== null;
  const at = isTold ? readTime(joinedAt + duration, 'ms') : readTime(sentAt, 's');
  if (typeof at !== 'number') return invalidTime('payload.joined_at', at, `${SECONDS}, and a duration`);
  const joined_at = typeof joinedAt === 'number' && joinedAt <= at ? joinedAt : null;
  return leaveOf(presence, at, joined_at, deliveredAs(joined(' ', type, presence.participant_id)));
}

function readEnd(type: string, payload: Fields): Fact {
  const room = readKey(payload.room, payload.room_name);
  if (room === null) return invalid('payload.room', 'the name of a room');
  const at = readTime(payload.end_ts, 's');
  if (typeof at !== 'number') return invalidTime('payload.end_ts', at, SECONDS);
  const meeting = readKey(payload.meeting_id);
  return clearOf({ room, session: null }, at, deliveredAs(meeting && `${type} ${meeting}`));
}

/** Participants know nothing of the `meeting_id`, so rooms have no key for their sessions. */
function readPresence(payload: Fields): Presence | InvalidFact {
  const room = readKey(payload.room, payload.room_name);
  if (room === null) return invalid('payload.room', 'the name of a room');
  const session = readKey(payload.session_id);
  if (session === null) return invalid('payload.session_id', 'the id of a participant');
  const user_id = readText(payload.user_id);
  // A name need not be well-formed, a key must be.
  const participant_id =
    user_id === null || user_id === session ? session : joined('/', session, user_id.toWellFormed());
  return presenceIn({ room, session: null }, participant_id, user_id, readText(payload.user_name));
}

/** In a table it has the columns of all other records, too, with nothing in them. */
function isProbe(fields: Fields): boolean {
  return fields.test === 'test' && Object.values(fields).filter((value) => value !== null).length === 1;
}
