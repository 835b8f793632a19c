import { reconstruct } from '../../engine/reconstruct.js';
import type { PresenceEvent, ValidEvent } from '../../model/event.js';
import type { Explanation } from '../../model/explanation.js';
import type { RuleOptions } from '../../model/rule-options.js';
import type { EpochMs } from '../../model/time.js';
import { isEvent, readEvent } from '../../rules/event.js';
import { defineRules } from '../../rules/options.js';
import type { CaseEvent } from '../case.js';
import { type CompareOptions, compareLists } from './compare-meeting-lists.js';
import type { Comparison } from './comparison.js';
import type { ForeignList } from './foreign-meeting.js';
import type { LogSpan } from './hold-against.js';
import { readForeignList } from './read-foreign-list.js';
import { explainDifferences, type Why } from './why/explain-differences.js';

/** How to compare a list with a log. */
export interface CompareLogOptions extends CompareOptions {
  /** rule options; `granularity` is 1 unless it is given, as published lists are not snapped (SPEC.md, section 7) */
  readonly rules?: Partial<RuleOptions>;
  /** T in milliseconds; by default the time of the latest event */
  readonly asOf?: EpochMs;
  /** whether to look for what explains the differences */
  readonly why?: boolean;
}

/** A comparison with a log. */
export interface LogComparison extends Comparison {
  /** T in milliseconds; null for a log without events */
  readonly asOf: EpochMs | null;
  /** the rules that ours were made by */
  readonly rules: RuleOptions;
  /** why ours began and ended, by meeting id */
  readonly explanations: Readonly<Record<string, Explanation>>;
  /** what explains the differences; null where that was not asked for, or nothing could be compared */
  readonly why: Why | null;
}

/**
 * Holds another system's list of meetings against those that the rules make of a log. What the log cannot tell of, before it begins, after
 * it ends, in rooms that it does not have, is unknown and not wrong.
 *
 * @param events presence events in any order; bad ones are not used, as in `reconstruct`
 * @param theirs as for `compareMeetingLists`
 * @throws as `compareMeetingLists`, and for rule options that are not allowed
 */
export function compareLog(
  events: Iterable<PresenceEvent>,
  theirs: unknown,
  options: CompareLogOptions = {},
): LogComparison {
  const valid = [...events].map((event) => readEvent(event)).filter(isEvent);
  return compareEvents(valid, readForeignList(theirs, options.name), options);
}

/** The same of events and a list that have been read. */
export function compareEvents(
  events: readonly ValidEvent[],
  list: ForeignList,
  options: CompareLogOptions = {},
): LogComparison {
  const rules = defineRules({ granularity: 1, ...options.rules });
  const { meetings, asOf, explanations } = reconstruct(events as readonly PresenceEvent[], {
    ...{ rules, asOf: options.asOf, explain: true },
  });
  const used = events.filter(({ at }) => asOf !== null && at <= asOf);
  const compared = compareLists(meetings, list, spanOf(used, asOf), options);
  const { comparison } = compared;
  const isAsked = options.why === true && asOf !== null && comparison.isComparable;
  const input = { rules: { ...rules }, as_of: asOf ?? 0, events: used as readonly CaseEvent[] };
  return {
    ...comparison,
    ...{ asOf, rules, explanations: explanations! },
    why: isAsked ? explainDifferences(compared, input) : null,
  };
}

function spanOf(used: readonly ValidEvent[], asOf: EpochMs | null): LogSpan {
  const firstAt = used.reduce((least, { at }) => Math.min(least, at), Infinity);
  const rooms = new Set(used.map(({ room }) => room));
  return { firstAt: firstAt / 1000, asOf: (asOf ?? -Infinity) / 1000, rooms };
}
