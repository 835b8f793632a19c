import { type EpochMs, NEVER } from '../../model/time.js';
import type { CompiledRules } from '../compile-rules.js';
import type { FlatOutcome } from './flat-outcome.js';
import * as F from './flat-state.js';
import {
  type FlatState,
  NONE,
  PERSON,
  ROOM_LINKS,
  ROOM_TIMES,
  VISIT_LINKS,
  VISIT_TIMES,
} from './flat-state.js';

/** Below this many visits a room's list is not worth the work of tidying, unless the room is empty. */
const WORTHWHILE = 8;

/** Drops visits that can no longer matter once they are most of the list, or all of it. */
export function compactFlat(
  state: FlatState,
  room: number,
  now: EpochMs,
  rules: CompiledRules,
  outcome: FlatOutcome,
): void {
  const { roomLinks, roomTimes, visitLinks, visitTimes, people } = state;
  const r = room * ROOM_LINKS;
  const spent = roomLinks[r + F.SPENT]!;
  const count = roomLinks[r + F.VISITS]!;
  const isEmpty = roomLinks[r + F.PRESENT] === 0 && roomLinks[r + F.NEXT_CHANGE] === NONE;
  if (count === 0 || !(isEmpty || (spent > WORTHWHILE && spent * 2 > count))) return;
  const start = roomTimes[room * ROOM_TIMES + F.START]!;
  const interestFrom = start === NEVER ? roomTimes[room * ROOM_TIMES + F.SINCE]! : start;
  let visit = roomLinks[r + F.FIRST_VISIT]!;
  let last = NONE;
  let kept = 0;
  while (visit !== NONE) {
    const v = visit * VISIT_LINKS;
    const next = visitLinks[v + F.NEXT_VISIT]!;
    const leave = visitTimes[visit * VISIT_TIMES + F.LEAVE_AT]!;
    const isOver = (visitLinks[v + F.APPLIED]! & 1) === 1;
    const join = visitTimes[visit * VISIT_TIMES + F.JOIN_AT]!;
    if (isOver && !(leave > interestFrom && rules.isAdmitted(join, leave, now))) {
      if (last === NONE) roomLinks[r + F.FIRST_VISIT] = next;
      else visitLinks[last * VISIT_LINKS + F.NEXT_VISIT] = next;
      visitLinks[v + F.NEXT_VISIT] = state.freeVisit;
      state.freeVisit = visit;
      people[visitLinks[v + F.BY]! * PERSON + F.HOLDS]!--;
      if (visitLinks[v + F.JOIN_REF] !== NONE) outcome.dropped(visitLinks[v + F.JOIN_REF]!);
      if (visitLinks[v + F.LEAVE_REF] !== NONE) outcome.dropped(visitLinks[v + F.LEAVE_REF]!);
    } else {
      last = visit;
      kept++;
    }
    visit = next;
  }
  roomLinks[r + F.LAST_VISIT] = last;
  roomLinks[r + F.VISITS] = kept;
  roomLinks[r + F.SPENT] = 0;
}
