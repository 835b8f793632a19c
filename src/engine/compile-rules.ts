import type { RuleOptions } from '../model/rule-options.js';
import { type EpochMs, NEVER, type Seconds } from '../model/time.js';
import { aloneSince, resetDeadline, resetEnd } from '../rules/alone-reset.js';
import { isAfterAsOf } from '../rules/as-of.js';
import { overlapsSession } from '../rules/bounds.js';
import { isEmptyEnd } from '../rules/empty-end.js';
import { snap } from '../rules/granularity.js';
import { isAdmitted } from '../rules/join-threshold.js';
import { largestPresence } from '../rules/max-participants.js';
import { meetingId } from '../rules/meeting-id.js';
import { agreedName, recordName } from '../rules/names.js';
import { countsAsOccupant } from '../rules/occupants.js';
import { endAsOf } from '../rules/ongoing.js';
import { defineRules, documentedRules } from '../rules/options.js';
import { closesVisit } from '../rules/pairing.js';
import { clippedJoin, clippedLeave } from '../rules/participants.js';
import { resetStart } from '../rules/reset-start.js';
import { opensVisit } from '../rules/same-instant.js';
import { companyStart } from '../rules/second-joiner-start.js';
import { soloDeadline } from '../rules/solo-start.js';
import { isDuplicateJoin, isOrphanLeave } from '../rules/strays.js';
import { admissionKnownFrom, decidedFrom } from '../rules/undecided.js';
import { wholeDuration, wholeSecond } from '../rules/whole-seconds.js';

/**
 * The rules as the engine calls them: each clause of SPEC.md as a function of numbers, its option values bound. One
 * frozen object; an override of one of its functions is a rule mutant. Lengths are in milliseconds here.
 */
export interface CompiledRules {
  /** The option values that were compiled. */
  readonly options: RuleOptions;
  /** `pairing` */
  readonly closesVisit: (wasOpen: boolean, leaves: boolean, clears: boolean) => boolean;
  /** `same-instant` */
  readonly opensVisit: (wasOpen: boolean, closed: boolean, joins: boolean, leaves: boolean) => boolean;
  /** `strays` */
  readonly isDuplicateJoin: (wasOpen: boolean, closed: boolean, joins: boolean) => boolean;
  /** `strays` */
  readonly isOrphanLeave: (wasOpen: boolean, joins: boolean, leaves: boolean) => boolean;
  /** `names` */
  readonly recordName: <Name>(
    joinName: Name | null,
    leaveName: Name | null,
    leave: EpochMs,
    sessionEnd: EpochMs,
  ) => Name | null;
  /** `names` */
  readonly agreedName: (a: string | null, b: string | null) => string | null;
  /** `as-of` */
  readonly isAfterAsOf: (at: EpochMs, asOf: EpochMs) => boolean;
  /** `join-threshold` */
  readonly isAdmitted: (join: EpochMs, leave: EpochMs, asOf: EpochMs) => boolean;
  /** `occupants` */
  readonly isOccupant: (join: EpochMs, leave: EpochMs, isAdmitted: boolean) => boolean;
  /** `undecided` */
  readonly admissionKnownFrom: (join: EpochMs, leave: EpochMs) => EpochMs;
  /** `undecided` */
  readonly decidedFrom: (join: EpochMs, leave: EpochMs) => EpochMs;
  /** `solo-start` */
  readonly soloDeadline: (aloneSince: EpochMs) => EpochMs;
  /** `second-joiner-start` */
  readonly companyStart: (
    present: number,
    loneStays: boolean,
    aloneSince: EpochMs,
    at: EpochMs,
  ) => EpochMs | null;
  /** `reset-start` */
  readonly resetStart: (aloneSince: EpochMs, deadline: EpochMs) => EpochMs;
  /** `empty-end` */
  readonly isEmptyEnd: (present: number) => boolean;
  /** `alone-reset` */
  readonly aloneSince: (present: number, sameLone: boolean, before: EpochMs, at: EpochMs) => EpochMs;
  /** `alone-reset` */
  readonly resetDeadline: (aloneSince: EpochMs) => EpochMs;
  /** `alone-reset` */
  readonly resetEnd: (aloneSince: EpochMs, deadline: EpochMs) => EpochMs;
  /** `bounds` */
  readonly overlapsSession: (join: EpochMs, leave: EpochMs, start: EpochMs, end: EpochMs) => boolean;
  /** `participants` */
  readonly clippedJoin: (join: EpochMs, start: EpochMs) => EpochMs;
  /** `participants` */
  readonly clippedLeave: (leave: EpochMs, end: EpochMs) => EpochMs;
  /** `max-participants` */
  readonly largestPresence: (soFar: number, present: number) => number;
  /** `whole-seconds` */
  readonly wholeDuration: (begin: EpochMs, end: EpochMs) => Seconds;
  /** `whole-seconds`, `granularity` */
  readonly listedTime: (at: EpochMs) => Seconds;
  /** `ongoing` */
  readonly endAsOf: (end: EpochMs, asOf: EpochMs) => EpochMs;
  /** `meeting-id` */
  readonly meetingId: (room: string, start: EpochMs) => string;
}

/** The functions of the rules that an override may replace. */
export type RuleOverrides = Partial<Omit<CompiledRules, 'options'>>;

/**
 * Binds the option values into the clauses' functions. `overrides` replaces some of them: for tests of tests.
 * @throws TypeError or RangeError as `defineRules` does; RangeError for an override of no rule
 */
export function compileRules(rules: Partial<RuleOptions> = {}, overrides: RuleOverrides = {}): CompiledRules {
  const options = defineRules(rules);
  const threshold = toMs(options.joinThreshold);
  const soloStart = toMs(options.soloStart);
  const aloneReset = options.aloneReset === null ? NEVER : toMs(options.aloneReset);
  const { shortVisits, resetBoundary, granularity, rounding } = options;
  const compiled: CompiledRules = {
    options,
    closesVisit,
    opensVisit,
    isDuplicateJoin,
    isOrphanLeave,
    recordName,
    agreedName,
    isAfterAsOf,
    isAdmitted: (join, leave, asOf) => isAdmitted(join, leave, asOf, threshold),
    isOccupant: (join, leave, admitted) => countsAsOccupant(join, leave, admitted, shortVisits),
    admissionKnownFrom: (join, leave) => admissionKnownFrom(join, leave, threshold),
    decidedFrom: (join, leave) => decidedFrom(join, leave, threshold, shortVisits),
    soloDeadline: (since) => soloDeadline(since, soloStart),
    companyStart,
    resetStart: (since, deadline) => resetStart(since, deadline, resetBoundary),
    isEmptyEnd,
    aloneSince,
    resetDeadline: (since) => resetDeadline(since, aloneReset),
    resetEnd: (since, deadline) => resetEnd(since, deadline, resetBoundary),
    overlapsSession,
    clippedJoin,
    clippedLeave,
    largestPresence,
    wholeDuration,
    listedTime: (at) => snap(wholeSecond(at), granularity, rounding),
    endAsOf,
    meetingId,
  };
  if (typeof overrides !== 'object' || overrides === null) {
    throw new TypeError('overrides: expected an object of functions; see CompiledRules');
  }
  for (const [name, override] of Object.entries(overrides)) {
    if (typeof override !== 'function') {
      throw new TypeError(`overrides.${name}: expected a function; see CompiledRules`);
    }
    if (!Object.hasOwn(compiled, name) || name === 'options') {
      throw new RangeError(`overrides: ${JSON.stringify(name)} is not a rule; see CompiledRules`);
    }
  }
  const rulesInForce = Object.freeze({ ...compiled, ...overrides });
  known.add(rulesInForce);
  return rulesInForce;
}

/** What this module has compiled: nothing else is taken for compiled rules. */
const known = new WeakSet<object>();

/** Takes rule options or rules that are compiled already. */
export function toCompiled(rules: Partial<RuleOptions> | CompiledRules | undefined): CompiledRules {
  if (isCompiled(rules)) return rules;
  const key = rules === undefined ? DOCUMENTED : JSON.stringify(defineRules(rules));
  let compiled = before.get(key);
  if (compiled === undefined) {
    compiled = compileRules(rules);
    if (before.size === MOST_BEFORE) before.delete(before.keys().next().value!);
    before.set(key, compiled);
  }
  return compiled;
}

/**
 * Rules compiled before, by their options, for who asks again: machine code that was made for the functions of one
 * object is thrown away with it.
 */
const before = new Map<string, CompiledRules>();
const MOST_BEFORE = 16;
const DOCUMENTED = JSON.stringify(documentedRules);

function isCompiled(rules: Partial<RuleOptions> | CompiledRules | undefined): rules is CompiledRules {
  return typeof rules === 'object' && rules !== null && known.has(rules);
}

function toMs(seconds: Seconds): number {
  return Math.round(seconds * 1000);
}
