import { connectionsOf, groupBy } from './connections.js';
import type { Encode } from './encoder.js';
import { userIds, uuidOf, zoomTime } from './zoom.js';

/** Writes a page for every session of every room: rows with user ids, as reports have, or without, as past meetings have. */
export const encodeZoomReport: Encode = (events, random) => {
  const { all } = connectionsOf(events);
  const ids = userIds(all);
  const pages = groupBy(all, ({ room, session }) => JSON.stringify([room, session]));
  const payloads = [...pages.values()].map((connections) => {
    const [{ room, session }] = connections as [(typeof connections)[0]];
    const isReport = random(2) === 0;
    const participants = connections.flatMap((connection) => {
      const { joinedAt, leftAt, user_id, user_name } = connection;
      const row = {
        id: user_id ?? '',
        name: user_name ?? '',
        user_email: '',
        join_time: zoomTime(joinedAt),
        leave_time: leftAt === null ? '' : zoomTime(leftAt),
        duration: leftAt === null ? 0 : Math.floor((leftAt - joinedAt) / 1000),
        ...(isReport ? { user_id: ids.get(connection), status: 'in_meeting' } : {}),
      };
      return random(6) === 0 ? [{ ...row, user_id: 'w', status: 'in_waiting_room' }, row] : [row];
    });
    return {
      meeting_id: room,
      uuid: uuidOf(room, session),
      page_size: 300,
      next_page_token: '',
      participants,
    };
  });
  return { payloads, clockMs: 1000 };
};
