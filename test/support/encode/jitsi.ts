import { type Connection, connectionsOf, optional } from './connections.js';
import type { Encode } from './encoder.js';

/** Writes event_sync of Prosody: the destruction of a room tells all stays of its session again. */
export const encodeJitsi: Encode = (events) => {
  const connections = connectionsOf(events);
  const seconds = (at: number) => Math.floor(at / 1000);
  const occupantOf = ({ id, joinedAt, leftAt, user_id, user_name }: Connection, until: number) => ({
    occupant_jid: `${id}@meet.example.org/r`,
    joined_at: seconds(joinedAt),
    ...(leftAt !== null && leftAt <= until ? { left_at: seconds(leftAt) } : {}),
    ...optional('id', user_id),
    ...optional('name', user_name),
  });
  const payloads = events.flatMap((event): unknown[] => {
    const { type, room, at } = event;
    const message = { room_name: room, room_jid: `${room}@conference.meet.example.org`, is_breakout: false };
    if (type === 'clear') {
      const session = connections.endedBy(event);
      const ended = connections.all.filter(
        (connection) => connection.room === room && connection.session === session,
      );
      const all_occupants = ended.length === 0 ? {} : ended.map((connection) => occupantOf(connection, at));
      return [{ event_name: 'muc-room-destroyed', ...message, destroyed_at: seconds(at), all_occupants }];
    }
    const connection = connections.of(event);
    if (connection === undefined) return [];
    const event_name = type === 'join' ? 'muc-occupant-joined' : 'muc-occupant-left';
    const occupant = occupantOf(connection, type === 'join' ? Number.NEGATIVE_INFINITY : at);
    return [{ event_name, ...message, active_occupants_count: 1, occupant }];
  });
  return { payloads, clockMs: 1000, clears: true };
};
