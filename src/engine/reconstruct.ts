import type { Anomaly, InvalidEvent, StrayEvent } from '../model/anomaly.js';
import { describeInvalid } from '../model/describe-invalid.js';
import type { PresenceEvent } from '../model/event.js';
import type { Explanation } from '../model/explanation.js';
import type { Meeting } from '../model/meeting.js';
import { requireTime } from '../model/parse-time.js';
import type { RuleOptions } from '../model/rule-options.js';
import type { EpochMs, TimeInput } from '../model/time.js';
import { isEvent, readEvent } from '../rules/event.js';
import { compareByStart } from '../rules/order.js';
import { compareStrays } from '../rules/strays.js';
import { checkOptions } from './check-options.js';
import { type CompiledRules, toCompiled } from './compile-rules.js';
import { appendEvent, createEventLog } from './event-log.js';
import { explanationsOf, type ListedMeeting } from './list-meeting.js';
import { replayRoom } from './replay-room.js';
import { noSuspicion, noteTime, suspectUnit } from './unit-suspicion.js';

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
  const rules = toCompiled(options.rules);
  const scale = scaleOf(options.timeUnit);
  const givenAsOf = options.asOf == null ? null : requireTime(options.asOf, 'asOf');
  const log = createEventLog();
  const invalid: InvalidEvent[] = [];
  const suspicion = noSuspicion();
  let index = 0;
  for (const event of iterate(events)) {
    const read = readEvent(event, scale);
    if (isEvent(read)) {
      appendEvent(log, read);
      if (scale === 1) noteTime(suspicion, (event as PresenceEvent).at);
    } else {
      const anomaly: InvalidEvent = { code: 'invalid-event', index, field: read.field, reason: read.reason };
      if (options.strict === true) throw strictError(anomaly);
      invalid.push(anomaly);
    }
    index++;
  }
  const asOf = givenAsOf ?? log.latest;
  const explains = options.explain === true;
  const listed: ListedMeeting[] = [];
  const strays: StrayEvent[] = [];
  if (asOf !== null) {
    for (const roomLog of log.rooms.values()) {
      const { outcome, ongoing } = replayRoom(roomLog, asOf, rules, explains);
      for (const closed of outcome.finished) listed.push(closed);
      for (const stray of outcome.strays) strays.push(stray);
      if (ongoing !== null) listed.push(ongoing);
    }
  }
  listed.sort(compareByStart);
  strays.sort(compareStrays);
  const suspect = suspectUnit(suspicion);
  const anomalies = [...invalid, ...(suspect === null ? [] : [suspect]), ...strays];
  const meetings = listed.map((item) => item.meeting);
  if (!explains) return { meetings, anomalies, asOf };
  return { meetings, anomalies, asOf, explanations: explanationsOf(listed) };
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
