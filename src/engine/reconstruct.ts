import type { Anomaly, InvalidEvent } from '../model/anomaly.js';
import { describeInvalid } from '../model/describe-invalid.js';
import type { JoinEvent, PresenceEvent, ValidEvent } from '../model/event.js';
import type { Explanation } from '../model/explanation.js';
import type { Meeting } from '../model/meeting.js';
import { requireTime } from '../model/parse-time.js';
import type { RuleOptions } from '../model/rule-options.js';
import { ALWAYS, type EpochMs, type TimeInput } from '../model/time.js';
import { latestTime } from '../rules/as-of.js';
import { isEvent, readEvent } from '../rules/event.js';
import { type BulkRun, createBulkRun } from './bulk-run.js';
import { checkFlag, checkOptions } from './check-options.js';
import { type CompiledRules, toCompiled } from './compile-rules.js';
import { appendEvent, createColumns, namesOf, runColumns } from './event-columns.js';
import { finishRun } from './finish-run.js';
import { EVENT_TYPES } from './flat/event-types.js';
import type { NameSource } from './name-book.js';
import { noSuspicion, noteTime, type UnitSuspicion } from './unit-suspicion.js';

/** How to reconstruct. */
export interface ReconstructOptions {
  /** Rule options (lengths in seconds), or rules compiled already; the documented rules by default. */
  readonly rules?: Partial<RuleOptions> | CompiledRules | undefined;
  /** T, the point in time as of which to list (clause `as-of`); by default the time of the latest event. */
  readonly asOf?: TimeInput | null | undefined;
  /** What numeric `at` are in: milliseconds (the default) or seconds. */
  readonly timeUnit?: 'ms' | 's' | undefined;
  /** Throw on the first bad event instead of reporting it. */
  readonly strict?: boolean | undefined;
  /** Say why each meeting began and ended. */
  readonly explain?: boolean | undefined;
}

/** The meetings of a log. */
export interface Reconstruction {
  /** in canonical order (clause `order`) */
  readonly meetings: Meeting[];
  /** bad events by index, then a suspect unit, then strays (clause `strays`) */
  readonly anomalies: Anomaly[];
  /** T in milliseconds; null for an empty log with no T given */
  readonly asOf: EpochMs | null;
  /** by meeting id; only with `explain` */
  readonly explanations?: Record<string, Explanation>;
}

/**
 * Rebuilds the meetings of a recorded log.
 *
 * @param events presence events, any iterable, in any order; `at` in milliseconds, ISO 8601 with an offset, or Date
 * @returns the meetings as documented (times in Unix seconds), and whatever was not used as anomalies
 * @throws TypeError if `events` is not an iterable of objects, for an unknown option, or with `strict` on the first
 *   bad event; RangeError for a rule option or an `asOf` that is not allowed
 */
export function reconstruct(
  events: Iterable<PresenceEvent>,
  options: ReconstructOptions = {},
): Reconstruction {
  checkOptions('reconstruct', options, ['rules', 'asOf', 'timeUnit', 'strict', 'explain']);
  checkFlag('strict', options.strict);
  checkFlag('explain', options.explain);
  const rules = toCompiled(options.rules);
  const scale = scaleOf(options.timeUnit);
  const givenAsOf = options.asOf == null ? null : requireTime(options.asOf, 'asOf');
  const explains = options.explain === true;
  const read = { rules, scale, givenAsOf, explains, strict: options.strict === true };
  // Most logs are in time order: an array, which can be read again, is first read as if it were.
  const { run, invalid, suspicion, asOf } =
    (Array.isArray(events) ? readInOrder(events, read) : null) ?? readAndSort(iterate(events), read);
  return finishRun(run, asOf, invalid, suspicion, explains);
}

interface Reading {
  readonly rules: CompiledRules;
  readonly scale: number;
  readonly givenAsOf: EpochMs | null;
  readonly explains: boolean;
  readonly strict: boolean;
}

interface LogRead {
  readonly run: BulkRun;
  readonly invalid: InvalidEvent[];
  readonly suspicion: UnitSuspicion;
  readonly asOf: EpochMs | null;
}

/** Runs events as they come; null as soon as one goes back in time. */
function readInOrder(events: readonly unknown[], reading: Reading): LogRead | null {
  const { rules, givenAsOf } = reading;
  const run = createBulkRun(namesOfEvents(events as readonly PresenceEvent[]), rules, reading.explains);
  let last: EpochMs = ALWAYS;
  const read = readEvents(
    events,
    reading,
    ({ type, room, participant_id, at, user_id, user_name }, index) => {
      if (at < last) return false;
      last = at;
      const isUsed = givenAsOf === null || !rules.isAfterAsOf(at, givenAsOf);
      const ref = user_id === null && user_name === null ? -1 : index;
      if (isUsed) run.take(EVENT_TYPES.indexOf(type), run.roomOf(room), participant_id, at, ref);
      return true;
    },
  );
  return read === null ? null : { ...read, run, asOf: givenAsOf ?? read.latest };
}

/** The names of events that have been read as valid. */
function namesOfEvents(events: readonly PresenceEvent[]): NameSource {
  return {
    userId: (index) => (events[index] as JoinEvent).user_id ?? null,
    userName: (index) => (events[index] as JoinEvent).user_name ?? null,
  };
}

/** Keeps the events, as an iterable may come only once, and runs them when all are there. */
function readAndSort(events: Iterable<unknown>, reading: Reading): LogRead {
  const { rules, givenAsOf } = reading;
  const columns = createColumns();
  const run = createBulkRun(namesOf(columns), rules, reading.explains);
  const read = readEvents(events, reading, (event) => {
    appendEvent(columns, event);
    return true;
  })!;
  const asOf = givenAsOf ?? read.latest;
  if (asOf !== null) runColumns(columns, asOf, rules, run);
  return { ...read, run, asOf };
}

/** Reads events one by one, and reports those that are none; null if `take` wants no more. */
function readEvents(
  events: Iterable<unknown>,
  { scale, strict }: Reading,
  take: (event: ValidEvent, index: number) => boolean,
): { invalid: InvalidEvent[]; suspicion: UnitSuspicion; latest: EpochMs | null } | null {
  const invalid: InvalidEvent[] = [];
  const suspicion = noSuspicion();
  let latest: EpochMs | null = null;
  let index = 0;
  for (const event of events) {
    const read = readEvent(event, scale);
    if (isEvent(read)) {
      if (!take(read, index)) return null;
      latest = latestTime(latest, read.at);
      if (scale === 1) noteTime(suspicion, (event as PresenceEvent).at);
    } else {
      const anomaly: InvalidEvent = { code: 'invalid-event', index, field: read.field, reason: read.reason };
      if (strict) throw strictError(anomaly);
      invalid.push(anomaly);
    }
    index++;
  }
  return { invalid, suspicion, latest };
}

function iterate(events: Iterable<unknown>): Iterable<unknown> {
  if (typeof events !== 'object' || events === null || typeof events[Symbol.iterator] !== 'function') {
    throw new TypeError('reconstruct: events must be an iterable of event objects, such as an array');
  }
  return events;
}

function scaleOf(timeUnit: ReconstructOptions['timeUnit']): number {
  if (timeUnit === undefined || timeUnit === 'ms') return 1;
  if (timeUnit === 's') return 1000;
  throw new RangeError(`timeUnit: ${JSON.stringify(timeUnit)} is not allowed; expected "ms" or "s"`);
}

function strictError({ index, field, reason }: InvalidEvent): TypeError {
  return new TypeError(`event ${index}: ${describeInvalid(field, reason)}`);
}
