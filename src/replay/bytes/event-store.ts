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

/** How many fields are kept of an event, beside the time. */
export const FIELDS = 8;
/** The type, and whether there are names. */
export const KIND = 0;
/** An event's texts lie one behind the other: where each begins, and where the last one ends. */
const ROOM_AT = 1;
const ID_AT = 2;
const USER_ID_AT = 3;
const USER_NAME_AT = 4;
const END_AT = 5;
const ROOM_HASH = 6;
const ID_HASH = 7;

const TYPE = 3;
const HAS_USER_ID = 4;
const HAS_USER_NAME = 8;

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

/** How many bytes an event's texts take. */
export function textsOf(event: ScannedLine): number {
  const { userIdFrom, userNameFrom } = event;
  let length = event.roomTo - event.roomFrom + event.idTo - event.idFrom;
  if (userIdFrom >= 0) length += event.userIdTo - userIdFrom;
  if (userNameFrom >= 0) length += event.userNameTo - userNameFrom;
  return length;
}

/** Keeps an event. */
export function storeEvent(store: EventStore, view: DataView, event: ScannedLine): void {
  if (store.count === store.times.length) grow(store);
  const { fields, texts } = store;
  const { userIdFrom, userNameFrom } = event;
  makeRoom(texts, textsOf(event));
  const f = store.count * FIELDS;
  store.times[store.count++] = event.at;
  let kind = event.type;
  fields[f + ROOM_AT] = texts.length;
  keepText(texts, view, event.roomFrom, event.roomTo);
  fields[f + ID_AT] = texts.length;
  keepText(texts, view, event.idFrom, event.idTo);
  fields[f + USER_ID_AT] = texts.length;
  if (userIdFrom >= 0) {
    kind |= HAS_USER_ID;
    keepText(texts, view, userIdFrom, event.userIdTo);
  }
  fields[f + USER_NAME_AT] = texts.length;
  if (userNameFrom >= 0) {
    kind |= HAS_USER_NAME;
    keepText(texts, view, userNameFrom, event.userNameTo);
  }
  fields[f + END_AT] = texts.length;
  fields[f + KIND] = kind;
  fields[f + ROOM_HASH] = event.roomHash;
  fields[f + ID_HASH] = event.idHash;
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
function readStored({ times, fields }: EventStore, place: number, line: ScannedLine): void {
  const f = place * FIELDS;
  const kind = fields[f + KIND]!;
  const idFrom = fields[f + ID_AT]!;
  const userIdFrom = fields[f + USER_ID_AT]!;
  const userNameFrom = fields[f + USER_NAME_AT]!;
  line.at = times[place]!;
  line.type = kind & TYPE;
  line.roomFrom = fields[f + ROOM_AT]!;
  line.roomTo = idFrom;
  line.roomHash = fields[f + ROOM_HASH]!;
  line.idFrom = idFrom;
  line.idTo = userIdFrom;
  line.idHash = fields[f + ID_HASH]!;
  line.userIdFrom = (kind & HAS_USER_ID) === 0 ? -1 : userIdFrom;
  line.userIdTo = userNameFrom;
  line.userNameFrom = (kind & HAS_USER_NAME) === 0 ? -1 : userNameFrom;
  line.userNameTo = fields[f + END_AT]!;
}

/** Up to here a text is copied word by word. */
const SHORT = 64;

/** There must be room. */
function keepText(texts: ByteBuffer, view: DataView, from: number, to: number): void {
  const length = to - from;
  if (length > SHORT) {
    writeBytes(texts, bytesAt(view, from, to));
    return;
  }
  const start = texts.length;
  for (let i = 0; i < length; i += 4) texts.view.setInt32(start + i, view.getInt32(from + i, true), true);
  texts.length = start + length;
}

function grow(store: EventStore): void {
  const times = new Float64Array(store.times.length * 2);
  const fields = new Int32Array(store.fields.length * 2);
  times.set(store.times);
  fields.set(store.fields);
  store.times = times;
  store.fields = fields;
}
