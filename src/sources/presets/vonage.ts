import type { Preset } from './preset.js';

/**
 * Vonage Video (OpenTok) session monitoring. A connection carries its own creation time, on its destruction too. The user is in the token
 * data that the application put there, as JSON with `userId` or as it is; it is empty when a connection is destroyed.
 * Source: developer.vonage.com, session monitoring.
 */
export const vonage: Preset = {
  name: 'vonage',
  title: 'Vonage Video session monitoring',
  when: [
    { path: 'sessionId' },
    { path: 'event', in: ['/^(connection|stream|session|archive)(Created|Destroyed|Updated)$/'] },
    { path: 'timestamp' },
    { path: 'projectId|connection|stream' },
  ],
  room: 'sessionId',
  participant_id: 'connection.id',
  user_id: 'connection.data.userId|connection.data.user_id|connection.data',
  user_name: 'connection.data.userName|connection.data.name',
  type: 'event',
  join: ['connectionCreated'],
  leave: ['connectionDestroyed'],
  clear: ['sessionDestroyed'],
  time: 'timestamp',
  join_time: 'connection.createdAt',
};
