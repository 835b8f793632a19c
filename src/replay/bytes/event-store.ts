import { type ByteBuffer, createByteBuffer, makeRoom, writeBytes } from './byte-buffer.js';
import type { TakeEvents } from './byte-events.js';
import { bytesAt, SLACK } from './byte-text.js';
import type { ScannedLine } from './scan-line.js';

/** Events that are kept for later: their times, their other fields, and the texts these speak of. */
export interface EventStore {
  times: Float64Array;
  fields: Int32Array;
  count: number;
  readonly texts: ByteBuffer;
}

/** How many fields of a scanned line are kept, beside the time. */
const FIELDS = 11;

export function createEventStore(): EventStore {
  return {
    times: new Float64Array(256),
    fields: new Int32Array(256 * FIELDS),
    count: 0,
    texts: createByteBuffer(1 << 14),
  };
}

/** How many bytes the events take. */
export function storeSize({ count, texts }: EventStore): number {
  return count * (8 + 4 * FIELDS) + texts.length;
}

/** Forgets all events. */
export function emptyStore(store: EventStore): void {
  store.count = 0;
  store.texts.length = 0;
}

/** Keeps an event. */
export function storeEvent(store: EventStore, view: DataView, event: ScannedLine): void {
  if (store.count === store.times.length) grow(store);
  const { fields, texts } = store;
  const { userIdFrom, userNameFrom } = event;
  const f = store.count * FIELDS;
  store.times[store.count++] = event.at;
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

/**
 * Hands on the kept events [from, to), which are in time order, in batches; `order` says which they are, null if they are
 * as they came. The lines are those to be filled for it.
 */
export function handOnStored(
  store: EventStore,
  order: ArrayLike<number> | null,
  from: number,
  to: number,
  lines: readonly ScannedLine[],
  takeRun: TakeEvents,
): void {
  makeRoom(store.texts, SLACK);
  let count = 0;
  for (let i = from; i < to; i++) {
    readStored(store, order === null ? i : order[i]!, lines[count++]!);
    if (count < lines.length && i + 1 < to) continue;
    takeRun(store.texts.view, lines, count);
    count = 0;
  }
}

/** Reads a kept event into `line`, as ranges of the store's texts; SLACK must have been made behind these. */
export function readStored({ times, fields }: EventStore, place: number, line: ScannedLine): void {
  const f = place * FIELDS;
  line.at = times[place]!;
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

/** Up to here a text is copied word by word. */
const SHORT = 64;

function keepText(texts: ByteBuffer, view: DataView, from: number, to: number): number {
  const start = texts.length;
  const length = to - from;
  makeRoom(texts, length);
  if (length > SHORT) {
    writeBytes(texts, bytesAt(view, from, to));
    return start;
  }
  for (let i = 0; i < length; i += 4) texts.view.setInt32(start + i, view.getInt32(from + i, true), true);
  texts.length = start + length;
  return start;
}

function grow(store: EventStore): void {
  const times = new Float64Array(store.times.length * 2);
  const fields = new Int32Array(store.fields.length * 2);
  times.set(store.times);
  fields.set(store.fields);
  store.times = times;
  store.fields = fields;
}
