import type { EpochMs } from '../../model/time.js';
import { compareByStart } from '../../rules/order.js';
import type { WholeLog } from './run-rows.js';
import { DECIDED_AT, ROOM, SESSION_TIMES, SESSION_WORDS, START } from './session-table.js';

/** The numbers of a log's sessions in canonical order (clause `order`). */
export function canonicalOrder({ sessions, texts }: WholeLog): Int32Array {
  const { times, words, count } = sessions;
  const startOf = (session: number): EpochMs => times[session * SESSION_TIMES + START]!;
  const keyOf = (session: number) => ({
    start: startOf(session),
    room: texts.rooms[words[session * SESSION_WORDS + ROOM]!]!,
    decidedAt: times[session * SESSION_TIMES + DECIDED_AT]!,
  });
  const order = orderOfStarts(times, count);
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
function orderOfStarts(times: Float64Array, count: number): Int32Array {
  const order = new Int32Array(count);
  let earliest: EpochMs = Number.POSITIVE_INFINITY;
  let latest: EpochMs = Number.NEGATIVE_INFINITY;
  for (let session = 0; session < count; session++) {
    const start = times[session * SESSION_TIMES + START]!;
    order[session] = session;
    earliest = Math.min(earliest, start);
    latest = Math.max(latest, start);
  }
  const base = 2 ** Math.ceil(Math.log2(count));
  if ((latest - earliest + 1) * base > Number.MAX_SAFE_INTEGER) {
    return order.sort((a, b) => times[a * SESSION_TIMES + START]! - times[b * SESSION_TIMES + START]!);
  }
  const keys = new Float64Array(count);
  for (let session = 0; session < count; session++) {
    keys[session] = (times[session * SESSION_TIMES + START]! - earliest) * base + session;
  }
  keys.sort();
  for (let i = 0; i < count; i++) order[i] = keys[i]! - Math.floor(keys[i]! / base) * base;
  return order;
}
