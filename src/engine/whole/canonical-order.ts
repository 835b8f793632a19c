import { compareByStart, type MeetingKey } from '../../rules/order.js';
import { sliceEnd } from '../slices.js';
import { float64s } from '../small-arrays.js';
import { inTimeOrderThen } from '../time-order.js';
import type { WholeLog } from './run-rows.js';
import { DECIDED_AT, ROOM, SESSION_TIMES, SESSION_WORDS, START } from './session-table.js';

/** The numbers of a log's sessions in canonical order (clause `order`). */
export function canonicalOrder(log: WholeLog): Int32Array {
  const { times, count } = log.sessions;
  const starts = float64s(count);
  for (let from = 0; from < count; from = sliceEnd(from, count)) {
    takeStarts(times, from, sliceEnd(from, count), starts);
  }
  // Only sessions of one start need more than that to be told apart.
  return inTimeOrderThen(starts, (a, b) => compareByStart(keyOf(log, a), keyOf(log, b)));
}

function keyOf({ sessions, texts }: WholeLog, session: number): MeetingKey {
  return {
    start: sessions.times[session * SESSION_TIMES + START]!,
    room: texts.rooms[sessions.words[session * SESSION_WORDS + ROOM]!]!,
    decidedAt: sessions.times[session * SESSION_TIMES + DECIDED_AT]!,
  };
}

function takeStarts(times: Float64Array, from: number, to: number, starts: Float64Array): void {
  for (let session = from; session < to; session++) starts[session] = times[session * SESSION_TIMES + START]!;
}
