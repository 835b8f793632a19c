import { connectionsOf } from './connections.js';
import type { Encode } from './encoder.js';

/** Writes Vonage session monitoring: the token data tells the user when a connection begins, and is empty when it ends. */
export const encodeVonage: Encode = (events, random) => {
  const connections = connectionsOf(events);
  const payloads = events.flatMap((event): unknown[] => {
    const { type, room: sessionId, at } = event;
    const message = (name: string, more: object, timestamp = at) => ({
      sessionId,
      projectId: '4711',
      event: name,
      timestamp,
      ...more,
    });
    if (type === 'clear') return [message('sessionDestroyed', {})];
    const createdAt = connections.of(event)?.joinedAt ?? at;
    const data = JSON.stringify({
      userId: event.user_id,
      ...(event.user_name === null ? {} : { name: event.user_name }),
    });
    const connection = { id: event.participant_id, createdAt, data: type === 'join' ? data : '' };
    if (type === 'leave')
      return [message('connectionDestroyed', { connection, reason: 'clientDisconnected' })];
    const join = message('connectionCreated', { connection }, at + random(2000));
    return random(5) === 0 ? [join, message('streamCreated', { stream: { id: 's', connection } })] : [join];
  });
  return { payloads, clockMs: 1, clears: true };
};
