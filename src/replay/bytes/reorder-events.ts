import { ALWAYS, type EpochMs } from '../../model/time.js';
import { createByteBuffer, makeRoom } from './byte-buffer.js';
import type { TakeEvent } from './byte-events.js';
import { createScannedLine, type ScannedLine } from './scan-line.js';

/** Events that may still be overtaken: they are handed on in time order once a watermark has passed them. */
export interface EventReorder {
  add(bytes: Uint8Array, line: ScannedLine): void;
  /** Hands on, in time order, all events up to a watermark. */
  release(watermark: EpochMs): void;
}

/** What is kept of a scanned line: all of it but the time, which sorting needs beside. */
const FIELDS = [
  'type',
  'roomFrom',
  'roomTo',
  'roomHash',
  'idFrom',
  'idTo',
  'idHash',
  'userIdFrom',
  'userIdTo',
  'userNameFrom',
  'userNameTo',
] as const satisfies readonly (keyof ScannedLine)[];

export function createEventReorder(take: TakeEvent): EventReorder {
  const line = createScannedLine();
  const texts = createByteBuffer(1 << 16);
  let times: EpochMs[] = [];
  let fields: number[] = [];
  let last: EpochMs = ALWAYS;
  let isSorted = true;

  function add(bytes: Uint8Array, event: ScannedLine): void {
    if (event.at < last) isSorted = false;
    last = event.at;
    times.push(event.at);
    const { userIdFrom, userNameFrom } = event;
    fields.push(
      event.type,
      keep(bytes, event.roomFrom, event.roomTo),
      texts.length,
      event.roomHash,
      keep(bytes, event.idFrom, event.idTo),
      texts.length,
      event.idHash,
      userIdFrom < 0 ? -1 : keep(bytes, userIdFrom, event.userIdTo),
      texts.length,
      userNameFrom < 0 ? -1 : keep(bytes, userNameFrom, event.userNameTo),
      texts.length,
    );
  }

  function keep(bytes: Uint8Array, from: number, to: number): number {
    makeRoom(texts, to - from);
    const start = texts.length;
    for (let i = from; i < to; i++) texts.bytes[texts.length++] = bytes[i]!;
    return start;
  }

  function release(watermark: EpochMs): void {
    const order = Int32Array.from(times, (_, i) => i);
    if (!isSorted) order.sort((a, b) => times[a]! - times[b]!);
    let count = 0;
    while (count < order.length && times[order[count]!]! <= watermark) {
      read(order[count]!);
      take(texts.bytes, line);
      count++;
    }
    if (count > 0) keepRest(order.subarray(count));
  }

  function read(place: number): void {
    line.at = times[place]!;
    const base = place * FIELDS.length;
    for (let f = 0; f < FIELDS.length; f++) line[FIELDS[f]!] = fields[base + f]!;
  }

  /** Writes the events that still wait anew, in order, so that what is gone takes no room. */
  function keepRest(rest: Int32Array): void {
    const bytes = texts.bytes.slice(0, texts.length);
    const lines = Array.from(rest, (place) => {
      read(place);
      return { ...line };
    });
    times = [];
    fields = [];
    texts.length = 0;
    last = ALWAYS;
    isSorted = true;
    for (const event of lines) add(bytes, event);
  }

  return { add, release };
}
