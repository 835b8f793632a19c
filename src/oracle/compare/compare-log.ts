import { checkFlag, checkIterable } from '../../engine/check-options.js';
import { reconstruct } from '../../engine/reconstruct.js';
import type { PresenceEvent, ValidEvent } from '../../model/event.js';
import type { Explanation } from '../../model/explanation.js';
import type { Meeting } from '../../model/meeting.js';
import type { RuleOptions } from '../../model/rule-options.js';
import type { EpochMs } from '../../model/time.js';
import { isEvent, readEvent } from '../../rules/event.js';
import { defineRules } from '../../rules/options.js';
import type { CaseEvent } from '../case.js';
import { checkCompare } from './check-compare-options.js';
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
 * @throws as `compareMeetingLists`, for rule options that are not allowed, and TypeError if `events` is no iterable of objects
 */
export function compareLog(
  events: Iterable<PresenceEvent>,
  theirs: unknown,
  options: CompareLogOptions = {},
): LogComparison {
  checkCompare('compareLog', options, ['rules', 'asOf', 'why']);
  checkFlag('why', options.why);
  const asked = { ...options, rules: rulesOf(options) };
  checkIterable('compareLog', 'events', 'event objects', events);
  const valid = [...events].map((event) => readEvent(event)).filter(isEvent);
  const list = readForeignList(theirs, options.name);
  const { comparison, explaining } = compareOwn(ownListOf(valid, asked), list, asked);
  if (explaining === null) return comparison;
  let step = explaining.next();
  while (step.done !== true) step = explaining.next();
  return { ...comparison, why: step.value };
}

/** Our list of a log, and what is to be known of the log. Instants in milliseconds. */
export interface OwnList {
  readonly meetings: readonly Meeting[];
  /** T; null for a log without events */
  readonly asOf: EpochMs | null;
  /** by meeting id */
  readonly explanations: Readonly<Record<string, Explanation>>;
  /** when the first event is; infinite for none */
  readonly firstAt: EpochMs;
  readonly rooms: ReadonlySet<string>;
  /** those up to T, needed only to look for what explains differences */
  readonly events: readonly ValidEvent[];
}

/** A comparison, and what is yet to be done to explain it; null where that was not asked for. */
export interface OwnCompared {
  readonly comparison: LogComparison;
  readonly explaining: Generator<void, Why> | null;
}

/** The same of a list of ours that has been made already, by the rule options that are given. */
export function compareOwn(own: OwnList, list: ForeignList, options: CompareLogOptions = {}): OwnCompared {
  const { meetings, asOf, explanations, firstAt, rooms, events } = own;
  const rules = rulesOf(options);
  const span: LogSpan = { firstAt: firstAt / 1000, asOf: (asOf ?? -Infinity) / 1000, rooms };
  const compared = compareLists(meetings, list, span, options);
  const { comparison } = compared;
  const isAsked = options.why === true && asOf !== null && comparison.isComparable;
  const input = { rules: { ...rules }, as_of: asOf ?? 0, events: events as readonly CaseEvent[] };
  return {
    comparison: { ...comparison, asOf, rules, explanations, why: null },
    explaining: isAsked ? explainDifferences(compared, input) : null,
  };
}

/** The rule options by which ours are made. */
function rulesOf({ rules = {} }: CompareLogOptions): RuleOptions {
  const given = defineRules(rules);
  // An option that is there and undefined is left out, which a spread would not see.
  return rules.granularity === undefined ? defineRules({ ...given, granularity: 1 }) : given;
}

function ownListOf(events: readonly ValidEvent[], options: CompareLogOptions): OwnList {
  const { meetings, asOf, explanations } = reconstruct(events as readonly PresenceEvent[], {
    ...{ rules: rulesOf(options), asOf: options.asOf, explain: true },
  });
  const used = events.filter(({ at }) => asOf !== null && at <= asOf);
  return {
    meetings,
    asOf,
    explanations: explanations!,
    firstAt: used.reduce((least, { at }) => Math.min(least, at), Infinity),
    rooms: new Set(used.map(({ room }) => room)),
    events: used,
  };
}
