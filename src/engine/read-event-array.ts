import type { InvalidEvent } from '../model/anomaly.js';
import { parseTime } from '../model/parse-time.js';
import { ALWAYS, type EpochMs } from '../model/time.js';
import {
  type EventProblem,
  problemOfName,
  problemOfType,
  problemOfUserNames,
  type UncheckedEvent,
} from '../rules/event.js';
import { type RunnableLog, toldLog } from './event-columns.js';
import { CLEAR, JOIN, LEAVE } from './flat/event-types.js';
import { NONE } from './flat/none.js';
import { keepOne } from './keep-one.js';
import { noSuspicion, noteTime, type UnitSuspicion } from './unit-suspicion.js';
import { hashText } from './whole/hash-text.js';
import { createTextList, type TextList } from './whole/text-list.js';
import { addTextNumber, createTextNumbers, findText, type TextNumbers } from './whole/text-numbers.js';
import { addTold } from './whole/told-texts.js';

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
  keepOne(readingOfNothing);
  const { length } = events;
  const reading = createReading(events as readonly UncheckedEvent[], scale, report);
  for (let from = 0; from < length; from += BATCH) {
    const to = Math.min(from + BATCH, length);
    reading.looked = lookAhead(events, from, to);
    readBatch(reading, from, to);
  }

  const { suspicion, rooms, texts } = reading;
  return {
    log: toldLog(reading, rooms.texts, texts),
    suspicion,
    latest: reading.invalid === length ? null : reading.latest,
  };
}

/** Events that are being read, and what has been read of them, by row. */
interface Reading {
  readonly events: readonly UncheckedEvent[];
  readonly scale: number;
  readonly report: (anomaly: InvalidEvent) => void;
  readonly type: Uint8Array;
  readonly at: Float64Array;
  readonly room: Int32Array;
  readonly participant: Int32Array;
  readonly told: Int32Array;
  /** what these stand for, which is kept, as an event is at hand but while it is read */
  readonly texts: TextList<string>;
  readonly rooms: TextNumbers;
  readonly suspicion: UnitSuspicion;
  last: EpochMs;
  latest: EpochMs;
  isSorted: boolean;
  invalid: number;
  /** what was seen by looking ahead, of no meaning: a result, so that it is not optimised away */
  looked: number;
}

function createReading(
  events: readonly UncheckedEvent[],
  scale: number,
  report: (anomaly: InvalidEvent) => void,
): Reading {
  const { length } = events;
  return {
    events,
    scale,
    report,
    type: new Uint8Array(length),
    at: new Float64Array(length),
    room: new Int32Array(length),
    participant: new Int32Array(length),
    told: new Int32Array(length),
    texts: createTextList(),
    rooms: createTextNumbers(),
    suspicion: noSuspicion(),
    last: ALWAYS,
    latest: ALWAYS,
    isSorted: true,
    invalid: 0,
    looked: 0,
  };
}

function readingOfNothing(): Reading {
  return createReading([], 1, () => {});
}

/** So many events are looked at before they are read. */
const BATCH = 64;

/**
 * Looks at events and their texts in a loop that decides nothing, so that all of them are waited for at once: they may be
 * anywhere in memory.
 */
function lookAhead(events: readonly unknown[], from: number, to: number): number {
  let looked = 0;
  for (let index = from; index < to; index++) {
    const event = events[index];
    if (typeof event !== 'object' || event === null) continue;
    const { room, participant_id, user_id, user_name } = event as Partial<UncheckedEvent>;
    if (typeof room === 'string') looked ^= room.length;
    if (typeof participant_id === 'string') looked ^= participant_id.length;
    if (typeof user_id === 'string') looked ^= user_id.length;
    if (typeof user_name === 'string') looked ^= user_name.length;
  }
  return looked;
}

function readBatch(reading: Reading, from: number, to: number): void {
  const { events, at, room, scale, suspicion } = reading;
  let { last, latest } = reading;
  for (let index = from; index < to; index++) {
    const event = events[index]!;
    const problem = readRow(reading, event, index);
    if (problem !== null) {
      room[index] = NONE;
      reading.invalid++;
      reading.report({ code: 'invalid-event', index, field: problem.field, reason: problem.reason });
      continue;
    }
    const time = at[index]!;
    if (time < last) reading.isSorted = false;
    last = time;
    if (time > latest) latest = time;
    if (scale === 1) noteTime(suspicion, event.at);
  }
  reading.last = last;
  reading.latest = latest;
}

function readRow(reading: Reading, event: UncheckedEvent, index: number): EventProblem | null {
  const { rooms } = reading;
  const typeProblem = problemOfType(event);
  if (typeProblem !== null) return typeProblem;
  const isText = typeof event.room === 'string';
  const hash = isText ? hashText(event.room) : 0;
  const known = isText ? findText(rooms, event.room, hash) : NONE;
  const roomProblem = known === NONE ? problemOfName(event.room) : null;
  if (roomProblem !== null) return { field: 'room', reason: roomProblem };
  const isClear = event.type === 'clear';
  const participantProblem = isClear ? null : problemOfName(event.participant_id);
  if (participantProblem !== null) return { field: 'participant_id', reason: participantProblem };
  const time = parseTime(event.at, reading.scale);
  if (typeof time !== 'number') return { field: 'at', reason: time };
  const namesProblem = isClear ? null : problemOfUserNames(event);
  if (namesProblem !== null) return namesProblem;
  reading.room[index] = known === NONE ? addTextNumber(rooms, event.room, hash) : known;
  reading.type[index] = isClear ? CLEAR : event.type === 'join' ? JOIN : LEAVE;
  if (isClear) reading.participant[index] = NONE;
  else {
    reading.participant[index] = hashText(event.participant_id);
    reading.told[index] = addTold(reading.texts, event.participant_id, event.user_id, event.user_name);
  }
  reading.at[index] = time;
  return null;
}
