import { optional } from './connections.js';
import type { Encode } from './encoder.js';

/** Writes Whereby webhooks: sessions of rooms begin and end by a guess, and say nothing. */
export const encodeWhereby: Encode = (events, random) => {
  const payloads = events.flatMap((event, index): unknown[] => {
    const { type, room, at } = event;
    const message = (name: string, data: object, id = `e${index}`) => ({
      id,
      apiVersion: '1.0',
      createdAt: new Date(at).toISOString(),
      type: name,
      data: { meetingId: `m-${room}`, roomName: room, subdomain: 'x', roomSessionId: null, ...data },
    });
    if (type === 'clear') return [message('room.session.ended', {})];
    const client = {
      participantId: event.participant_id,
      ...optional('externalId', event.user_id),
      ...optional('displayName', event.user_name),
      roleName: 'visitor',
      numClients: 1,
    };
    const told = message(type === 'join' ? 'room.client.joined' : 'room.client.left', client);
    const guess = message('room.session.started', {}, `s${index}`);
    return random(5) === 0 ? [guess, told] : [told];
  });
  return { payloads, clockMs: 1 };
};
