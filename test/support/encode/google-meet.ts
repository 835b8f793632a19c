import { connectionsOf, groupBy } from './connections.js';
import type { Encode } from './encoder.js';

/** Writes participant sessions of Google Meet: participants with their sessions, pages of sessions, or single ones. */
export const encodeGoogleMeet: Encode = (events, random) => {
  const { all } = connectionsOf(events);
  const people = groupBy(all, ({ room, user_id }) => JSON.stringify([room, user_id]));
  const payloads = [...people.values()].flatMap((stays): unknown[] => {
    const { room, user_id, user_name } = stays[0]!;
    const name = `conferenceRecords/${room}/participants/${user_id}`;
    const participantSessions = stays.map(({ id, joinedAt, leftAt }) => ({
      name: `${name}/participantSessions/${id}`,
      startTime: new Date(joinedAt).toISOString(),
      ...(leftAt === null ? {} : { endTime: new Date(leftAt).toISOString() }),
    }));
    if (random(4) === 0) return participantSessions;
    if (random(4) === 0) return [{ participantSessions, nextPageToken: 't' }];
    const signedinUser = { user: user_id, ...(user_name === null ? {} : { displayName: user_name }) };
    return [{ name, signedinUser, participantSessions }];
  });
  return { payloads, clockMs: 1 };
};
