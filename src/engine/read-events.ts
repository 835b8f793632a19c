import type { InvalidEvent } from '../model/anomaly.js';
import { parseTime, type TimeProblem, unboundedTime } from '../model/parse-time.js';
import { ALWAYS, type EpochMs, isInRange } from '../model/time.js';
import {
  type EventProblem,
  problemOfName,
  problemOfType,
  problemOfUserNames,
  type UncheckedEvent,
} from '../rules/event.js';
import { CLEAR, JOIN, LEAVE } from './flat/event-types.js';
import { NONE } from './flat/none.js';
import { keepOne } from './keep-one.js';
import { sliceEnd } from './slices.js';
import { float64s, int32s, uint8s } from './small-arrays.js';
import { type RunnableLog, type ToldRows, toldLog } from './told-log.js';
import { noSuspicion, noteTime, type UnitSuspicion } from './unit-suspicion.js';
import { hashText } from './whole/hash-text.js';
import { lookAtText } from './whole/look-at-text.js';
import { createTextList, type TextList } from './whole/text-list.js';
import { addTextNumber, createTextNumbers, findText, type TextNumbers } from './whole/text-numbers.js';
import { addTold, TEXTS_TOLD } from './whole/told-texts.js';

/** Events that have been read. */
export interface EventsRead {
  readonly log: RunnableLog;
  readonly suspicion: UnitSuspicion;
  readonly latest: EpochMs | null;
}

/**
 * Reads events without making anything of each: what is wrong with an event is asked field by field, in the order of
 * `readEvent`. Those that are none are reported.
 */
export function readEvents(
  events: Iterable<unknown>,
  scale: number,
  report: (anomaly: InvalidEvent) => void,
): EventsRead {
  keepOne(readingOfNothing);
  const isArray = Array.isArray(events);
  const reading = createReading(isArray ? events.length : FIRST_ROWS, scale, report);
  if (isArray) readArray(reading, events);
  else readEach(reading, events);
  for (let from = 0; from < reading.rows; from = sliceEnd(from, reading.rows)) {
    noteOrder(reading, from, sliceEnd(from, reading.rows));
  }

  const { suspicion, rooms, texts, rows, invalid, latest } = reading;
  return {
    log: toldLog(rowsRead(reading), rooms.texts, texts),
    suspicion,
    latest: invalid === rows ? null : latest,
  };
}

/** Events that are being read, and what has been read of them, by row. */
interface Reading {
  readonly scale: number;
  readonly report: (anomaly: InvalidEvent) => void;
  type: Uint8Array;
  at: Float64Array;
  room: Int32Array;
  participant: Int32Array;
  told: Int32Array;
  /** so many of them have been read */
  rows: number;
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

/** There is room for so many events that come one by one, at first. */
const FIRST_ROWS = 128;

/** With room for so many events. */
function createReading(length: number, scale: number, report: (anomaly: InvalidEvent) => void): Reading {
  return {
    scale,
    report,
    type: uint8s(length),
    at: float64s(length),
    room: int32s(length),
    participant: int32s(length),
    told: int32s(length),
    rows: 0,
    texts: createTextList(length * TEXTS_TOLD),
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
  return createReading(0, 1, () => {});
}

/** Only what has been read, if there was room for more: a part of an array takes as long to make as some events to read. */
function rowsRead({ type, at, room, participant, told, rows, isSorted }: Reading): ToldRows {
  if (rows === at.length) return { type, at, room, participant, told, isSorted };
  return {
    type: type.subarray(0, rows),
    at: at.subarray(0, rows),
    room: room.subarray(0, rows),
    participant: participant.subarray(0, rows),
    told: told.subarray(0, rows),
    isSorted,
  };
}

function readArray(reading: Reading, events: readonly unknown[]): void {
  const { length } = events;
  for (let from = 0; from < length; from += BATCH) {
    const to = Math.min(from + BATCH, length);
    reading.looked = lookAhead(events, from, to);
    for (let index = from; index < to; index++) readNext(reading, events[index]);
  }
}

/** Each event is read before the next one is asked for: it may be the same object. */
function readEach(reading: Reading, events: Iterable<unknown>): void {
  for (const event of events) {
    if (reading.rows === reading.at.length) grow(reading);
    readNext(reading, event);
  }
}

function grow(reading: Reading): void {
  const { type, at, room, participant, told } = reading;
  const length = 2 * at.length;
  reading.type = uint8s(length);
  reading.type.set(type);
  reading.at = float64s(length);
  reading.at.set(at);
  reading.room = int32s(length);
  reading.room.set(room);
  reading.participant = int32s(length);
  reading.participant.set(participant);
  reading.told = int32s(length);
  reading.told.set(told);
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
    if (typeof participant_id === 'string') looked ^= lookAtText(participant_id);
    if (typeof user_id === 'string') looked ^= user_id.length;
    if (typeof user_name === 'string') looked ^= user_name.length;
  }
  return looked;
}

function readNext(reading: Reading, given: unknown): void {
  const event = given as UncheckedEvent;
  const index = reading.rows++;
  const problem = readRow(reading, event, index);
  if (problem !== null) {
    reading.room[index] = NONE;
    reading.invalid++;
    reading.report({ code: 'invalid-event', index, field: problem.field, reason: problem.reason });
    return;
  }
  if (reading.scale === 1) noteTime(reading.suspicion, event.at);
}

/** Notes how the times of the rows [from, to) follow each other. */
function noteOrder(reading: Reading, from: number, to: number): void {
  const { at, room } = reading;
  let { last, latest, isSorted } = reading;
  for (let row = from; row < to; row++) {
    if (room[row] === NONE) continue;
    const time = at[row]!;
    if (time < last) isSorted = false;
    if (time > latest) latest = time;
    last = time;
  }
  reading.last = last;
  reading.latest = latest;
  reading.isSorted = isSorted;
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
  const { at } = event;
  const time = unboundedTime(at, reading.scale);
  if (!isInRange(time)) return { field: 'at', reason: parseTime(at, reading.scale) as TimeProblem };
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
