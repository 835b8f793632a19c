import { connectionsOf, optional } from './connections.js';
import type { Encode } from './encoder.js';

/** Writes Daily webhooks: the leave's copy of the join time is some milliseconds off, its duration makes up for it. */
export const encodeDaily: Encode = (events, random) => {
  const connections = connectionsOf(events);
  const payloads = events.flatMap((event, index): unknown[] => {
    const { type, room, at } = event;
    const envelope = { version: '1.0.0', id: `evt-${index}`, event_ts: at / 1000 + random(900) / 1000 };
    if (type === 'clear') {
      const payload = { start_ts: at / 1000 - 60, end_ts: at / 1000, meeting_id: `m-${index}`, room };
      return [{ ...envelope, type: 'meeting.ended', payload }];
    }
    const joinedAt = connections.of(event)?.joinedAt ?? at;
    const payload = {
      ...{ [random(4) === 0 ? 'room_name' : 'room']: room, session_id: event.participant_id },
      ...optional('user_id', event.user_id),
      ...optional('user_name', event.user_name),
      will_eject_at: null,
      owner: random(2) === 0,
    };
    if (type === 'join') {
      const join = { ...envelope, type: 'participant.joined', payload: { ...payload, joined_at: at / 1000 } };
      const lobby = {
        ...envelope,
        id: `w-${index}`,
        type: 'waiting-participant.joined',
        payload: { room, id: 'w' },
      };
      return random(5) === 0 ? [lobby, join] : [join];
    }
    const copy = joinedAt + Math.min(random(5), at - joinedAt);
    const told = { ...payload, joined_at: copy / 1000, duration: (at - copy) / 1000 };
    return [{ ...envelope, type: 'participant.left', payload: told }];
  });
  return { payloads, clockMs: 1, clears: true };
};
