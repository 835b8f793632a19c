import type { Anomaly, InvalidEvent, LateEvent } from '../model/anomaly.js';
import type { PresenceEvent } from '../model/event.js';
import type { Explanation } from '../model/explanation.js';
import type { Meeting } from '../model/meeting.js';
import { requireTime } from '../model/parse-time.js';
import type { RuleOptions } from '../model/rule-options.js';
import { ALWAYS, type EpochMs, NEVER, type TimeInput } from '../model/time.js';
import { isEvent, readEvent } from '../rules/event.js';
import { compareByClosing, compareByStart } from '../rules/order.js';
import { compareStrays } from '../rules/strays.js';
import { checkFlag, checkOptions } from './check-options.js';
import { type CompiledRules, toCompiled } from './compile-rules.js';
import { isDue } from './deadline.js';
import { keepOne } from './keep-one.js';
import { explanationsOf, type ListedMeeting } from './list-meeting.js';
import { advanceLive, ongoingSessions, restoreRoom, savedRooms, takeEvent } from './live/live-run.js';
import { createLiveState } from './live/live-state.js';
import { nextReport } from './live/next-report.js';
import {
  addWaiting,
  countWaiting,
  createWaitingEvents,
  earliestWaiting,
  takeWaiting,
  waitingInOrder,
} from './live/waiting-events.js';
import { checkSameRules, readSnapshot, SNAPSHOT_FORMAT, type Snapshot } from './snapshot.js';

/** How to create a live engine. */
export interface EngineOptions {
  /** Rule options (lengths in seconds), or rules compiled already; by default those of `from`, else the documented. */
  readonly rules?: Partial<RuleOptions> | CompiledRules | undefined;
  /** A snapshot to go on from. */
  readonly from?: Snapshot | undefined;
  /** Say why each meeting began and ended. */
  readonly explain?: boolean | undefined;
}

/** What an advance of the watermark brought. */
export interface Advance {
  /** meetings that began, as of the watermark, `ongoing: true`, in canonical order */
  readonly opened: Meeting[];
  /** meetings that ended, in the order of closing; each was opened once, earlier or in this same result */
  readonly closed: Meeting[];
  /** strays up to the watermark */
  readonly anomalies: Anomaly[];
  /** of the meetings in this result, by id; only with `explain` */
  readonly explanations?: Record<string, Explanation>;
}

/** The live form: events come as they happen, a watermark says how far they are complete. */
export interface Engine {
  /**
   * Takes one event or several, in any order; they wait until the watermark reaches them. Should an iterable throw,
   * what it gave before has been taken.
   * @returns `invalid-event` (its index within this call) and `late-event` anomalies
   */
  push(events: PresenceEvent | Iterable<PresenceEvent>): Anomaly[];
  /**
   * Promises that no event at or before `watermark` will still come, and returns what that decides. Clauses
   * `undecided`, `order`; `law-online`.
   * @throws RangeError if `watermark` is not finite, no time, or before the last one
   */
  advance(watermark: TimeInput): Advance;
  /** The ongoing meetings as of the last watermark, in canonical order. */
  meetings(): Meeting[];
  /**
   * The least watermark at which, with no further event, a meeting will open or close; null for none. Finding it goes
   * through what is to come no further than to that watermark, and copies the rooms for which events wait until then;
   * the answer is remembered until it may change.
   */
  nextDeadline(): EpochMs | null;
  /** The whole state as plain JSON, shared with nothing. */
  snapshot(): Snapshot;
  /** The last watermark in milliseconds, null before the first. */
  readonly watermark: EpochMs | null;
  /** How many events wait for the watermark. */
  readonly pending: number;
}

/**
 * Creates a live engine, empty or from a snapshot.
 * @throws TypeError or RangeError for a rule option that is not allowed, for rules that are not the snapshot's, for a
 *   snapshot of a newer format or of none
 */
export function createEngine(options: EngineOptions = {}): Engine {
  checkOptions('createEngine', options, ['rules', 'from', 'explain']);
  checkFlag('explain', options.explain);
  const from = options.from === undefined ? null : readSnapshot(options.from);
  const rules = toCompiled(options.rules === undefined ? from?.rules : options.rules);
  if (from !== null) checkSameRules(from.rules, rules.options);
  const explains = options.explain === true;

  keepOne(partsOfNothing);
  const state = createLiveState(rules, explains, from?.watermark ?? ALWAYS);
  const waiting = createWaitingEvents();
  let watermark: EpochMs | null = null;
  /** the answer to `nextDeadline`, null where it is not known */
  let deadline: EpochMs | null = null;
  if (from !== null) restore(from);

  return {
    push,
    advance,
    meetings,
    nextDeadline,
    snapshot,
    get watermark() {
      return watermark;
    },
    get pending() {
      return countWaiting(waiting);
    },
  };

  function push(events: PresenceEvent | Iterable<PresenceEvent>): Anomaly[] {
    const anomalies: Anomaly[] = [];
    if (!isIterable(events)) {
      take(events, 0, anomalies);
    } else {
      let i = 0;
      for (const event of events) take(event, i++, anomalies);
    }
    return anomalies;
  }

  function take(event: unknown, i: number, anomalies: Anomaly[]): void {
    const read = readEvent(event);
    if (!isEvent(read)) {
      anomalies.push({ code: 'invalid-event', index: i, ...read } satisfies InvalidEvent);
    } else if (watermark !== null && isDue(read.at, watermark)) {
      const { type, room, at } = read;
      const participant_id = type === 'clear' ? null : read.participant_id;
      anomalies.push({ code: 'late-event', type, room, participant_id, at } satisfies LateEvent);
    } else {
      addWaiting(waiting, read);
      // An event after the next report cannot change it; one at that very instant can.
      if (deadline !== null && read.at <= deadline) deadline = null;
    }
  }

  function advance(to: TimeInput): Advance {
    const next = requireTime(to, 'watermark');
    if (watermark !== null && next < watermark) {
      throw new RangeError(`watermark: ${next} is before the last one (${watermark}); it may not go back`);
    }
    watermark = next;
    while (countWaiting(waiting) > 0 && isDue(earliestWaiting(waiting), next)) {
      takeEvent(state, takeWaiting(waiting));
    }
    advanceLive(state, next);
    if (deadline !== null && isDue(deadline, next)) deadline = null;
    return handOver();
  }

  function handOver(): Advance {
    const { opened, closed, strays } = state;
    const explanations = explains ? explanationsOf([...opened, ...closed]) : null;
    const result: Advance = {
      opened: takeOut(opened, compareByStart),
      closed: takeOut(closed, compareByClosing),
      anomalies: strays.length === 0 ? [] : strays.splice(0).sort(compareStrays),
    };
    return explanations === null ? result : { ...result, explanations };
  }

  function meetings(): Meeting[] {
    return inOrder(ongoingSessions(state), compareByStart);
  }

  function nextDeadline(): EpochMs | null {
    deadline ??= nextReport(state, waiting);
    return deadline === NEVER ? null : deadline;
  }

  function snapshot(): Snapshot {
    return {
      format: SNAPSHOT_FORMAT,
      rules: { ...rules.options },
      watermark,
      rooms: watermark === null ? [] : savedRooms(state),
      pending: [...waitingInOrder(waiting)].map((event) => ({ ...event })),
    };
  }

  function restore(saved: Snapshot): void {
    watermark = saved.watermark;
    for (const room of saved.rooms) restoreRoom(state, room);
    for (const event of saved.pending) addWaiting(waiting, event);
  }
}

/** What an engine is made of, for `keepOne`. */
function partsOfNothing(): object {
  return [createLiveState(toCompiled(undefined), false, ALWAYS), createWaitingEvents()];
}

function inOrder(
  listed: ListedMeeting[],
  compare: (a: ListedMeeting, b: ListedMeeting) => number,
): Meeting[] {
  return listed.sort(compare).map(({ meeting }) => meeting);
}

/** Empties a list, of which nearly always there is nothing in it or one. */
function takeOut(
  listed: ListedMeeting[],
  compare: (a: ListedMeeting, b: ListedMeeting) => number,
): Meeting[] {
  if (listed.length === 0) return [];
  return listed.length === 1 ? [listed.pop()!.meeting] : inOrder(listed.splice(0), compare);
}

function isIterable(events: PresenceEvent | Iterable<PresenceEvent>): events is Iterable<PresenceEvent> {
  return typeof events === 'object' && events !== null && Symbol.iterator in events;
}
