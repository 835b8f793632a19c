import type { Preset } from './preset.js';

/**
 * Amazon Chime SDK meeting events, as EventBridge, SNS or SQS deliver them. An attendee keeps its id when it joins again, and when a
 * second device takes over (`AttendeeAuthorized`), which closes the visit on the first. Shared content is ignored.
 * Source: docs.aws.amazon.com/chime-sdk, using events.
 */
export const chime: Preset = {
  name: 'chime',
  title: 'Amazon Chime SDK meeting events',
  when: [{ path: 'detail.eventType|eventType', in: ['/^chime:/'] }, { path: 'detail.meetingId|meetingId' }],
  room: 'detail.externalMeetingId|externalMeetingId|detail.meetingId|meetingId',
  session: 'detail.meetingId|meetingId',
  participant_id: 'detail.attendeeId|attendeeId',
  user_id: 'detail.externalUserId|externalUserId',
  type: 'detail.eventType|eventType',
  join: ['chime:AttendeeJoined'],
  leave: ['chime:AttendeeLeft', 'chime:AttendeeDropped'],
  clear: ['chime:MeetingEnded'],
  hand_off: ['chime:AttendeeAuthorized'],
  time: 'detail.timestamp|timestamp|time',
  delivery: 'id',
};
