import { connectionsOf } from './connections.js';
import type { Encode } from './encoder.js';

/** Writes Twilio callbacks, as form bodies or as objects; the sequence numbers are no order, and an end of a room is no clear. */
export const encodeTwilio: Encode = (events, random) => {
  const connections = connectionsOf(events);
  const payloads = events.flatMap((event): unknown[] => {
    const { type, room, at } = event;
    const connection = connections.of(event);
    const message = (name: string, more: Readonly<Record<string, string>>) => {
      const parameters = {
        StatusCallbackEvent: name,
        Timestamp: new Date(at).toISOString(),
        SequenceNumber: String(random(1000)),
        RoomSid: `RM${room}${connection?.session ?? 0}`,
        RoomName: room,
        ...more,
      };
      return random(2) === 0 ? parameters : new URLSearchParams(parameters).toString();
    };
    if (type === 'clear') return [message('room-ended', { RoomDuration: '60' })];
    const person = { ParticipantSid: event.participant_id, ParticipantIdentity: event.user_id ?? '' };
    if (type === 'join') return [message('participant-connected', person)];
    const seconds = Math.round((at - (connection?.joinedAt ?? at)) / 1000);
    return [message('participant-disconnected', { ...person, ParticipantDuration: String(seconds) })];
  });
  return { payloads, clockMs: 1 };
};
