import type { EpochMs } from '../../model/time.js';
import { compareByStart } from '../../rules/order.js';
import type { WholeLog } from './run-rows.js';
import { DECIDED_AT, ROOM, SESSION_TIMES, SESSION_WORDS, START } from './session-table.js';

/** The numbers of a log's sessions in canonical order (clause `order`). */
export function canonicalOrder({ sessions, names }: WholeLog): Int32Array {
  const { times, words, count } = sessions;
  const startOf = (session: number): EpochMs => times[session * SESSION_TIMES + START]!;
  const keyOf = (session: number) => ({
    start: startOf(session),
    room: names.roomName(words[session * SESSION_WORDS + ROOM]!),
    decidedAt: times[session * SESSION_TIMES + DECIDED_AT]!,
  });
  const order = orderOfStarts(startOf, count);
  // Only sessions of one start need more than that to be told apart.
  for (let from = 0; from < count; ) {
    let to = from + 1;
    while (to < count && startOf(order[to]!) === startOf(order[from]!)) to++;
    if (to - from > 1) order.subarray(from, to).sort((a, b) => compareByStart(keyOf(a), keyOf(b)));
    from = to;
  }
  return order;
}

/** Puts start and number into one number where they fit: then there is nothing to call for each comparison. */
function orderOfStarts(startOf: (session: number) => EpochMs, count: number): Int32Array {
  const order = new Int32Array(count);
  let earliest: EpochMs = Number.POSITIVE_INFINITY;
  let latest: EpochMs = Number.NEGATIVE_INFINITY;
  for (let session = 0; session < count; session++) {
    order[session] = session;
    earliest = Math.min(earliest, startOf(session));
    latest = Math.max(latest, startOf(session));
  }
  const base = 2 ** Math.ceil(Math.log2(count));
  if ((latest - earliest + 1) * base > Number.MAX_SAFE_INTEGER) {
    return order.sort((a, b) => startOf(a) - startOf(b));
  }
  const keys = Float64Array.from(order, (session) => (startOf(session) - earliest) * base + session).sort();
  for (let i = 0; i < count; i++) order[i] = keys[i]! - Math.floor(keys[i]! / base) * base;
  return order;
}
