import type { EventType, ValidEvent } from '../model/event.js';
import type { EpochMs } from '../model/time.js';
import { latestTime } from '../rules/as-of.js';
import { participantNumber } from './participant-number.js';
import { createRoom, type Room } from './room.js';

/** The events of one room in columns, in the order in which they came. */
export interface RoomLog {
  /** the room's state before its first event; its participants are numbered already */
  readonly room: Room;
  readonly numbers: Map<string, number>;
  readonly at: EpochMs[];
  readonly type: EventType[];
  readonly participant: number[];
  readonly userId: (string | null)[];
  readonly userName: (string | null)[];
  isSorted: boolean;
}

/** A whole log at once, by room. */
export interface EventLog {
  readonly rooms: Map<string, RoomLog>;
  /** the time of the latest event, null while there is none */
  latest: EpochMs | null;
}

export function createEventLog(): EventLog {
  return { rooms: new Map(), latest: null };
}

/** Adds an event, in any order. */
export function appendEvent(log: EventLog, event: ValidEvent): void {
  let roomLog = log.rooms.get(event.room);
  if (roomLog === undefined) {
    roomLog = createRoomLog(event.room);
    log.rooms.set(event.room, roomLog);
  }
  log.latest = latestTime(log.latest, event.at);
  const { at } = roomLog;
  if (at.length > 0 && event.at < at[at.length - 1]!) roomLog.isSorted = false;
  at.push(event.at);
  roomLog.type.push(event.type);
  const isClear = event.type === 'clear';
  roomLog.participant.push(
    isClear ? -1 : participantNumber(roomLog.room, roomLog.numbers, event.participant_id),
  );
  roomLog.userId.push(event.user_id);
  roomLog.userName.push(event.user_name);
}

function createRoomLog(room: string): RoomLog {
  return {
    room: createRoom(room),
    numbers: new Map(),
    at: [],
    type: [],
    participant: [],
    userId: [],
    userName: [],
    isSorted: true,
  };
}
