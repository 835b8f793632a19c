import { type EpochMs, NEVER } from '../../model/time.js';
import { compareByStart, type MeetingKey } from '../../rules/order.js';
import { sliceEnd } from '../slices.js';
import type { WholeLog } from './run-rows.js';
import { DECIDED_AT, ROOM, SESSION_TIMES, SESSION_WORDS, START } from './session-table.js';

/** The numbers of a log's sessions in canonical order (clause `order`). */
export function canonicalOrder(log: WholeLog): Int32Array {
  const { times, count } = log.sessions;
  const order = orderOfStarts(times, count);
  for (let from = 0; from < count; ) from = orderRooms(log, order, from, sliceEnd(from, count));
  return order;
}

/** Only sessions of one start need more than that to be told apart. Returns where it stopped. */
function orderRooms(log: WholeLog, order: Int32Array, from: number, until: number): number {
  const { times, count } = log.sessions;
  let place = from;
  while (place < until) {
    const start = times[order[place]! * SESSION_TIMES + START]!;
    let next = place + 1;
    while (next < count && times[order[next]! * SESSION_TIMES + START] === start) next++;
    if (next - place > 1) {
      order.subarray(place, next).sort((a, b) => compareByStart(keyOf(log, a), keyOf(log, b)));
    }
    place = next;
  }
  return place;
}

function keyOf({ sessions, texts }: WholeLog, session: number): MeetingKey {
  return {
    start: sessions.times[session * SESSION_TIMES + START]!,
    room: texts.rooms[sessions.words[session * SESSION_WORDS + ROOM]!]!,
    decidedAt: sessions.times[session * SESSION_TIMES + DECIDED_AT]!,
  };
}

/** Puts start and number into one number where they fit: then there is nothing to call for each comparison. */
function orderOfStarts(times: Float64Array, count: number): Int32Array {
  const starts = new Float64Array(count);
  const order = new Int32Array(count);
  let earliest: EpochMs = NEVER;
  let latest: EpochMs = -NEVER;
  for (let from = 0; from < count; from = sliceEnd(from, count)) {
    takeStarts(times, from, sliceEnd(from, count), starts);
    earliest = Math.min(earliest, least(starts, from, sliceEnd(from, count)));
    latest = Math.max(latest, most(starts, from, sliceEnd(from, count)));
  }
  const base = 2 ** Math.ceil(Math.log2(count));
  if ((latest - earliest + 1) * base > Number.MAX_SAFE_INTEGER) {
    return order.map((_, session) => session).sort((a, b) => starts[a]! - starts[b]!);
  }
  for (let from = 0; from < count; from = sliceEnd(from, count)) {
    toKeys(starts, from, sliceEnd(from, count), earliest, base);
  }
  starts.sort();
  for (let from = 0; from < count; from = sliceEnd(from, count)) {
    fromKeys(starts, from, sliceEnd(from, count), base, order);
  }
  return order;
}

function takeStarts(times: Float64Array, from: number, to: number, starts: Float64Array): void {
  for (let session = from; session < to; session++) starts[session] = times[session * SESSION_TIMES + START]!;
}

function least(starts: Float64Array, from: number, to: number): EpochMs {
  let found = NEVER;
  for (let session = from; session < to; session++) if (starts[session]! < found) found = starts[session]!;
  return found;
}

function most(starts: Float64Array, from: number, to: number): EpochMs {
  let found = -NEVER;
  for (let session = from; session < to; session++) if (starts[session]! > found) found = starts[session]!;
  return found;
}

/** A start and the number of its session, as one number. */
function toKeys(starts: Float64Array, from: number, to: number, earliest: EpochMs, base: number): void {
  for (let session = from; session < to; session++) {
    starts[session] = (starts[session]! - earliest) * base + session;
  }
}

function fromKeys(keys: Float64Array, from: number, to: number, base: number, order: Int32Array): void {
  for (let i = from; i < to; i++) order[i] = keys[i]! - Math.floor(keys[i]! / base) * base;
}
