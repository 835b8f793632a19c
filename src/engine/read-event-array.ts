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
import { CLEAR, JOIN, LEAVE } from './flat/gather-event.js';
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
  const type = new Uint8Array(length);
  const at = new Float64Array(length);
  const room = new Int32Array(length).fill(NONE);
  const participant = new Int32Array(length);
  const rooms = new Map<unknown, number>();
  const roomNames: string[] = [];
  const suspicion = noSuspicion();
  let latest: EpochMs | null = null;
  let last: EpochMs = ALWAYS;
  let isSorted = true;

  for (let index = 0; index < length; index++) {
    const problem = readRow(index);
    if (problem === null) continue;
    report({ code: 'invalid-event', index, field: problem.field, reason: problem.reason });
  }

  function readRow(index: number): EventProblem | null {
    const typeProblem = problemOfType(events[index]);
    if (typeProblem !== null) return typeProblem;
    const raw = events[index] as UncheckedEvent;
    let number = rooms.get(raw.room);
    if (number === undefined) {
      const roomProblem = problemOfName(raw.room);
      if (roomProblem !== null) return { field: 'room', reason: roomProblem };
      number = NONE;
    }
    const isClear = raw.type === 'clear';
    if (!isClear) {
      const participantProblem = problemOfName(raw.participant_id);
      if (participantProblem !== null) return { field: 'participant_id', reason: participantProblem };
    }
    const time = parseTime(raw.at, scale);
    if (typeof time !== 'number') return { field: 'at', reason: time };
    const namesProblem = isClear ? null : problemOfUserNames(raw);
    if (namesProblem !== null) return namesProblem;
    if (number === NONE) {
      number = roomNames.push(raw.room) - 1;
      rooms.set(raw.room, number);
    }
    room[index] = number;
    type[index] = isClear ? CLEAR : raw.type === 'join' ? JOIN : LEAVE;
    participant[index] = isClear ? NONE : hashText(raw.participant_id);
    at[index] = time;
    if (time < last) isSorted = false;
    last = time;
    latest = latestTime(latest, time);
    if (scale === 1) noteTime(suspicion, raw.at);
    return null;
  }

  const valid = events as readonly UncheckedEvent[];
  const rows: TextRows = {
    ...{ type, at, room, participant, rooms: roomNames.length, isSorted, roomNames },
    participantId: (row) => valid[row]!.participant_id,
    userId: (row) => valid[row]!.user_id ?? null,
    userName: (row) => valid[row]!.user_name ?? null,
  };
  return { rows, suspicion, latest };
}
