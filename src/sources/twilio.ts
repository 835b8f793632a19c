import { deliveredAs, handOverTo, leaveOf, presenceIn } from './facts.js';
import { type Fields, fieldsOf } from './fields.js';
import { readLength, readTime } from './read-time.js';
import type { Fact, Recognition, Source, SourceOptions } from './source.js';
import { joined, readKey, readText } from './text-field.js';
import { ignored, invalid, invalidTime } from './unusable.js';

/**
 * Status callbacks of Twilio Video: `participant-connected` and `participant-disconnected`, as the urlencoded body itself or as an object
 * of its parameters. Everything else is ignored by its type.
 *
 * - `SequenceNumber` is documented as internal and not the order; the order is that of `Timestamp`.
 * - `room-ended` comes minutes after the last one left, when the empty room times out: it is no clear.
 * - A `RoomName` is used again; the `RoomSid` is the session.
 * - Someone who joins again puts the old connection out, which may be told later: the key is the `ParticipantSid`, one for each connection.
 * - `ParticipantDuration`, of a leave, is in whole seconds: the join time it gives is off by up to a second.
 *
 * Source: www.twilio.com/docs/video/api/status-callbacks.
 */
export const twilio: Source = {
  name: 'twilio',
  title: 'Twilio Video status callbacks',
  recognise,
  read: (payload, options) => [read(payload, options)],
};

function recognise(payload: unknown): Recognition {
  const fields = parametersOf(payload);
  if (fields === null || readText(fields.StatusCallbackEvent) === null) return 'no';
  return 'RoomSid' in fields && 'Timestamp' in fields ? 'yes' : 'no';
}

function read(payload: unknown, options: SourceOptions): Fact {
  const fields = parametersOf(payload);
  if (fields === null) return invalid(null, 'the parameters of a status callback');
  const event = readText(fields.StatusCallbackEvent);
  if (event === null) return invalid('StatusCallbackEvent', 'the name of an event');
  if (event !== 'participant-connected' && event !== 'participant-disconnected') return ignored(event);
  const session = readKey(fields.RoomSid);
  const room =
    options.roomBy === 'session' ? readKey(session, fields.RoomName) : readKey(fields.RoomName, session);
  if (room === null) return invalid('RoomName', 'the name of a room');
  const participant_id = readKey(fields.ParticipantSid);
  if (participant_id === null) return invalid('ParticipantSid', 'the id of a connection');
  const at = readTime(fields.Timestamp, 'ms', options.localTime);
  if (typeof at !== 'number') return invalidTime('Timestamp', at, 'an ISO 8601 time');
  const who = presenceIn({ room, session }, participant_id, readText(fields.ParticipantIdentity), null);
  const told = deliveredAs(joined(' ', event, participant_id));
  if (event === 'participant-connected') return handOverTo(who, at, told);
  const length = readLength(fields.ParticipantDuration);
  const joinedAt = length === null ? null : readTime(at - length, 'ms');
  return leaveOf(who, at, typeof joinedAt === 'number' ? joinedAt : null, told);
}

function parametersOf(payload: unknown): Fields | null {
  if (typeof payload !== 'string') return fieldsOf(payload);
  if (!/(?:^|&)StatusCallbackEvent=/.test(payload)) return null;
  return Object.fromEntries(new URLSearchParams(payload.trim()));
}
