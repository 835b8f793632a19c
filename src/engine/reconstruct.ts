import type { Anomaly, InvalidEvent } from '../model/anomaly.js';
import { describeInvalid } from '../model/describe-invalid.js';
import type { PresenceEvent } from '../model/event.js';
import type { Explanation } from '../model/explanation.js';
import type { Meeting } from '../model/meeting.js';
import { requireTime } from '../model/parse-time.js';
import type { RuleOptions } from '../model/rule-options.js';
import { showValue } from '../model/show-value.js';
import type { EpochMs, TimeInput } from '../model/time.js';
import { checkFlag, checkIterable, checkOptions } from './check-options.js';
import { type CompiledRules, toCompiled } from './compile-rules.js';
import { finishRun } from './finish-run.js';
import { readEvents } from './read-events.js';
import { runRows } from './whole/run-rows.js';

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
  checkIterable('reconstruct', 'events', 'event objects', events);
  const explains = options.explain === true;
  const invalid: InvalidEvent[] = [];
  const report = (anomaly: InvalidEvent) => {
    if (options.strict === true) throw strictError(anomaly);
    invalid.push(anomaly);
  };
  const { log, suspicion, latest } = readEvents(events, scale, report);
  const asOf = givenAsOf ?? latest;
  const meetings: Meeting[] = [];
  const whole = asOf === null ? null : runRows(log, asOf, rules, explains, meetings);
  return finishRun(whole, meetings, asOf, invalid, suspicion, explains);
}

function scaleOf(timeUnit: ReconstructOptions['timeUnit']): number {
  if (timeUnit === undefined || timeUnit === 'ms') return 1;
  if (timeUnit === 's') return 1000;
  throw new RangeError(`timeUnit: ${showValue(timeUnit)} is not allowed; expected "ms" or "s"`);
}

function strictError({ index, field, reason }: InvalidEvent): TypeError {
  return new TypeError(`event ${index}: ${describeInvalid(field, reason)}`);
}
