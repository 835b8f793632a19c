import { ALWAYS, type EpochMs } from '../../model/time.js';
import { bufferIn } from './byte-buffer.js';
import type { TakeEvents } from './byte-events.js';
import type { EventSink } from './byte-run.js';
import { SLACK } from './byte-text.js';
import { type EventStore, FIELDS, handOnStored, KIND } from './event-store.js';
import { createBatch } from './scan-line.js';

/**
 * Events on their way to another thread, in memory that both see, and between them the watermarks up to which it may decide.
 * Unlike other stores of events a parcel does not grow.
 */
export interface Parcel extends EventStore {
  readonly memory: SharedArrayBuffer;
}

/** So many events and watermarks a parcel has room for. */
const EVENTS = 2048;
const HEAD = EVENTS * (8 + 4 * FIELDS);
/** How many bytes of texts there are to be, for most logs. */
const TEXTS = 96 * 1024;
/** What there must be behind the texts: they are read and written a few bytes at a time. */
const BEHIND = 2 * SLACK;

/** What stands for a watermark where an event has its type. */
const WATERMARK = 3;

/** A parcel with room for an event whose texts take so many bytes, if not for many. */
export function createParcel(textLength = 0): Parcel {
  return openParcel(new SharedArrayBuffer(HEAD + Math.max(TEXTS, textLength) + BEHIND), 0);
}

/** The parcel that is in the memory, of so many events. */
export function openParcel(memory: SharedArrayBuffer, count: number): Parcel {
  return {
    memory,
    times: new Float64Array(memory, 0, EVENTS),
    fields: new Int32Array(memory, EVENTS * 8, EVENTS * FIELDS),
    count,
    texts: bufferIn(memory, HEAD),
  };
}

/** Whether a parcel has room for an event whose texts take so many bytes. */
export function hasRoomFor({ count, texts }: Parcel, textLength: number): boolean {
  return count < EVENTS && texts.length + textLength + BEHIND <= texts.bytes.length;
}

/** Adds a watermark; there must be room. It takes the place of one with no event behind it. */
export function addWatermark(parcel: Parcel, watermark: EpochMs): void {
  const { fields, times, count } = parcel;
  const needsPlace = count === 0 || fields[(count - 1) * FIELDS + KIND] !== WATERMARK;
  if (needsPlace) fields[parcel.count++ * FIELDS + KIND] = WATERMARK;
  times[parcel.count - 1] = watermark;
}

/** Hands the content of parcels on. */
export interface Unpacker {
  readonly unpack: (parcel: Parcel) => void;
  /** the latest watermark that has been in one */
  readonly watermark: () => EpochMs;
}

export function createUnpacker(sink: EventSink): Unpacker {
  const lines = createBatch();
  let watermark = ALWAYS;

  const takeAll: TakeEvents = (view, batch, count) => {
    sink.expect(batch, count);
    sink.takeRun(view, batch, 0, count);
  };

  function unpack(parcel: Parcel): void {
    const { fields, times, count } = parcel;
    let from = 0;
    for (let i = 0; i < count; i++) {
      if (fields[i * FIELDS + KIND] !== WATERMARK) continue;
      handOnStored(parcel, null, from, i, lines, takeAll);
      watermark = times[i]!;
      sink.advance(watermark);
      from = i + 1;
    }
    handOnStored(parcel, null, from, count, lines, takeAll);
  }

  return { unpack, watermark: () => watermark };
}
