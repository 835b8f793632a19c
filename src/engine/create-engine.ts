import type { Anomaly, InvalidEvent, LateEvent, StrayEvent } from '../model/anomaly.js';
import type { PresenceEvent, ValidEvent } from '../model/event.js';
import type { Explanation } from '../model/explanation.js';
import type { Meeting } from '../model/meeting.js';
import { requireTime } from '../model/parse-time.js';
import type { RuleOptions } from '../model/rule-options.js';
import { type EpochMs, NEVER, type TimeInput } from '../model/time.js';
import { isEvent, readEvent } from '../rules/event.js';
import { compareByClosing, compareByStart } from '../rules/order.js';
import { compareStrays } from '../rules/strays.js';
import { checkFlag, checkOptions } from './check-options.js';
import { collectOutcome } from './collected-outcome.js';
import { type CompiledRules, toCompiled } from './compile-rules.js';
import { isDue } from './deadline.js';
import { type DeadlineIndex, earliest, reschedule, visitBefore } from './deadline-index.js';
import { explanationsOf, type ListedMeeting, listOngoing } from './list-meeting.js';
import { createLiveRoom, type LiveRoom, nextReport, runLiveRoom, wakeOf } from './live-room.js';
import { createRoom, isForgettable } from './room.js';
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
   * The least watermark at which, with no further event, a meeting will open or close; null for none. It costs a look
   * at the people of a room where events wait or visits are undecided, and is remembered until that changes.
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
  const rules = toCompiled(options.rules ?? from?.rules);
  if (from !== null) checkSameRules(from.rules, rules.options);
  const explains = options.explain === true;

  const rooms = new Map<string, LiveRoom>();
  const index: DeadlineIndex<LiveRoom> = [];
  /** what comes of a room, emptied after each: most looks at a room come to nothing */
  const outcome = collectOutcome(rules, explains);
  let watermark: EpochMs | null = null;
  let pending = 0;
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
      return pending;
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
      enqueue(read);
    }
  }

  function enqueue(event: ValidEvent): void {
    let live = rooms.get(event.room);
    if (live === undefined) {
      live = createLiveRoom(createRoom(event.room));
      rooms.set(event.room, live);
    }
    live.pending.push(event);
    // An event after the next report cannot change it; one at that very instant can.
    if (live.nextReport !== null && event.at <= live.nextReport) live.nextReport = null;
    pending++;
    if (event.at < live.wake) {
      live.wake = event.at;
      reschedule(index, live);
    }
  }

  function advance(to: TimeInput): Advance {
    const next = requireTime(to, 'watermark');
    if (watermark !== null && next < watermark) {
      throw new RangeError(`watermark: ${next} is before the last one (${watermark}); it may not go back`);
    }
    watermark = next;
    const opened: ListedMeeting[] = [];
    const closed: ListedMeeting[] = [];
    const strays: StrayEvent[] = [];
    for (let live = earliest(index); live !== undefined && isDue(live.wake, next); live = earliest(index)) {
      const waiting = live.pending.length;
      runLiveRoom(live, next, rules, outcome);
      pending -= waiting - live.pending.length;
      if (outcome.starts.length > 0) {
        collect(live, outcome.starts, outcome.finished, next, opened);
        outcome.starts.length = 0;
      }
      moveAll(outcome.finished, closed);
      moveAll(outcome.strays, strays);
      live.wake = wakeOf(live, rules);
      reschedule(index, live);
      if (live.pending.length === 0 && isForgettable(live.room)) rooms.delete(live.room.room);
    }
    if (opened.length > 1) opened.sort(compareByStart);
    if (closed.length > 1) closed.sort(compareByClosing);
    if (strays.length > 1) strays.sort(compareStrays);
    const result = { opened: opened.map(toMeeting), closed: closed.map(toMeeting), anomalies: strays };
    return explains ? { ...result, explanations: explanationsOf([...opened, ...closed]) } : result;
  }

  function collect(
    live: LiveRoom,
    starts: readonly EpochMs[],
    closed: readonly ListedMeeting[],
    asOf: EpochMs,
    opened: ListedMeeting[],
  ): void {
    const endedByStart = new Map(closed.map((item) => [item.start, item]));
    for (const start of starts) {
      const ended = endedByStart.get(start);
      if (ended !== undefined) {
        const participants = ended.meeting.participants.map((record) => ({ ...record }));
        opened.push({ ...ended, meeting: { ...ended.meeting, ongoing: true, participants } });
      } else {
        opened.push(listOngoing(live.room, live.room.session!, asOf, rules, explains));
      }
    }
  }

  function meetings(): Meeting[] {
    const listed: ListedMeeting[] = [];
    for (const { room } of rooms.values()) {
      if (room.session !== null) listed.push(listOngoing(room, room.session, watermark!, rules, false));
    }
    return listed.sort(compareByStart).map(toMeeting);
  }

  function nextDeadline(): EpochMs | null {
    const least = visitBefore(index, NEVER, (live, bound) => Math.min(bound, nextReport(live, rules)));
    return least === NEVER ? null : least;
  }

  function snapshot(): Snapshot {
    const lives = [...rooms.values()];
    const state: Snapshot = {
      format: SNAPSHOT_FORMAT,
      rules: rules.options,
      watermark,
      rooms: lives.filter((live) => !isForgettable(live.room)).map((live) => live.room),
      pending: lives.flatMap((live) => live.pending.data),
    };
    return JSON.parse(JSON.stringify(state)) as Snapshot;
  }

  function restore(saved: Snapshot): void {
    watermark = saved.watermark;
    for (const room of saved.rooms) rooms.set(room.room, createLiveRoom(room));
    for (const live of rooms.values()) {
      live.wake = wakeOf(live, rules);
      reschedule(index, live);
    }
    for (const event of saved.pending) enqueue(event);
  }
}

function moveAll<Item>(from: Item[], to: Item[]): void {
  if (from.length === 0) return;
  for (const item of from) to.push(item);
  from.length = 0;
}

function toMeeting(listed: ListedMeeting): Meeting {
  return listed.meeting;
}

function isIterable(events: PresenceEvent | Iterable<PresenceEvent>): events is Iterable<PresenceEvent> {
  return typeof events === 'object' && events !== null && Symbol.iterator in events;
}
