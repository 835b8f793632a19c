import { connectionsOf } from './connections.js';
import type { Encode } from './encoder.js';

/** Writes JaaS webhooks: yes and no as booleans or texts, data that is a list now and then. */
export const encodeJaas: Encode = (events, random) => {
  const connections = connectionsOf(events);
  const payloads = events.flatMap((event, index) => {
    const { type, room, at } = event;
    const session = type === 'clear' ? connections.endedBy(event) : (connections.of(event)?.session ?? 0);
    const message = (eventType: string, data: unknown) => ({
      idempotencyKey: `${eventType}-${index}`,
      customerId: 'c',
      eventType,
      sessionId: `${room}-${session}`,
      timestamp: at,
      fqn: room,
      data,
    });
    const conference = {
      conference: `${room}@conference.app.8x8.vc`,
      isBreakout: random(2) === 0 ? false : 'false',
    };
    if (type === 'clear') return [message('ROOM_DESTROYED', conference)];
    const person = {
      ...conference,
      participantId: event.participant_id,
      id: event.user_id ?? '',
      name: event.user_name ?? '',
    };
    const told = message(type === 'join' ? 'PARTICIPANT_JOINED' : 'PARTICIPANT_LEFT', {
      ...person,
      moderator: 'true',
    });
    return random(5) === 0 ? [told, message('USAGE', [{ deviceId: 'd' }])] : [told];
  });
  return { payloads, clockMs: 1, clears: true };
};
