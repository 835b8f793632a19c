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
import { CLEAR, JOIN, LEAVE } from './flat/event-types.js';
import { NONE } from './flat/none.js';
import { noSuspicion, noteTime, type UnitSuspicion } from './unit-suspicion.js';
import { hashText } from './whole/number-texts.js';
import type { TextRows } from './whole/run-texts.js';

/** Events that have been read. */
export interface EventsRead {
  readonly rows: TextRows;
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
    rooms: new Map(),
    roomNames: [],
  };
  const { type, at, room, participant, roomNames } = columns;
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
  const rows: TextRows = {
    ...{ type, at, room, participant, rooms: roomNames.length, isSorted, roomNames },
    participantId: (row) => valid[row]!.participant_id,
    userId: (row) => valid[row]!.user_id ?? null,
    userName: (row) => valid[row]!.user_name ?? null,
  };
  return { rows, suspicion, latest: invalid === length ? null : latest };
}

/** What is read of events, by row. */
interface Columns {
  readonly type: Uint8Array;
  readonly at: Float64Array;
  readonly room: Int32Array;
  readonly participant: Int32Array;
  /** the numbers of rooms that have been read */
  readonly rooms: Map<unknown, number>;
  readonly roomNames: string[];
}

function readRow(
  event: UncheckedEvent,
  index: number,
  scale: number,
  { type, at, room, participant, rooms, roomNames }: Columns,
): EventProblem | null {
  const typeProblem = problemOfType(event);
  if (typeProblem !== null) return typeProblem;
  const known = rooms.get(event.room);
  const roomProblem = known === undefined ? problemOfName(event.room) : null;
  if (roomProblem !== null) return { field: 'room', reason: roomProblem };
  const isClear = event.type === 'clear';
  const participantProblem = isClear ? null : problemOfName(event.participant_id);
  if (participantProblem !== null) return { field: 'participant_id', reason: participantProblem };
  const time = parseTime(event.at, scale);
  if (typeof time !== 'number') return { field: 'at', reason: time };
  const namesProblem = isClear ? null : problemOfUserNames(event);
  if (namesProblem !== null) return namesProblem;
  room[index] = known ?? roomNames.length;
  if (known === undefined) rooms.set(event.room, roomNames.push(event.room) - 1);
  type[index] = isClear ? CLEAR : event.type === 'join' ? JOIN : LEAVE;
  participant[index] = isClear ? NONE : hashText(event.participant_id);
  at[index] = time;
  return null;
}
