import { ALWAYS, type EpochMs } from '../../model/time.js';
import { type ByteBuffer, createByteBuffer, makeRoom, writeBytes } from './byte-buffer.js';
import type { TakeEvent } from './byte-events.js';
import { bytesAt, SLACK } from './byte-text.js';
import { createScannedLine, type ScannedLine } from './scan-line.js';

/** Events that may still be overtaken: they are handed on in time order once a watermark has passed them. */
export interface EventReorder {
  add(view: DataView, line: ScannedLine): void;
  /** Hands on, in time order, all events up to a watermark. */
  release(watermark: EpochMs): void;
}

/** How many fields of a scanned line are kept, beside the time. */
const FIELDS = 11;

/** The events that wait: their times, their other fields, and the texts these speak of. */
interface Waiting {
  times: Float64Array;
  fields: Int32Array;
  count: number;
  readonly texts: ByteBuffer;
}

export function createEventReorder(take: TakeEvent): EventReorder {
  const line = createScannedLine();
  let waiting = createWaiting();
  let spare = createWaiting();
  let last: EpochMs = ALWAYS;
  let isSorted = true;

  function add(view: DataView, event: ScannedLine): void {
    if (event.at < last) isSorted = false;
    last = event.at;
    keep(waiting, view, event);
  }

  function release(watermark: EpochMs): void {
    const { times, fields, count, texts } = waiting;
    const order = isSorted ? null : inTimeOrder(times.subarray(0, count));
    makeRoom(texts, SLACK);
    let rest = 0;
    for (; rest < count; rest++) {
      const place = order === null ? rest : order[rest]!;
      if (times[place]! > watermark) break;
      read(times, fields, place);
      take(texts.view, line);
    }
    if (rest === 0) return;
    // The events that still wait are written anew, in order, so that what is gone takes no room.
    spare.count = 0;
    spare.texts.length = 0;
    last = ALWAYS;
    isSorted = true;
    for (; rest < count; rest++) {
      const place = order === null ? rest : order[rest]!;
      read(times, fields, place);
      keep(spare, texts.view, line);
      last = line.at;
    }
    [waiting, spare] = [spare, waiting];
  }

  function read(times: Float64Array, fields: Int32Array, place: number): void {
    line.at = times[place]!;
    const f = place * FIELDS;
    line.type = fields[f]!;
    line.roomFrom = fields[f + 1]!;
    line.roomTo = fields[f + 2]!;
    line.roomHash = fields[f + 3]!;
    line.idFrom = fields[f + 4]!;
    line.idTo = fields[f + 5]!;
    line.idHash = fields[f + 6]!;
    line.userIdFrom = fields[f + 7]!;
    line.userIdTo = fields[f + 8]!;
    line.userNameFrom = fields[f + 9]!;
    line.userNameTo = fields[f + 10]!;
  }

  return { add, release };
}

function createWaiting(): Waiting {
  return {
    times: new Float64Array(256),
    fields: new Int32Array(256 * FIELDS),
    count: 0,
    texts: createByteBuffer(1 << 14),
  };
}

function keep(waiting: Waiting, view: DataView, event: ScannedLine): void {
  if (waiting.count === waiting.times.length) grow(waiting);
  const { fields, texts } = waiting;
  const { userIdFrom, userNameFrom } = event;
  const f = waiting.count * FIELDS;
  waiting.times[waiting.count++] = event.at;
  fields[f] = event.type;
  fields[f + 1] = keepText(texts, view, event.roomFrom, event.roomTo);
  fields[f + 2] = texts.length;
  fields[f + 3] = event.roomHash;
  fields[f + 4] = keepText(texts, view, event.idFrom, event.idTo);
  fields[f + 5] = texts.length;
  fields[f + 6] = event.idHash;
  fields[f + 7] = userIdFrom < 0 ? -1 : keepText(texts, view, userIdFrom, event.userIdTo);
  fields[f + 8] = texts.length;
  fields[f + 9] = userNameFrom < 0 ? -1 : keepText(texts, view, userNameFrom, event.userNameTo);
  fields[f + 10] = texts.length;
}

function keepText(texts: ByteBuffer, view: DataView, from: number, to: number): number {
  const start = texts.length;
  const length = to - from;
  makeRoom(texts, length);
  if (length > 64) {
    writeBytes(texts, bytesAt(view, from, to));
    return start;
  }
  for (let i = 0; i < length; i += 4) texts.view.setInt32(start + i, view.getInt32(from + i, true), true);
  texts.length = start + length;
  return start;
}

function grow(waiting: Waiting): void {
  const times = new Float64Array(waiting.times.length * 2);
  const fields = new Int32Array(waiting.fields.length * 2);
  times.set(waiting.times);
  fields.set(waiting.fields);
  waiting.times = times;
  waiting.fields = fields;
}

/** A stable order: events of one instant stay in the order in which they came. */
function inTimeOrder(times: Float64Array): Int32Array {
  return Int32Array.from(times.keys()).sort((a, b) => times[a]! - times[b]!);
}
