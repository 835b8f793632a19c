import type { ValidEvent } from '../model/event.js';
import { ALWAYS, type EpochMs } from '../model/time.js';
import { EVENT_TYPES } from './flat/event-types.js';
import { NONE } from './flat/none.js';
import { hashText } from './whole/hash-text.js';
import { HAS_USER_ID, HAS_USER_NAME, type LogRows } from './whole/log-rows.js';
import type { LogTexts } from './whole/log-texts.js';

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

/** A log that can be run. */
export interface RunnableLog {
  readonly rows: LogRows;
  readonly texts: LogTexts;
}

/** The columns as a log. */
export function logOf(columns: EventColumns): RunnableLog {
  const { participantId, userId, userName, roomNames, isSorted } = columns;
  const rows = {
    type: Uint8Array.from(columns.type),
    at: Float64Array.from(columns.at),
    room: Int32Array.from(columns.room),
    participant: Int32Array.from(columns.participant),
    named: Uint8Array.from(userId, (id, row) => namesIn(id, userName[row]!)),
    isSorted,
  };
  return logOfTexts(rows, {
    rooms: roomNames,
    participants: participantId,
    userIds: userId,
    userNames: userName,
  });
}

/** A log in which the code of a text is the row where it is told. */
export function logOfTexts(
  {
    type,
    at,
    room,
    participant,
    named,
    isSorted,
  }: Pick<LogRows, 'type' | 'at' | 'room' | 'participant' | 'named' | 'isSorted'>,
  texts: LogTexts,
): RunnableLog {
  const rows: LogRows = {
    type,
    at,
    room,
    participant,
    rooms: texts.rooms.length,
    participants: null,
    userId: null,
    userName: null,
    named,
    isSorted,
  };
  return { rows, texts };
}

/** Which names there are, as in `LogRows`. */
export function namesIn(userId: unknown, userName: unknown): number {
  return (userId == null ? 0 : HAS_USER_ID) | (userName == null ? 0 : HAS_USER_NAME);
}

function numberOfRoom({ rooms, roomNames }: EventColumns, name: string): number {
  let number = rooms.get(name);
  if (number === undefined) {
    number = roomNames.push(name) - 1;
    rooms.set(name, number);
  }
  return number;
}
