import type { ValidEvent } from '../model/event.js';
import { ALWAYS, type EpochMs } from '../model/time.js';
import { EVENT_TYPES } from './flat/event-types.js';
import { NONE } from './flat/none.js';
import { hashText } from './whole/hash-text.js';
import type { LogRows } from './whole/log-rows.js';
import type { LogTexts } from './whole/log-texts.js';
import { createTextList, type TextList } from './whole/text-list.js';
import { addTextNumber, createTextNumbers, findText, type TextNumbers } from './whole/text-numbers.js';
import { addTold } from './whole/told-texts.js';

/** Events in columns, in the order in which they came: for logs that are read one event after the other. */
export interface EventColumns {
  readonly type: number[];
  readonly at: EpochMs[];
  readonly room: number[];
  /** the hash of each participant's id */
  readonly participant: number[];
  /** what events tell of participants */
  readonly told: number[];
  readonly texts: TextList<string>;
  readonly rooms: TextNumbers;
  isSorted: boolean;
  last: EpochMs;
}

/** So many texts are expected of a log whose length is not known. */
const EXPECTED_TEXTS = 64;

/** Without events yet. */
export function createColumns(): EventColumns {
  return {
    type: [],
    at: [],
    room: [],
    participant: [],
    told: [],
    texts: createTextList(EXPECTED_TEXTS),
    rooms: createTextNumbers(),
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
  columns.room.push(numberOfRoom(columns.rooms, room));
  const isClear = type === 'clear';
  columns.participant.push(isClear ? NONE : hashText(participant_id));
  columns.told.push(isClear ? 0 : addTold(columns.texts, participant_id, user_id, user_name));
}

/** A log that can be run. */
export interface RunnableLog {
  readonly rows: LogRows;
  readonly texts: LogTexts;
}

/** The columns as a log. */
export function logOf(columns: EventColumns): RunnableLog {
  const rows = {
    type: Uint8Array.from(columns.type),
    at: Float64Array.from(columns.at),
    room: Int32Array.from(columns.room),
    participant: Int32Array.from(columns.participant),
    told: Int32Array.from(columns.told),
    isSorted: columns.isSorted,
  };
  return toldLog(rows, columns.rooms.texts, columns.texts);
}

/** The rows of such a log. */
export type ToldRows = Pick<LogRows, 'type' | 'at' | 'room' | 'participant' | 'told' | 'isSorted'>;

/** A log whose participants are texts that events told. */
export function toldLog(
  { type, at, room, participant, told, isSorted }: ToldRows,
  rooms: readonly string[],
  texts: TextList<string>,
): RunnableLog {
  const rows: LogRows = {
    type,
    at,
    room,
    participant,
    rooms: rooms.length,
    participants: null,
    userId: null,
    userName: null,
    told,
    isSorted,
  };
  return { rows, texts: { rooms, participants: texts, userIds: texts, userNames: texts } };
}

function numberOfRoom(rooms: TextNumbers, name: string): number {
  const hash = hashText(name);
  const number = findText(rooms, name, hash);
  return number === NONE ? addTextNumber(rooms, name, hash) : number;
}
