import { connectionsOf } from './connections.js';
import type { Encode } from './encoder.js';

/** Writes BigBlueButton webhooks, all mapped or all raw, single or as lists of one; leaves have no name. */
export const encodeBigbluebutton: Encode = (events, random) => {
  const connections = connectionsOf(events);
  const isRaw = random(2) === 0;
  const payloads = events.map((event) => {
    const { type, room, at } = event;
    const session = type === 'clear' ? connections.endedBy(event) : (connections.of(event)?.session ?? 0);
    const meetingId = `${room}-${1_767_000_000_000 + session}`;
    const names = NAMES[type];
    const extId = event.user_id ?? '';
    const name = type === 'join' ? { name: event.user_name ?? '' } : {};
    if (isRaw) {
      const userId = type === 'clear' ? 'not-used' : event.participant_id;
      const header = { name: names.raw, meetingId, userId };
      const body = type === 'join' ? { intId: userId, extId, ...name } : { meetingId };
      return {
        envelope: { name: names.raw, routing: { meetingId, userId }, timestamp: at },
        core: { header, body },
      };
    }
    const user = { 'internal-user-id': event.participant_id, 'external-user-id': extId, ...name };
    const meeting = { 'internal-meeting-id': meetingId, 'external-meeting-id': room };
    const attributes = type === 'clear' ? { meeting } : { meeting, user };
    const mapped = { data: { type: 'event', id: names.mapped, attributes, event: { ts: at } } };
    return random(3) === 0 ? [mapped] : mapped;
  });
  return { payloads, clockMs: 1, clears: true };
};

const NAMES = {
  join: { mapped: 'user-joined', raw: 'UserJoinedMeetingEvtMsg' },
  leave: { mapped: 'user-left', raw: 'UserLeftMeetingEvtMsg' },
  clear: { mapped: 'meeting-ended', raw: 'MeetingDestroyedEvtMsg' },
} as const;
