import { type EpochMs, NEVER } from '../../model/time.js';
import type { CompiledRules } from '../compile-rules.js';
import { changeAt, deadlineOf, decisionOf } from './flat-recipe.js';
import * as F from './flat-state.js';
import { type FlatState, ROOM_LINKS, ROOM_TIMES } from './flat-state.js';
import { NONE } from './none.js';
import { TIMES_A_UNIT } from './record-heap.js';

/*
 * What is known of a room's time to come, as long as nothing more happens in it.
 */

/**
 * A lower bound of the watermark at which a room that has been brought to T will, with no further event, end a session.
 * Without an event only a reset ends one. While a visit is undecided nothing from its join on is in effect: a reset that
 * is under way waits for the decision, and whoever is left alone later is reset no sooner than `aloneReset` after that
 * join.
 */
export function flatClosingWake(state: FlatState, room: number, rules: CompiledRules): EpochMs {
  const deadline =
    state.roomTimes[room * ROOM_TIMES + F.START] === NEVER ? NEVER : deadlineOf(state, room, rules);
  const unchecked = state.roomLinks[room * ROOM_LINKS + F.UNCHECKED]!;
  if (unchecked === NONE) return decisionOf(state, room, deadline, rules);
  const v = (unchecked >> 1) * TIMES_A_UNIT;
  const join = state.heap.times[v + F.JOIN_AT]!;
  const decided = rules.decidedFrom(join, state.heap.times[v + F.LEAVE_AT]!);
  return Math.max(decided, Math.min(deadline, rules.resetDeadline(join)));
}

/** The same for what ends a session or begins one. It is later than T. */
export function flatWake(state: FlatState, room: number, rules: CompiledRules): EpochMs {
  if (state.roomTimes[room * ROOM_TIMES + F.START] !== NEVER) return flatClosingWake(state, room, rules);
  const unchecked = state.roomLinks[room * ROOM_LINKS + F.UNCHECKED]!;
  if (unchecked === NONE) return deadlineOf(state, room, rules);
  const v = (unchecked >> 1) * TIMES_A_UNIT;
  return rules.decidedFrom(state.heap.times[v + F.JOIN_AT]!, state.heap.times[v + F.LEAVE_AT]!);
}

/** The earliest instant at which a session of the room may begin: of one that runs, is waited for, or is undecided. */
export function earliestStart(state: FlatState, room: number): EpochMs {
  const t = room * ROOM_TIMES;
  const r = room * ROOM_LINKS;
  const { roomTimes, roomLinks } = state;
  const started = Math.min(roomTimes[t + F.START]!, roomTimes[t + F.SINCE]!);
  // Changes that are not in effect are later than those that are.
  if (started !== NEVER) return started;
  const queued = roomLinks[r + F.NEXT_CHANGE]!;
  const change = queued === NONE ? roomLinks[r + F.FIRST_NEWS]! : queued;
  return change === NONE ? NEVER : changeAt(state, change);
}
