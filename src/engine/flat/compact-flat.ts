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
  const { roomLinks, roomTimes, heap } = state;
  const { times, words } = heap;
  const r = room * ROOM_LINKS;
  const spent = roomLinks[r + F.SPENT]!;
  const count = roomLinks[r + F.VISITS]!;
  const isEmpty = roomLinks[r + F.PRESENT] === 0 && roomLinks[r + F.NEXT_CHANGE] === NONE;
  if (count === 0 || !(isEmpty || (spent > WORTHWHILE && spent * 2 > count))) return;
  const start = roomTimes[room * ROOM_TIMES + F.START]!;
  // An explanation may ask who began the session, though as a short visit that one has no record in it.
  const beganBy = start === NEVER ? NONE : roomLinks[r + F.BEGAN_BY]!;
  const interestFrom = start === NEVER ? roomTimes[room * ROOM_TIMES + F.SINCE]! : start;
  const list = F.visitListOf(state, room);
  let kept = 0;
  for (let i = 0; i < count; i++) {
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
  F.shortenList(state, room, kept);
  roomLinks[r + F.SPENT] = 0;
}
