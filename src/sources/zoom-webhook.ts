import { clearOf, joinOf, leaveOf, presenceIn, UNDELIVERED, type Where } from './facts.js';
import { type Fields, fieldsOf, within } from './fields.js';
import { readTime } from './read-time.js';
import type { Fact, Presence, Recognition, Source, SourceOptions } from './source.js';
import { joined, readKey, readText } from './text-field.js';
import { type InvalidFact, ignored, invalid, invalidTime } from './unusable.js';

/**
 * Zoom webhooks: `participant_joined` and `participant_left` of meetings and webinars, the same of breakout rooms by option,
 * `session.user_joined` and `session.user_left` of the Video SDK, and the end of each as a clear. Everything else is ignored by its type:
 * waiting rooms, those who wait for the host (`participant_jbh_…`), and `endpoint.url_validation` among it.
 *
 * - `user_id` is new on every join and on every move to a breakout room, but the same few numbers come in every meeting: the key is that
 *   of the meeting (`uuid`), with it.
 * - `event_ts` is when the message was sent, up to 85 minutes late; the time is `join_time` or `leave_time`.
 * - Messages have no id: a redelivery has the type, the key and the time of the first, and so is known to the engine.
 * - `meeting.ended` comes whenever the room has become empty, even where it is entered again afterwards.
 * - A move to a breakout room also leaves the meeting and joins it again. Merged with the main room, the breakout room keeps the meeting's
 *   key, so that what is told twice is one visit.
 *
 * Sources: developers.zoom.us/docs/api/webhooks and blog/webhook-delays; zoom/rivet-javascript, meetings.d.ts and videosdk.d.ts; the
 * meaning of the ids, developers.zoom.us/docs/meeting-sdk (in-meeting user info).
 */
export const zoomWebhook: Source = {
  name: 'zoom-webhook',
  title: 'Zoom webhooks (meetings, webinars, Video SDK)',
  recognise,
  read: (payload, options) => [read(payload, options)],
};

const PRESENCE = /^(?:(?:meeting|webinar)\.participant|session\.user)_(joined|left)(_breakout_room)?$/;
const ENDED = /^(?:meeting|webinar|session)\.ended$/;
const TIME = 'an ISO 8601 time';

function recognise(payload: unknown): Recognition {
  const fields = fieldsOf(payload);
  const body = fieldsOf(fields?.payload);
  if (fields === null || body === null || !/^[a-z_]+\.[a-z_.]+$/.test(readText(fields.event) ?? ''))
    return 'no';
  if (fields.event === 'endpoint.url_validation') return 'plainToken' in body ? 'yes' : 'no';
  if (fieldsOf(body.object) === null) return 'no';
  return 'event_ts' in fields || 'account_id' in body ? 'yes' : 'maybe';
}

function read(payload: unknown, options: SourceOptions): Fact {
  const fields = fieldsOf(payload);
  if (fields === null) return invalid(null, 'a Zoom webhook as a JSON object');
  const event = readText(fields.event);
  if (event === null) return invalid('event', 'the name of a Zoom webhook event');
  const object = within(within(fields, 'payload'), 'object');
  if (ENDED.test(event)) return readEnd(object, options);
  const [, change, inBreakout] = PRESENCE.exec(event) ?? [];
  if (change === undefined || (inBreakout && options.breakouts === null)) return ignored(event);
  return readPresence(change, object, inBreakout !== undefined, options);
}

function readPresence(change: string, object: Fields, inBreakout: boolean, options: SourceOptions): Fact {
  const who = readWho(object, inBreakout, options);
  if ('kind' in who) return who;
  const person = personOf(object);
  const field = change === 'joined' ? 'join_time' : 'leave_time';
  const at = readTime(person[field], 'ms', options.localTime);
  if (typeof at !== 'number') return invalidTime(`payload.object.participant.${field}`, at, TIME);
  return change === 'joined' ? joinOf(who, at, UNDELIVERED) : leaveOf(who, at, null, UNDELIVERED);
}

function readEnd(object: Fields, options: SourceOptions): Fact {
  const where = readRoom(object, options);
  if ('kind' in where) return where;
  const at = readTime(object.end_time, 'ms', options.localTime);
  if (typeof at !== 'number') return invalidTime('payload.object.end_time', at, TIME);
  return clearOf(where, at, UNDELIVERED);
}

/** `id` and `participant_user_id` are empty for those who are not signed in, names and addresses where an account hides them. */
function readWho(object: Fields, inBreakout: boolean, options: SourceOptions): Presence | InvalidFact {
  const main = readRoom(object, options);
  if ('kind' in main) return main;
  const where = inBreakout && options.breakouts === 'separate' ? breakoutOf(object, main, options) : main;
  if ('kind' in where) return where;
  const person = personOf(object);
  // The `id` of a meeting's participant is an account, that of the Video SDK's user a presence.
  const [presence, account] =
    object.user === undefined ? [person.user_id, person.id] : [person.id, person.user_key];
  const inSession = readKey(presence, person.participant_uuid);
  if (inSession === null) return invalid('payload.object.participant.user_id', 'the id of a participant');
  const { participant_user_id, customer_key, registrant_id, email } = person;
  return presenceIn(
    where,
    joined('/', where.session ?? where.room, inSession),
    readText(participant_user_id, account, customer_key, registrant_id, email),
    readText(person.user_name, person.name),
  );
}

/** Meetings have a number (`id`) and a `uuid` for each instance; the Video SDK has a name and an id. */
function readRoom(object: Fields, { roomBy }: SourceOptions): Where | InvalidFact {
  const isMeeting = object.session_id === undefined && object.session_name === undefined;
  const name = isMeeting ? readKey(object.id) : readKey(object.session_name);
  const session = isMeeting ? readKey(object.uuid) : readKey(object.session_id, object.id);
  const room = roomBy === 'session' ? readKey(session, name) : readKey(name, session);
  return room === null ? invalid('payload.object.id', 'the number of a meeting') : { room, session };
}

function breakoutOf(
  object: Fields,
  main: Pick<Presence, 'room'>,
  { roomBy }: SourceOptions,
): Where | InvalidFact {
  const session = readKey(object.breakout_room_uuid);
  if (session === null) return invalid('payload.object.breakout_room_uuid', 'the id of a breakout room');
  return { room: roomBy === 'session' ? session : `${main.room}/${session}`, session };
}

function personOf(object: Fields): Fields {
  return fieldsOf(object.participant) ?? within(object, 'user');
}
