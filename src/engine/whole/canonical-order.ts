import { compareByStart, type MeetingKey } from '../../rules/order.js';
import { sliceEnd } from '../slices.js';
import { inTimeOrder } from '../time-order.js';
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

function orderOfStarts(times: Float64Array, count: number): Int32Array {
  const starts = new Float64Array(count);
  for (let from = 0; from < count; from = sliceEnd(from, count)) {
    takeStarts(times, from, sliceEnd(from, count), starts);
  }
  return inTimeOrder(starts);
}

function takeStarts(times: Float64Array, from: number, to: number, starts: Float64Array): void {
  for (let session = from; session < to; session++) starts[session] = times[session * SESSION_TIMES + START]!;
}
