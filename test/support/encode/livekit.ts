import { connectionsOf, optional } from './connections.js';
import type { Encode } from './encoder.js';

/** Writes LiveKit webhooks: 64-bit integers mostly as texts, zero values left out, leaves to the second. */
export const encodeLivekit: Encode = (events, random) => {
  const connections = connectionsOf(events);
  const integer = (value: number) => (random(5) === 0 ? value : String(value));
  const payloads = events.flatMap((event, index) => {
    const { type, room: name, at } = event;
    const connection = connections.of(event);
    const session = type === 'clear' ? connections.endedBy(event) : (connection?.session ?? 0);
    const room = { sid: `RM_${name}_${session}`, name, emptyTimeout: 300 };
    // A join is told when its media flow.
    const createdAt = type === 'join' ? at + random(3000) : at;
    const envelope = { room, id: `EV_${index}`, createdAt: integer(Math.floor(createdAt / 1000)) };
    if (type === 'clear') return [{ event: 'room_finished', ...envelope }];
    const joinedAt = connection?.joinedAt ?? at;
    const participant = {
      sid: event.participant_id,
      ...optional('identity', event.user_id),
      ...optional('name', event.user_name),
      state: type === 'join' ? 'ACTIVE' : 'DISCONNECTED',
      joinedAt: integer(Math.floor(joinedAt / 1000)),
      ...(random(4) === 0 ? {} : { joinedAtMs: integer(joinedAt) }),
    };
    const told = {
      event: type === 'join' ? 'participant_joined' : 'participant_left',
      ...envelope,
      participant,
    };
    const track = { event: 'track_published', ...envelope, id: `EV_t${index}`, track: { sid: 'TR_1' } };
    return random(5) === 0 ? [told, track] : [told];
  });
  return { payloads, clockMs: 1000, clears: true };
};
