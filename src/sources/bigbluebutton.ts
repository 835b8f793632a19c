import { clearOf, joinOf, leaveOf, presenceIn, UNDELIVERED, type Where } from './facts.js';
import { type Fields, fieldsOf, within } from './fields.js';
import { readTime } from './read-time.js';
import type { Fact, Recognition, Source, SourceOptions } from './source.js';
import { readKey, readText } from './text-field.js';
import { type InvalidFact, ignored, invalid, invalidTime } from './unusable.js';

/**
 * Webhooks of BigBlueButton, mapped (`user-joined`, `user-left`, `meeting-ended`) and raw (`UserJoinedMeetingEvtMsg`,
 * `UserLeftMeetingEvtMsg`, `MeetingDestroyedEvtMsg`), as an object or as the list of the form field `event`. The end of a meeting is a clear.
 * Everything else is ignored by its type, `user-audio-…` (voice, not presence) among it.
 *
 * - `data.event.ts` of a mapped event is when it was processed; the `envelope.timestamp` of a raw one is when it happened.
 * - The internal meeting id is the hash of the external one and the time of creation: one for each session. Raw events of users do not
 *   have the external id, so their room is the hash.
 * - Raw messages about recordings have a `header` alone.
 * - A leave has no name. The user id `not-used` stands for nobody.
 * - Breakout rooms are meetings of their own; no event of a user tells them apart.
 *
 * Sources: bigbluebutton/bbb-webhooks, src/process/event.js, src/out/webhooks/callback-emitter.js and example/events.
 */
export const bigbluebutton: Source = {
  name: 'bigbluebutton',
  title: 'BigBlueButton webhooks',
  recognise,
  read,
};

type Change = 'join' | 'leave' | 'clear';

const CHANGES: Readonly<Record<string, Change>> = {
  'user-joined': 'join',
  'user-left': 'leave',
  'meeting-ended': 'clear',
  UserJoinedMeetingEvtMsg: 'join',
  UserLeftMeetingEvtMsg: 'leave',
  MeetingDestroyedEvtMsg: 'clear',
};
const MILLISECONDS = 'a time in milliseconds since the Unix epoch';

/** What both kinds of events say, whatever they call it. */
interface Message {
  readonly type: string;
  readonly internalMeeting: unknown;
  readonly externalMeeting: unknown;
  readonly internalUser: unknown;
  readonly externalUser: unknown;
  readonly name: unknown;
  readonly at: unknown;
  /** where each of them stands, for messages */
  readonly places: Readonly<Record<'meeting' | 'user' | 'at', string>>;
}

function recognise(payload: unknown): Recognition {
  const [first] = Array.isArray(payload) ? payload : [payload];
  const fields = fieldsOf(first);
  if (fields === null) return 'no';
  if (isRaw(fields)) return fieldsOf(within(fields, 'core').header) === null ? 'maybe' : 'yes';
  if (readText(within(fields, 'header').name) !== null && 'meeting_id' in within(fields, 'payload'))
    return 'yes';
  const data = within(fields, 'data');
  if (data.type !== 'event' || readText(data.id) === null) return 'no';
  return fieldsOf(data.attributes) === null || fieldsOf(data.event) === null ? 'maybe' : 'yes';
}

function read(payload: unknown, options: SourceOptions): Fact[] {
  if (!Array.isArray(payload)) return [readOne(payload, options)];
  return payload.length === 0 ? [ignored('empty list')] : payload.map((item) => readOne(item, options));
}

function readOne(value: unknown, options: SourceOptions): Fact {
  const fields = fieldsOf(value);
  if (fields === null) return invalid(null, 'an event of BigBlueButton as a JSON object');
  const name = readText(
    within(fields, 'envelope').name,
    within(fields, 'data').id,
    within(fields, 'header').name,
  );
  if (name === null) return invalid('data.id', 'the name of an event of BigBlueButton');
  const change = Object.hasOwn(CHANGES, name) ? CHANGES[name] : undefined;
  if (change === undefined) return ignored(name);
  return readMessage(isRaw(fields) ? rawMessage(name, fields) : mappedMessage(name, fields), change, options);
}

function readMessage(message: Message, change: Change, options: SourceOptions): Fact {
  const where = readRoom(message, options);
  if ('kind' in where) return where;
  const at = readTime(message.at, 'ms');
  if (typeof at !== 'number') return invalidTime(message.places.at, at, MILLISECONDS);
  if (change === 'clear') return clearOf(where, at, UNDELIVERED);
  const participant_id = readKey(message.internalUser);
  if (participant_id === null) return invalid(message.places.user, 'the id of a user');
  if (participant_id === 'not-used') return ignored(message.type, 'not-used');
  const who = presenceIn(where, participant_id, readText(message.externalUser), readText(message.name));
  return change === 'join' ? joinOf(who, at, UNDELIVERED) : leaveOf(who, at, null, UNDELIVERED);
}

function readRoom(message: Message, { roomBy }: SourceOptions): Where | InvalidFact {
  const session = readKey(message.internalMeeting);
  const name = readKey(message.externalMeeting, session?.replace(/-\d+$/, ''));
  const room = roomBy === 'session' ? readKey(session, name) : name;
  return room === null ? invalid(message.places.meeting, 'the id of a meeting') : { room, session };
}

function mappedMessage(type: string, fields: Fields): Message {
  const data = within(fields, 'data');
  const meeting = within(within(data, 'attributes'), 'meeting');
  const user = within(within(data, 'attributes'), 'user');
  return {
    type,
    internalMeeting: meeting['internal-meeting-id'],
    externalMeeting: meeting['external-meeting-id'],
    internalUser: user['internal-user-id'],
    externalUser: user['external-user-id'],
    name: user.name,
    at: within(data, 'event').ts,
    places: {
      meeting: 'data.attributes.meeting.internal-meeting-id',
      user: 'data.attributes.user.internal-user-id',
      at: 'data.event.ts',
    },
  };
}

function rawMessage(type: string, fields: Fields): Message {
  const envelope = within(fields, 'envelope');
  const routing = within(envelope, 'routing');
  const header = within(within(fields, 'core'), 'header');
  const body = within(within(fields, 'core'), 'body');
  return {
    type,
    internalMeeting: readText(routing.meetingId, header.meetingId, body.meetingId),
    externalMeeting: null,
    internalUser: readText(body.intId, header.userId, routing.userId),
    externalUser: body.extId,
    name: body.name,
    at: envelope.timestamp,
    places: { meeting: 'envelope.routing.meetingId', user: 'core.header.userId', at: 'envelope.timestamp' },
  };
}

function isRaw(fields: Fields): boolean {
  return readText(within(fields, 'envelope').name) !== null;
}
