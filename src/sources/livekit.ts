import { clearOf, deliveredAs, handOverTo, leaveOf, presenceIn, type Where } from './facts.js';
import { type Fields, fieldsOf, within } from './fields.js';
import { readTime } from './read-time.js';
import type { Fact, Presence, Recognition, Source, SourceOptions } from './source.js';
import { readKey, readText } from './text-field.js';
import { type InvalidFact, ignored, invalid, invalidTime } from './unusable.js';

/**
 * LiveKit webhooks: `participant_joined`, `participant_left`, and `room_finished` as a clear. Everything else is ignored by its type.
 *
 * - The JSON comes from protobuf: 64-bit integers are texts (people's own are numbers), zero values are left out.
 * - A join is at `joinedAtMs`. A leave has `createdAt` alone, in whole seconds: it may seem to lie before a join of the same second, and
 *   is then moved to it.
 * - The key is the participant's `sid`: someone who connects again within a second leaves after the new join. A join ends any other
 *   connection of the same identity (`DUPLICATE_IDENTITY`).
 * - `participant_connection_aborted` has no join before it. Older servers sent a leave instead; its join time proves no presence where
 *   the reason is `JOIN_FAILURE`.
 * - A participant of the kinds EGRESS, INGRESS, AGENT and SIP counts only where bots do.
 * - `room.numParticipants` is stale; nothing uses it.
 *
 * Sources: livekit/protocol, livekit_webhook.proto and livekit_models.proto; livekit/livekit, pkg/telemetry/events.go and its issues
 * 1130, 2399 and 4265.
 */
export const livekit: Source = {
  name: 'livekit',
  title: 'LiveKit webhooks',
  recognise,
  read: (payload, options) => [read(payload, options)],
};

const EVENT = /^(?:room|participant|track|egress|ingress)_[a-z_]+$/;
const PARTS = ['room', 'participant', 'egressInfo', 'ingressInfo'];
const BOTS = new Set(['EGRESS', 'INGRESS', 'AGENT', 'SIP']);
const SECONDS = 'a time in seconds since the Unix epoch';

function recognise(payload: unknown): Recognition {
  const fields = fieldsOf(payload);
  if (fields === null || !EVENT.test(readText(fields.event) ?? '')) return 'no';
  if (!PARTS.some((part) => fieldsOf(fields[part]) !== null)) return 'no';
  return 'createdAt' in fields || readText(fields.id)?.startsWith('EV_') ? 'yes' : 'maybe';
}

function read(payload: unknown, options: SourceOptions): Fact {
  const fields = fieldsOf(payload);
  if (fields === null) return invalid(null, 'a LiveKit webhook as a JSON object');
  const event = readText(fields.event);
  if (event === null) return invalid('event', 'the name of a LiveKit webhook event');
  switch (event) {
    case 'participant_joined':
    case 'participant_left':
      return readPresence(event, fields, options);
    case 'room_finished':
      return readFinish(fields, options);
    default:
      return ignored(event);
  }
}

function readPresence(event: string, fields: Fields, options: SourceOptions): Fact {
  const participant = within(fields, 'participant');
  const kind = readText(participant.kind);
  if (kind !== null && BOTS.has(kind) && !options.bots) return ignored(event, kind);
  const who = readWho(fields, participant, options);
  if ('kind' in who) return who;
  const told = deliveredAs(readText(fields.id));
  const createdAt = readTime(fields.createdAt, 's');
  const joinedAt = readJoinTime(participant);
  if (event === 'participant_joined') {
    const at = joinedAt ?? createdAt;
    if (typeof at !== 'number') return invalidTime('participant.joinedAtMs', at, 'a time in milliseconds');
    return handOverTo(who, at, told);
  }
  if (typeof createdAt !== 'number') return invalidTime('createdAt', createdAt, SECONDS);
  const at = notBefore(createdAt, joinedAt);
  const isCopy = joinedAt !== null && joinedAt <= at && participant.disconnectReason !== 'JOIN_FAILURE';
  return leaveOf(who, at, isCopy ? joinedAt : null, told);
}

function readFinish(fields: Fields, options: SourceOptions): Fact {
  const where = readRoom(fields, options);
  if ('kind' in where) return where;
  const at = readTime(fields.createdAt, 's');
  if (typeof at !== 'number') return invalidTime('createdAt', at, SECONDS);
  return clearOf(where, at, deliveredAs(readText(fields.id)));
}

/** A leave time is cut to the second, a join time is not. */
function notBefore(leftAt: number, joinedAt: number | null): number {
  return joinedAt !== null && joinedAt > leftAt && joinedAt < leftAt + 1000 ? joinedAt : leftAt;
}

/** Older servers know no `joinedAtMs`. */
function readJoinTime(participant: Fields): number | null {
  const exact = readTime(participant.joinedAtMs, 'ms');
  const joinedAt = exact === 'missing' ? readTime(participant.joinedAt, 's') : exact;
  return typeof joinedAt === 'number' ? joinedAt : null;
}

function readWho(fields: Fields, participant: Fields, options: SourceOptions): Presence | InvalidFact {
  const where = readRoom(fields, options);
  if ('kind' in where) return where;
  const participant_id = readKey(participant.sid);
  if (participant_id === null) return invalid('participant.sid', 'the id of a connection');
  return presenceIn(where, participant_id, readText(participant.identity), readText(participant.name));
}

function readRoom(fields: Fields, { roomBy }: SourceOptions): Where | InvalidFact {
  const room = within(fields, 'room');
  const session = readKey(room.sid);
  const key = roomBy === 'session' ? readKey(session, room.name) : readKey(room.name, session);
  return key === null ? invalid('room.name', 'the name of a room') : { room: key, session };
}
