import type { StrayEvent } from '../../model/anomaly.js';
import { type EpochMs, NEVER } from '../../model/time.js';
import type { CompiledRules } from '../compile-rules.js';
import * as F from '../flat/flat-state.js';
import { createNumberList, type NumberList } from '../flat/number-list.js';
import { createWakeHeap, type WakeHeap } from '../flat/wake-heap.js';
import type { ListedMeeting } from '../list-meeting.js';
import { createRecordList, type RecordList } from '../list-records.js';
import { moveLines } from './move-lines.js';
import { createRoomBook, type RoomBook } from './room-book.js';
import { createVisitBook, type VisitBook } from './visit-book.js';

/**
 * All that a live engine knows of rooms. It is data alone, and what is done with it are functions that are the same for
 * all engines: of those that an engine brings along, V8 would make machine code anew for each engine.
 */
export interface LiveState extends F.FlatState {
  readonly rules: CompiledRules;
  readonly explains: boolean;
  readonly roomBook: RoomBook;
  readonly visitBook: VisitBook;
  /** by when rooms must be looked at: before, no meeting in them opens or closes without a further event */
  readonly wakes: WakeHeap;
  /** rooms in which what has happened since the last watermark may open or close a meeting at once */
  readonly touched: NumberList;
  /** the last watermark, `ALWAYS` before the first */
  watermark: EpochMs;
  /** the start of the session that ran when the room was looked at last */
  known: EpochMs;
  /** for the records of one meeting after the other */
  readonly list: RecordList;
  /** what has come of it since these were last emptied, in no order */
  readonly opened: ListedMeeting[];
  readonly closed: ListedMeeting[];
  readonly strays: StrayEvent[];
}

/** Links of a room's record beyond the engine's: whether it is in the list of those touched, whether a session runs. */
export const TOUCHED = F.FREE_ROOM_LINKS;
export const RUNNING = F.FREE_ROOM_LINKS + 1;

/** No rooms yet, at a watermark. */
export function createLiveState(rules: CompiledRules, explains: boolean, watermark: EpochMs): LiveState {
  return {
    ...F.createFlatState(undefined, moveLines),
    rules,
    explains,
    roomBook: createRoomBook(),
    visitBook: createVisitBook(),
    wakes: createWakeHeap(),
    touched: createNumberList(),
    watermark,
    known: NEVER,
    list: createRecordList(),
    opened: [],
    closed: [],
    strays: [],
  };
}
