import type { Preset } from './preset.js';

/**
 * 100ms webhooks. A leave has its own copy of the join time; failed joins and leaves have times of the year 1 and are ignored.
 * `session.close.success` is trusted. Source: 100mslive/100ms-docs, configure-webhooks/webhook.md.
 */
export const hundredMs: Preset = {
  name: '100ms',
  title: '100ms webhooks',
  when: [
    { path: 'type', in: ['/^(peer|session|room|beam|recording|hls|stream|transcription|rtmp)\\./'] },
    { path: 'data.room_id' },
    { path: 'account_id|app_id' },
  ],
  room: 'data.room_id',
  session: 'data.session_id',
  participant_id: 'data.peer_id',
  user_id: 'data.user_id',
  user_name: 'data.user_name',
  type: 'type',
  join: ['peer.join.success'],
  leave: ['peer.leave.success'],
  clear: ['session.close.success'],
  time: 'timestamp',
  join_time: 'data.joined_at',
  leave_time: 'data.left_at',
  clear_time: 'data.session_stopped_at',
  duration: 'data.duration',
  delivery: 'id',
};
