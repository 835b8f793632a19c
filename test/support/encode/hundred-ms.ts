import { connectionsOf, optional } from './connections.js';
import type { Encode } from './encoder.js';

/** Writes 100ms webhooks: times to the nanosecond, failed leaves with times of the year 1 between. */
export const encodeHundredMs: Encode = (events, random) => {
  const connections = connectionsOf(events);
  const time = (at: number) =>
    new Date(at).toISOString().replace('Z', `${String(random(500_000)).padStart(6, '0')}Z`);
  const payloads = events.flatMap((event, index): unknown[] => {
    const { type, room, at } = event;
    const connection = connections.of(event);
    const session = type === 'clear' ? connections.endedBy(event) : (connection?.session ?? 0);
    const where = {
      room_id: room,
      room_name: `room ${room}`,
      session_id: `s-${room}-${session}`,
      template_id: 't',
    };
    const message = (name: string, data: object, id = `e${index}`) => ({
      version: '2.0',
      id,
      account_id: 'a',
      app_id: 'b',
      timestamp: new Date(at + random(3000)).toISOString(),
      type: name,
      data: { ...where, ...data },
    });
    if (type === 'clear')
      return [message('session.close.success', { session_stopped_at: time(at), session_duration: 1 })];
    const joinedAt = connection?.joinedAt ?? at;
    const peer = {
      peer_id: event.participant_id,
      ...optional('user_id', event.user_id),
      ...optional('user_name', event.user_name),
      joined_at: time(joinedAt),
      role: 'guest',
    };
    if (type === 'join') return [message('peer.join.success', peer)];
    const left = message('peer.leave.success', {
      ...peer,
      left_at: time(at),
      duration: Math.round((at - joinedAt) / 1000),
    });
    const failed = message('peer.leave.failure', { ...peer, left_at: '0001-01-01T00:00:00Z' }, `f${index}`);
    return random(5) === 0 ? [failed, left] : [left];
  });
  return { payloads, clockMs: 1, clears: true };
};
