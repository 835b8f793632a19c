import type { InvalidEvent } from '../model/anomaly.js';
import { parseTime } from '../model/parse-time.js';
import { ALWAYS, type EpochMs } from '../model/time.js';
import { latestTime } from '../rules/as-of.js';
import {
  type EventProblem,
  problemOfName,
  problemOfType,
  problemOfUserNames,
  type UncheckedEvent,
} from '../rules/event.js';
import type { RunnableLog } from './event-columns.js';
import { CLEAR, JOIN, LEAVE } from './flat/event-types.js';
import { NONE } from './flat/none.js';
import { noSuspicion, noteTime, type UnitSuspicion } from './unit-suspicion.js';
import { addText, createTextNumbers, findText, hashText, type TextNumbers } from './whole/number-texts.js';

/** Events that have been read. */
export interface EventsRead {
  readonly log: RunnableLog;
  readonly suspicion: UnitSuspicion;
  readonly latest: EpochMs | null;
}

/**
 * Reads an array of events without making anything of each: what is wrong with an event is asked field by field, in the
 * order of `readEvent`. Those that are none are reported.
 */
export function readEventArray(
  events: readonly unknown[],
  scale: number,
  report: (anomaly: InvalidEvent) => void,
): EventsRead {
  const { length } = events;
  const columns: Columns = {
    type: new Uint8Array(length),
    at: new Float64Array(length),
    room: new Int32Array(length).fill(NONE),
    participant: new Int32Array(length),
    userId: new Int32Array(length),
    userName: new Int32Array(length),
    rooms: createTextNumbers(),
    participants: createTextNumbers(),
  };
  const { type, at, room, participant, userId, userName, rooms, participants } = columns;
  const suspicion = noSuspicion();
  let latest: EpochMs = ALWAYS;
  let last: EpochMs = ALWAYS;
  let isSorted = true;
  let invalid = 0;
  for (let index = 0; index < length; index++) {
    const event = events[index] as UncheckedEvent;
    const problem = readRow(event, index, scale, columns);
    if (problem !== null) {
      invalid++;
      report({ code: 'invalid-event', index, field: problem.field, reason: problem.reason });
      continue;
    }
    const time = at[index]!;
    if (time < last) isSorted = false;
    last = time;
    latest = latestTime(latest, time);
    if (scale === 1) noteTime(suspicion, event.at);
  }

  const valid = events as readonly UncheckedEvent[];
  const log: RunnableLog = {
    rows: {
      ...{ type, at, room, participant, userId, userName },
      rooms: rooms.texts.length,
      participants: participants.texts.length,
      isSorted,
    },
    // Where a name is told, its row, is its code.
    texts: {
      rooms: rooms.texts,
      participants: participants.texts,
      userIds: [],
      userNames: [],
      events: valid,
    },
  };
  return { log, suspicion, latest: invalid === length ? null : latest };
}

/** What is read of events, by row. */
interface Columns {
  readonly type: Uint8Array;
  readonly at: Float64Array;
  readonly room: Int32Array;
  readonly participant: Int32Array;
  readonly userId: Int32Array;
  readonly userName: Int32Array;
  readonly rooms: TextNumbers;
  readonly participants: TextNumbers;
}

function readRow(
  event: UncheckedEvent,
  index: number,
  scale: number,
  { type, at, room, participant, userId, userName, rooms, participants }: Columns,
): EventProblem | null {
  const typeProblem = problemOfType(event);
  if (typeProblem !== null) return typeProblem;
  const roomNumber = numberOf(rooms, event.room);
  if (roomNumber === NONE) return { field: 'room', reason: problemOfName(event.room)! };
  const isClear = event.type === 'clear';
  const number = isClear ? 0 : numberOf(participants, event.participant_id);
  if (number === NONE) return { field: 'participant_id', reason: problemOfName(event.participant_id)! };
  const time = parseTime(event.at, scale);
  if (typeof time !== 'number') return { field: 'at', reason: time };
  const namesProblem = isClear ? null : problemOfUserNames(event);
  if (namesProblem !== null) return namesProblem;
  room[index] = roomNumber;
  type[index] = isClear ? CLEAR : event.type === 'join' ? JOIN : LEAVE;
  participant[index] = number;
  userId[index] = isClear || event.user_id == null ? NONE : index;
  userName[index] = isClear || event.user_name == null ? NONE : index;
  at[index] = time;
  return null;
}

/** The number of a name, which it gets if it has none; NONE for what is no name. Those that have one need no second look. */
function numberOf(numbers: TextNumbers, name: unknown): number {
  if (typeof name !== 'string') return NONE;
  const hash = hashText(name);
  const known = findText(numbers, name, hash);
  if (known !== NONE) return known;
  return problemOfName(name) === null ? addText(numbers, name, hash) : NONE;
}
