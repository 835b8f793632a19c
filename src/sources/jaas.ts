import { clearOf, deliveredAs, joinOf, leaveOf, presenceIn, type Where } from './facts.js';
import { type Fields, fieldsOf, within } from './fields.js';
import { readTime } from './read-time.js';
import type { Fact, Recognition, Source, SourceOptions } from './source.js';
import { isTrue, readKey, readText } from './text-field.js';
import { type InvalidFact, ignored, invalid, invalidTime } from './unusable.js';

/**
 * Webhooks of JaaS (Jitsi as a Service, 8x8): `PARTICIPANT_JOINED`, `PARTICIPANT_LEFT`, and `ROOM_DESTROYED` as a clear. Everything else is
 * ignored by its type: the lobby, changes of roles, and `USAGE`, whose `data` is a list.
 *
 * - `timestamp` is in milliseconds and documented as the truth, as messages come in any order.
 * - Two messages of one `idempotencyKey` are one; duplicates are documented.
 * - Yes and no come as booleans and as texts.
 * - Breakout rooms are by option. The end of one does not clear the main room it is merged with.
 *
 * Sources: developer.8x8.com/jaas/docs/webhooks-payload; jitsi/jitsi-meet, tests of the participants' presence.
 */
export const jaas: Source = {
  name: 'jaas',
  title: 'JaaS webhooks (8x8)',
  recognise,
  read: (payload, options) => [read(payload, options)],
};

function recognise(payload: unknown): Recognition {
  const fields = fieldsOf(payload);
  if (fields === null || !/^[A-Z][A-Z_]*$/.test(readText(fields.eventType) ?? '')) return 'no';
  if (!('timestamp' in fields)) return 'no';
  return 'idempotencyKey' in fields && 'fqn' in fields ? 'yes' : 'maybe';
}

function read(payload: unknown, options: SourceOptions): Fact {
  const fields = fieldsOf(payload);
  if (fields === null) return invalid(null, 'a JaaS webhook as a JSON object');
  const type = readText(fields.eventType);
  if (type === null) return invalid('eventType', 'the type of a JaaS webhook');
  if (!['PARTICIPANT_JOINED', 'PARTICIPANT_LEFT', 'ROOM_DESTROYED'].includes(type)) return ignored(type);
  const data = within(fields, 'data');
  const isBreakout = isTrue(data.isBreakout);
  if (
    isBreakout &&
    (options.breakouts === null || (type === 'ROOM_DESTROYED' && options.breakouts === 'merge'))
  ) {
    return ignored(type, 'breakout');
  }
  const where = readRoom(fields, data, isBreakout, options);
  if ('kind' in where) return where;
  const at = readTime(fields.timestamp, 'ms');
  if (typeof at !== 'number')
    return invalidTime('timestamp', at, 'a time in milliseconds since the Unix epoch');
  const told = deliveredAs(readText(fields.idempotencyKey));
  if (type === 'ROOM_DESTROYED') return clearOf(where, at, told);
  const participant_id = readKey(data.participantId, data.participantJid);
  if (participant_id === null) return invalid('data.participantId', 'the id of a participant');
  const who = presenceIn(where, participant_id, readText(data.id, data.email), readText(data.name));
  return type === 'PARTICIPANT_JOINED' ? joinOf(who, at, told) : leaveOf(who, at, null, told);
}

/** `fqn` is the app and the room. */
function readRoom(
  fields: Fields,
  data: Fields,
  isBreakout: boolean,
  { roomBy, breakouts }: SourceOptions,
): Where | InvalidFact {
  const session = readKey(fields.sessionId);
  const name = readKey(fields.fqn, data.conference);
  const room = roomBy === 'session' ? readKey(session, name) : readKey(name, session);
  if (room === null) return invalid('fqn', 'the name of a meeting');
  if (!isBreakout || breakouts === 'merge') return { room, session };
  const breakout = readKey(data.breakoutRoomId);
  if (breakout === null) return invalid('data.breakoutRoomId', 'the id of a breakout room');
  return { room: `${room}/${breakout}`, session };
}
