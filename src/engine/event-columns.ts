import type { EventType, ValidEvent } from '../model/event.js';
import type { EpochMs } from '../model/time.js';
import type { BulkRun } from './bulk-run.js';
import type { CompiledRules } from './compile-rules.js';
import { EVENT_TYPES } from './flat/event-types.js';
import type { NameSource } from './name-book.js';

/** Events in columns, in the order in which they came: for logs that must be sorted. */
export interface EventColumns {
  readonly type: EventType[];
  readonly room: string[];
  readonly participantId: string[];
  readonly at: EpochMs[];
  readonly userId: (string | null)[];
  readonly userName: (string | null)[];
  /** one text for each room, however often it was read */
  readonly rooms: Map<string, string>;
  isSorted: boolean;
}

export function createColumns(): EventColumns {
  return {
    type: [],
    room: [],
    participantId: [],
    at: [],
    userId: [],
    userName: [],
    rooms: new Map(),
    isSorted: true,
  };
}

/** Adds an event, in any order. */
export function appendEvent(columns: EventColumns, event: ValidEvent): void {
  const { at } = columns;
  if (at.length > 0 && event.at < at[at.length - 1]!) columns.isSorted = false;
  at.push(event.at);
  columns.type.push(event.type);
  columns.room.push(sameText(columns.rooms, event.room));
  columns.participantId.push(event.participant_id);
  columns.userId.push(event.user_id);
  columns.userName.push(event.user_name);
}

/** The names in the columns, by row. */
export function namesOf({ userId, userName }: EventColumns): NameSource {
  return { userId: (row) => userId[row]!, userName: (row) => userName[row]! };
}

/** Runs the events up to T, in time order. */
export function runColumns(columns: EventColumns, asOf: EpochMs, rules: CompiledRules, run: BulkRun): void {
  const { type, room, participantId, at, userId, userName } = columns;
  const order = columns.isSorted ? null : inTimeOrder(at);
  for (let n = 0; n < at.length; n++) {
    const i = order === null ? n : order[n]!;
    if (rules.isAfterAsOf(at[i]!, asOf)) return;
    const ref = userId[i] === null && userName[i] === null ? -1 : i;
    run.take(EVENT_TYPES.indexOf(type[i]!), run.roomOf(room[i]!), participantId[i]!, at[i]!, ref);
  }
}

function inTimeOrder(at: readonly EpochMs[]): Int32Array {
  return Int32Array.from(at, (_, i) => i).sort((a, b) => at[a]! - at[b]!);
}

function sameText(texts: Map<string, string>, text: string): string {
  const known = texts.get(text);
  if (known !== undefined) return known;
  texts.set(text, text);
  return text;
}
