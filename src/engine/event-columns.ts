import type { ValidEvent } from '../model/event.js';
import { ALWAYS, type EpochMs } from '../model/time.js';
import { EVENT_TYPES } from './flat/event-types.js';
import { NONE } from './flat/none.js';
import { hashText } from './whole/number-texts.js';
import type { TextRows } from './whole/run-texts.js';

/** Events in columns, in the order in which they came: for logs that are read one event after the other. */
export interface EventColumns {
  readonly type: number[];
  readonly at: EpochMs[];
  readonly room: number[];
  readonly participantId: string[];
  /** the hash of each of these */
  readonly participant: number[];
  readonly userId: (string | null)[];
  readonly userName: (string | null)[];
  /** rooms by number, and their numbers */
  readonly roomNames: string[];
  readonly rooms: Map<string, number>;
  isSorted: boolean;
  last: EpochMs;
}

export function createColumns(): EventColumns {
  return {
    type: [],
    at: [],
    room: [],
    participantId: [],
    participant: [],
    userId: [],
    userName: [],
    roomNames: [],
    rooms: new Map(),
    isSorted: true,
    last: ALWAYS,
  };
}

/** Adds an event, in any order. */
export function appendEvent(columns: EventColumns, event: ValidEvent): void {
  const { type, room, participant_id, at, user_id, user_name } = event;
  if (at < columns.last) columns.isSorted = false;
  columns.last = at;
  columns.at.push(at);
  columns.type.push(EVENT_TYPES.indexOf(type));
  columns.room.push(numberOfRoom(columns, room));
  columns.participantId.push(participant_id);
  columns.participant.push(type === 'clear' ? NONE : hashText(participant_id));
  columns.userId.push(user_id);
  columns.userName.push(user_name);
}

/** The columns as rows that can be run. */
export function rowsOf(columns: EventColumns): TextRows {
  const { participantId, userId, userName, roomNames, isSorted } = columns;
  return {
    type: Uint8Array.from(columns.type),
    at: Float64Array.from(columns.at),
    room: Int32Array.from(columns.room),
    participant: Int32Array.from(columns.participant),
    rooms: roomNames.length,
    isSorted,
    roomNames,
    participantId: (row) => participantId[row]!,
    userId: (row) => userId[row]!,
    userName: (row) => userName[row]!,
  };
}

function numberOfRoom({ rooms, roomNames }: EventColumns, name: string): number {
  let number = rooms.get(name);
  if (number === undefined) {
    number = roomNames.push(name) - 1;
    rooms.set(name, number);
  }
  return number;
}
