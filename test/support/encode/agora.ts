import { connectionsOf } from './connections.js';
import type { Encode } from './encoder.js';

/** Writes Agora notifications: whole seconds, and numbers that order one user's events. */
export const encodeAgora: Encode = (events, random) => {
  const connections = connectionsOf(events);
  const people = [...new Set(events.map(({ user_id }) => user_id))];
  const profile = random(3) * 2;
  const payloads = events.map((event, index) => {
    const { type, room: channelName, at } = event;
    const ts = Math.floor(at / 1000);
    const message = (eventType: number, payload: object) => ({
      noticeId: `n${index}`,
      productId: 1,
      eventType,
      notifyMs: at + random(100_000),
      payload: { channelName, ts, ...payload },
    });
    if (type === 'clear') return message(102, { lastUid: 1 });
    const clientSeq = 1_767_225_600_000 + index;
    const person = { uid: people.indexOf(event.user_id) + 1, account: event.user_id, platform: 7, clientSeq };
    if (type === 'join') return message(103 + profile, person);
    const joinedAt = connections.of(event)?.joinedAt ?? at;
    return message(104 + profile, { ...person, reason: 1, duration: ts - Math.floor(joinedAt / 1000) });
  });
  return { payloads, clockMs: 1000, clears: true };
};
