import { connectionsOf } from './connections.js';
import type { Encode } from './encoder.js';
import { userIds, uuidOf, zoomTime } from './zoom.js';

/** Writes Zoom webhooks: user ids that repeat in every meeting, times to the second. Leaves without a join have no user id and are left out. */
export const encodeZoomWebhook: Encode = (events, random) => {
  const connections = connectionsOf(events);
  const ids = userIds(connections.all);
  const payloads = events.flatMap((event): unknown[] => {
    const { type, room, at } = event;
    const connection = connections.of(event);
    const session = type === 'clear' ? connections.endedBy(event) : (connection?.session ?? 0);
    const object = { id: room, uuid: uuidOf(room, session), host_id: 'h', topic: 'T', type: 2, duration: 30 };
    const message = (name: string, more: object) => ({
      event: `meeting.${name}`,
      event_ts: at + random(5_000_000),
      payload: { account_id: 'A', object: { ...object, ...more } },
    });
    if (type === 'clear') return [message('ended', { end_time: zoomTime(at) })];
    if (connection === undefined) return [];
    const participant = {
      user_id: ids.get(connection),
      user_name: event.user_name ?? '',
      id: random(2) === 0 ? (event.user_id ?? '') : '',
      participant_user_id: event.user_id ?? '',
      email: '',
    };
    if (type === 'leave') {
      return [message('participant_left', { participant: { ...participant, leave_time: zoomTime(at) } })];
    }
    const join = message('participant_joined', { participant: { ...participant, join_time: zoomTime(at) } });
    const waits = message('participant_joined_waiting_room', {
      participant: { ...participant, date_time: zoomTime(at) },
    });
    return random(5) === 0 ? [waits, join] : [join];
  });
  return { payloads, clockMs: 1000, clears: true };
};
