import { connectionsOf, groupBy } from './connections.js';
import type { Encode } from './encoder.js';

/** Writes an attendance report for every room: a record for every person, seven digits after the second. */
export const encodeGraph: Encode = (events, random) => {
  const precise = (at: number) =>
    new Date(at).toISOString().replace('Z', `${random(5)}${random(10)}${random(10)}${random(10)}Z`);
  const missing = () => (random(2) === 0 ? null : '0001-01-01T00:00:00Z');
  const rooms = groupBy(connectionsOf(events).all, ({ room }) => room);
  const payloads = [...rooms].map(([room, connections]) => {
    const people = groupBy(connections, ({ user_id, user_name }) => JSON.stringify([user_id, user_name]));
    const records = [...people.values()].map((stays) => ({
      emailAddress: null,
      identity: { id: stays[0]!.user_id, displayName: stays[0]!.user_name },
      attendanceIntervals: stays.map(({ joinedAt, leftAt }) => ({
        joinDateTime: precise(joinedAt),
        leaveDateTime: leftAt === null ? missing() : precise(leftAt),
        durationInSeconds: leftAt === null ? 0 : Math.floor((leftAt - joinedAt) / 1000),
      })),
    }));
    const meeting = `https://graph.microsoft.com/v1.0/$metadata#users('u')/onlineMeetings('${room}')`;
    if (random(2) === 0) {
      const context = `${meeting}/attendanceReports(attendanceRecords())/$entity`;
      return {
        '@odata.context': context,
        id: `rep-${room}`,
        totalParticipantCount: records.length,
        attendanceRecords: records,
      };
    }
    return {
      '@odata.context': `${meeting}/attendanceReports('rep-${room}')/attendanceRecords`,
      value: records,
    };
  });
  return { payloads, clockMs: 1 };
};
