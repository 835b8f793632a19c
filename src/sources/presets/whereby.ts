import type { Preset } from './preset.js';

/**
 * Whereby webhooks. Sessions of a room begin with the second participant and end by a guess, so that they say nothing about presence.
 * Older payloads have no `participantId`; then the external id or the name must do. Source: docs.whereby.com, webhooks.
 */
export const whereby: Preset = {
  name: 'whereby',
  title: 'Whereby webhooks',
  when: [
    { path: 'type', in: ['/^(room|assistant|transcription|recording)\\./'] },
    { path: 'data.roomName' },
    { path: 'createdAt' },
  ],
  room: 'data.roomName',
  session: 'data.meetingId',
  participant_id: 'data.participantId',
  user_id: 'data.externalId',
  user_name: 'data.displayName',
  type: 'type',
  join: ['room.client.joined'],
  leave: ['room.client.left'],
  time: 'createdAt',
  delivery: 'id',
  bots: [{ path: 'data.roleName', in: ['recorder', 'streamer', 'captioner', 'assistant'] }],
};
