import type { Preset } from './preset.js';

/**
 * Agora notifications of RTC channels. Times are whole seconds, and one user's events are ordered by `clientSeq` alone; there is no key
 * of a connection, so that every stay gets one of its own. `notifyMs` is when the message was sent, and changes when it is sent again.
 * Role changes are ignored. Source: docs.agora.io, channel event types.
 */
export const agora: Preset = {
  name: 'agora',
  title: 'Agora channel events',
  when: [{ path: 'noticeId' }, { path: 'eventType', in: ['/^\\d+$/'] }, { path: 'payload.channelName' }],
  room: 'payload.channelName',
  participant_id: 'payload.uid',
  user_id: 'payload.account|payload.uid',
  type: 'eventType',
  join: [103, 105, 107],
  leave: [104, 106, 108],
  clear: [102],
  time: 'payload.ts',
  time_unit: 's',
  duration: 'payload.duration',
  order: 'payload.clientSeq',
  delivery: 'noticeId',
  bots: [{ path: 'payload.clientType', in: [3, 10] }],
};
