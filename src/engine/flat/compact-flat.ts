import { type EpochMs, NEVER } from '../../model/time.js';
import type { CompiledRules } from '../compile-rules.js';
import type { FlatHost } from './flat-host.js';
import * as F from './flat-state.js';
import { type FlatState, ROOM_LINKS, ROOM_TIMES } from './flat-state.js';
import { NONE } from './none.js';
import { TIMES_A_UNIT, WORDS_A_UNIT } from './record-heap.js';

/** Below this many visits a room's list is not worth the work of tidying, unless the room is empty. */
const WORTHWHILE = 8;

/** Drops visits that can no longer matter once they are most of the list, or all of it. */
export function compactFlat<S extends FlatState>(
  state: S,
  room: number,
  now: EpochMs,
  rules: CompiledRules,
  host: FlatHost<S>,
): void {
  const { roomLinks, gapFrom, gapTo } = state;
  const r = room * ROOM_LINKS;
  const spent = roomLinks[r + F.SPENT]!;
  const count = roomLinks[r + F.VISITS]!;
  const isEmpty = roomLinks[r + F.PRESENT] === 0 && roomLinks[r + F.NEXT_CHANGE] === NONE;
  const isWorthwhile = isEmpty || (spent > WORTHWHILE && spent * 2 > count) || gapTo > gapFrom;
  if (count === 0 || !isWorthwhile) return;
  let kept = keepVisits(state, room, 0, gapFrom, 0, now, rules, host);
  kept = keepVisits(state, room, gapTo, count, kept, now, rules, host);
  state.gapFrom = 0;
  state.gapTo = 0;
  F.shortenList(state, room, kept);
  roomLinks[r + F.SPENT] = 0;
}

/**
 * Drops visits that can no longer matter of those that have begun, and leaves a gap in the room's list: closing it would
 * move all that have not, after each session.
 */
export function dropBegun<S extends FlatState>(
  state: S,
  room: number,
  now: EpochMs,
  rules: CompiledRules,
  host: FlatHost<S>,
): void {
  const { gapFrom, gapTo } = state;
  const { words } = state.heap;
  const count = state.roomLinks[room * ROOM_LINKS + F.VISITS]!;
  const list = F.visitListOf(state, room);
  let begun = gapTo;
  while (begun < count && (words[words[list + begun]! * WORDS_A_UNIT + F.FLAGS]! & F.JOIN_APPLIED) !== 0) {
    begun++;
  }
  const kept = keepVisits(state, room, 0, gapFrom, 0, now, rules, host);
  state.gapFrom = keepVisits(state, room, gapTo, begun, kept, now, rules, host);
  state.gapTo = begun;
}

/** Moves the visits at [from, to) of the list that may still matter to `kept` and behind, and drops the others. */
function keepVisits<S extends FlatState>(
  state: S,
  room: number,
  from: number,
  to: number,
  kept: number,
  now: EpochMs,
  rules: CompiledRules,
  host: FlatHost<S>,
): number {
  const { roomLinks, roomTimes, heap } = state;
  const { times, words } = heap;
  const start = roomTimes[room * ROOM_TIMES + F.START]!;
  // An explanation may ask who began the session, though as a short visit that one has no record in it.
  const beganBy = start === NEVER ? NONE : roomLinks[room * ROOM_LINKS + F.BEGAN_BY]!;
  const interestFrom = start === NEVER ? roomTimes[room * ROOM_TIMES + F.SINCE]! : start;
  const list = F.visitListOf(state, room);
  for (let i = from; i < to; i++) {
    const visit = words[list + i]!;
    const leave = times[visit * TIMES_A_UNIT + F.LEAVE_AT]!;
    const join = times[visit * TIMES_A_UNIT + F.JOIN_AT]!;
    const isOver = (words[visit * WORDS_A_UNIT + F.FLAGS]! & F.LEAVE_APPLIED) !== 0;
    if (isOver && visit !== beganBy && !(leave > interestFrom && rules.isAdmitted(join, leave, now))) {
      host.dropped(state, visit);
      F.removeRecord(state, visit);
    } else {
      words[list + kept++] = visit;
    }
  }
  return kept;
}
