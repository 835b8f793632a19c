import { createRoom } from './session-reducer.mjs';

/**
 * A log, sorted by time, through a reducer, room by room, instant by instant.
 * @param {(room: object, at: number, events: object[], emit: (meeting: object) => void) => object} reduce gives the
 *   next state of a room
 * @param {(room: object, asOf: number, emit: (meeting: object) => void) => void} finishRoom
 * @param {(meeting: object) => void} emit takes each meeting as it ends
 */
export function createReduction(reduce, finishRoom, emit) {
  const rooms = new Map(); // of a name to { state, at, events }: the latest instant is not over
  let latest = Number.NEGATIVE_INFINITY;

  function take(event) {
    latest = event.at;
    const room = rooms.get(event.room);
    if (room === undefined) {
      rooms.set(event.room, { state: createRoom(event.room), at: event.at, events: [event] });
    } else if (room.at === event.at) {
      room.events.push(event);
    } else {
      room.state = reduce(room.state, room.at, room.events, emit);
      room.at = event.at;
      room.events = [event];
    }
  }

  function finish() {
    for (const { state, at, events } of rooms.values()) {
      finishRoom(reduce(state, at, events, emit), latest, emit);
    }
  }

  return { take, finish };
}
