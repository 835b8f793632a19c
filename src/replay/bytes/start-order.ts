import { type EpochMs, NEVER } from '../../model/time.js';
import { compareByStart } from '../../rules/order.js';
import { WORTHWHILE } from '../byte-output.js';
import type { TakeMeeting } from './byte-run.js';
import { type LaidMeetings, layDown } from './laid-meetings.js';
import type { OrderedMeetings } from './ordered-meetings.js';
import { createWaitingMeetings } from './waiting-meetings.js';

/** Meetings that wait for others that may start earlier. */
export interface StartOrder {
  readonly add: TakeMeeting;
  /** Hands on, in order, all meetings that start before a bound; pauses whenever it is worth letting them go out. */
  release(before: EpochMs): Iterable<void>;
  /** how many wait in memory */
  readonly waiting: () => number;
  /** Removes what lies in temporary files. */
  discard(): void;
}

/** So much waits in memory; more is sorted and laid down in a temporary file. */
const MEMORY = 64 * 1024 * 1024;

export function createStartOrder(take: TakeMeeting, memory = MEMORY): StartOrder {
  const waiting = createWaitingMeetings();
  let laid: LaidMeetings[] = [];
  let handedOn = 0;

  const add: TakeMeeting = (key, source, from, to) => {
    waiting.add(key, source, from, to);
    if (waiting.size() > memory) laid.push(layDown(waiting.takeOut(NEVER)));
  };

  const takeCounted: TakeMeeting = (key, bytes, from, to) => {
    handedOn += to - from;
    take(key, bytes, from, to);
  };

  function* release(before: EpochMs): Generator<void> {
    const sources = [waiting.takeOut(before), ...laid];
    for (let next = earliest(sources, before); next !== null; next = earliest(sources, before)) {
      next.handOn(takeCounted);
      if (handedOn < WORTHWHILE) continue;
      handedOn = 0;
      yield;
    }
    const isUsedUp = (run: LaidMeetings) => run.key() === null;
    for (const run of laid.filter(isUsedUp)) run.close();
    laid = laid.filter((run) => !isUsedUp(run));
  }

  function discard(): void {
    for (const run of laid) run.close();
    laid = [];
  }

  return { add, release, waiting: waiting.count, discard };
}

/** That of some whose next meeting is the earliest, null if none starts before the bound. */
function earliest(sources: readonly OrderedMeetings[], before: EpochMs): OrderedMeetings | null {
  let first: OrderedMeetings | null = null;
  let firstKey = null;
  for (const source of sources) {
    const key = source.key();
    if (key === null || key.start >= before) continue;
    if (firstKey !== null && compareByStart(firstKey, key) <= 0) continue;
    first = source;
    firstKey = key;
  }
  return first;
}
