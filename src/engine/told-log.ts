import type { LogRows } from './whole/log-rows.js';
import type { LogTexts } from './whole/log-texts.js';
import type { TextList } from './whole/text-list.js';

/** A log that can be run. */
export interface RunnableLog {
  readonly rows: LogRows;
  readonly texts: LogTexts;
}

/** The rows of a log whose participants are texts that events told. */
export type ToldRows = Pick<LogRows, 'type' | 'at' | 'room' | 'participant' | 'told' | 'isSorted'>;

/** Such a log. */
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
