import type { Connection } from './connections.js';

/** A Zoom time: ISO 8601 in UTC, to the second. */
export function zoomTime(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`;
}

/** Numbers for connections, which begin anew in every session of every room. */
export function userIds(connections: readonly Connection[]): Map<Connection, string> {
  const counts = new Map<string, number>();
  return new Map(
    connections.map((connection) => {
      const session = uuidOf(connection.room, connection.session);
      const count = counts.get(session) ?? 0;
      counts.set(session, count + 1);
      return [connection, String(16_778_240 + 1024 * count)];
    }),
  );
}

/** A key of a session that looks as Zoom's do. */
export function uuidOf(room: string, session: number): string {
  return `${room}/+${session}==`;
}
