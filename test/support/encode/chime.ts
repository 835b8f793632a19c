import { connectionsOf } from './connections.js';
import type { Encode } from './encoder.js';

/** Writes Amazon Chime SDK events in the envelopes of EventBridge, SNS and SQS: an attendee keeps its id when it joins again. */
export const encodeChime: Encode = (events, random) => {
  const connections = connectionsOf(events);
  const wrap = (event: object): unknown => {
    const text = JSON.stringify(event);
    return [
      event,
      { Type: 'Notification', MessageId: 'm', Message: text },
      { Records: [{ messageId: 'q', body: text }] },
    ][random(3)];
  };
  const payloads = events.map((event, index) => {
    const { type, room, at } = event;
    const session = type === 'clear' ? connections.endedBy(event) : (connections.of(event)?.session ?? 0);
    const message = (eventType: string, more: object) =>
      wrap({
        version: '0',
        id: `e${index}`,
        source: 'aws.chime',
        'detail-type': 'Chime Meeting State Change',
        time: new Date(Math.floor(at / 1000) * 1000).toISOString(),
        detail: {
          version: '0',
          eventType: `chime:${eventType}`,
          timestamp: at,
          meetingId: `m-${room}-${session}`,
          externalMeetingId: room,
          ...more,
        },
      });
    if (type === 'clear') return message('MeetingEnded', {});
    const attendee = { attendeeId: `${event.user_id}-${room}-${session}`, externalUserId: event.user_id };
    if (type === 'join') return message('AttendeeJoined', attendee);
    return message(random(2) === 0 ? 'AttendeeLeft' : 'AttendeeDropped', attendee);
  });
  return { payloads, clockMs: 1, keys: 'user', clears: true };
};
