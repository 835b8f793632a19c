import type { ValidEvent } from '../model/event.js';
import { ALWAYS, type EpochMs } from '../model/time.js';
import { EVENT_TYPES } from './flat/event-types.js';
import { NONE } from './flat/none.js';
import type { LogRows } from './whole/log-rows.js';
import type { LogTexts } from './whole/log-texts.js';
import { createTextNumbers, numberOfText, type TextNumbers } from './whole/number-texts.js';

/** Events in columns, in the order in which they came: for logs that are read one event after the other. */
export interface EventColumns {
  readonly type: number[];
  readonly at: EpochMs[];
  readonly room: number[];
  readonly participant: number[];
  readonly userId: (string | null)[];
  readonly userName: (string | null)[];
  readonly rooms: TextNumbers;
  readonly participants: TextNumbers;
  isSorted: boolean;
  last: EpochMs;
}

export function createColumns(): EventColumns {
  return {
    type: [],
    at: [],
    room: [],
    participant: [],
    userId: [],
    userName: [],
    rooms: createTextNumbers(),
    participants: createTextNumbers(),
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
  columns.room.push(numberOfText(columns.rooms, room));
  columns.participant.push(type === 'clear' ? NONE : numberOfText(columns.participants, participant_id));
  columns.userId.push(user_id);
  columns.userName.push(user_name);
}

/** A log that can be run. */
export interface RunnableLog {
  readonly rows: LogRows;
  readonly texts: LogTexts;
}

/** The columns as a log. Where a name is told, its row, is its code. */
export function logOf(columns: EventColumns): RunnableLog {
  const { userId, userName, rooms, participants, isSorted } = columns;
  const rows: LogRows = {
    type: Uint8Array.from(columns.type),
    at: Float64Array.from(columns.at),
    room: Int32Array.from(columns.room),
    participant: Int32Array.from(columns.participant),
    rooms: rooms.texts.length,
    participants: participants.texts.length,
    userId: Int32Array.from(userId, rowIfNamed),
    userName: Int32Array.from(userName, rowIfNamed),
    isSorted,
  };
  const texts: LogTexts = {
    rooms: rooms.texts,
    participants: participants.texts,
    userIds: userId,
    userNames: userName,
    events: null,
  };
  return { rows, texts };
}

function rowIfNamed(name: string | null, row: number): number {
  return name === null ? NONE : row;
}
