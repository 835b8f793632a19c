import { compareText } from '../../model/compare-text.js';
import type { Meeting } from '../../model/meeting.js';
import { checkCompare } from './check-compare-options.js';
import {
  type ComparedField,
  type ComparedItem,
  type Comparison,
  comparedFields,
  countDiffering,
  type Notice,
  type Outcome,
  type OutcomeCount,
  type OutcomeCounts,
  outcomes,
} from './comparison.js';
import { type Correction, corrected } from './correction.js';
import { findCorrection } from './find-correction.js';
import type { ForeignList, ForeignMeeting } from './foreign-meeting.js';
import { type Held, holdAgainst, type LogSpan } from './hold-against.js';
import { type IgnoreEntry, ignoring } from './ignoring.js';
import { readForeignList } from './read-foreign-list.js';

/** How to compare. */
export interface CompareOptions {
  /** how far apart times and durations may be, in seconds; 15 by default */
  readonly tolerance?: number;
  /** what not to count, and why */
  readonly ignore?: readonly IgnoreEntry[];
  /** what their list is called in places; nothing by default */
  readonly name?: string;
}

/** The documented granularity is a tolerance in published lists (SPEC.md, section 7). */
const DEFAULT_TOLERANCE = 15;

/**
 * Holds another system's list of meetings against ours: one to one, at the least cost in all, within a tolerance. Ours are best listed with
 * `granularity: 1`. Ids are not compared, nor are orders.
 *
 * @param ours meetings as `reconstruct` lists them
 * @param theirs the documented body `{total_count, data}`, an array of meetings, or a text: JSON, NDJSON or CSV
 * @throws UnreadableList for a text that is none of these; RangeError for an option, InvalidIgnoreList for an entry that is not allowed;
 *   TypeError for an unknown option, or if ours are no list
 */
export function compareMeetingLists(
  ours: readonly Meeting[],
  theirs: unknown,
  options: CompareOptions = {},
): Comparison {
  checkCompare('compareMeetingLists', options);
  if (!Array.isArray(ours)) {
    throw new TypeError('compareMeetingLists: ours must be a list of meetings, as `reconstruct` gives them');
  }
  const other = ours.findIndex((item) => !isMeeting(item));
  if (other >= 0) {
    throw new TypeError(`compareMeetingLists: ours[${other}] is no meeting, as \`reconstruct\` gives them`);
  }
  return compareLists(ours, readForeignList(theirs, options.name), null, options).comparison;
}

function isMeeting(value: Partial<Meeting> | null): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { room, start_time, duration, participants } = value;
  const areNumbers = typeof start_time === 'number' && typeof duration === 'number';
  return typeof room === 'string' && areNumbers && Array.isArray(participants);
}

/** A comparison with what it was made from, for whoever goes on from there. */
export interface ListsCompared {
  readonly comparison: Comparison;
  /** theirs as they were compared: with what is wrong with all of them taken back */
  readonly theirs: readonly ForeignMeeting[];
  /** every item, the equal ones too */
  readonly held: Held;
  readonly surroundings: Parameters<typeof holdAgainst>[2];
}

/** The same of a list that is read, and options that are checked. */
export function compareLists(
  ours: readonly Meeting[],
  list: ForeignList,
  log: LogSpan | null,
  { tolerance = DEFAULT_TOLERANCE, ignore = [] }: CompareOptions,
): ListsCompared {
  const told = list.meetings;
  const isPartial = list.total !== null && list.total > told.length + list.bad.length + list.repeated;
  const correction = findCorrection(ours, told, tolerance);
  const theirs = correction === null ? told : corrected(told, correction);
  const surroundings = { tolerance: toleranceWith(tolerance, correction), log, isPartial };
  const held = holdAgainst(ours, theirs, surroundings);
  const { items, unused } = ignoring(held.items, ignore);
  const uncorrected =
    correction === null
      ? null
      : countDiffering(countOutcomes(holdAgainst(ours, told, { ...surroundings, log: null }).items));
  const comparison: Comparison = {
    tolerance,
    ours: ours.length,
    theirs: told.length,
    correction,
    differingUncorrected: uncorrected,
    counts: countOutcomes(items),
    items: items.filter(({ outcome }) => outcome !== 'equal' && outcome !== 'within_tolerance'),
    fields: countFields(items),
    notCompared: held.notCompared,
    bad: list.bad,
    notices: noticesOf(ours, theirs, list, isPartial),
    stale: unused.map((i) => `[${i}] ${ignore[i]!.reason}`),
    isComparable: isComparable(ours, list, items),
  };
  return { comparison, theirs, held, surroundings };
}

function countOutcomes(items: readonly ComparedItem[]): OutcomeCounts {
  const none = (): OutcomeCount => ({ count: 0, ourSeconds: 0, theirSeconds: 0 });
  const counts = Object.fromEntries(outcomes.map((outcome) => [outcome, none()])) as Record<
    Outcome,
    OutcomeCount
  >;
  for (const { outcome, ours, theirs } of items) {
    const entry = counts[outcome];
    entry.count++;
    for (const { duration } of ours) entry.ourSeconds += duration;
    for (const { duration } of theirs) entry.theirSeconds += duration;
  }
  return counts;
}

function toleranceWith(tolerance: number, correction: Correction | null) {
  return {
    time: Math.max(tolerance, correction?.timeStep ?? 0),
    length: Math.max(tolerance, correction?.durationStep ?? 0),
  };
}

function countFields(items: readonly ComparedItem[]): Comparison['fields'] {
  const counts = Object.fromEntries(comparedFields.map((field) => [field, { different: 0, within: 0 }]));
  for (const { outcome, fields } of items) {
    if (outcome === 'unknown') continue;
    const seen = new Map<ComparedField, boolean>();
    for (const { field, isWithin } of fields) seen.set(field, (seen.get(field) ?? true) && isWithin);
    for (const [field, isWithin] of seen) counts[field]![isWithin ? 'within' : 'different']++;
  }
  return counts as Comparison['fields'];
}

function noticesOf(
  ours: readonly Meeting[],
  theirs: readonly ForeignMeeting[],
  list: ForeignList,
  isPartial: boolean,
): Notice[] {
  const notices: Notice[] = [];
  if (ours.length > 0 && theirs.length > 0 && !shareRoom(ours, theirs)) {
    notices.push({ kind: 'no-common-room', ours: someRooms(ours), theirs: someRooms(theirs) });
  }
  if (isPartial) notices.push({ kind: 'partial-list', total: list.total!, listed: theirs.length });
  if (list.repeated > 0) notices.push({ kind: 'repeated', meetings: list.repeated });
  const running = theirs
    .filter(({ ongoing }) => ongoing)
    .map(({ start_time, duration }) => start_time + duration);
  const at = running.sort((a, b) => a - b)[Math.floor(running.length / 2)];
  if (at !== undefined) notices.push({ kind: 'listed-at', at, meetings: running.length });
  if (Object.keys(list.unknownFields).length > 0) {
    notices.push({ kind: 'unknown-fields', fields: list.unknownFields });
  }
  return notices;
}

/**
 * An empty list can be right or wrong, unless both are; two lists without a room in common cannot, nor can one that nothing is known of.
 * One of which nothing can be read is not empty, and wrong.
 */
function isComparable(
  ours: readonly Meeting[],
  { meetings: theirs, bad }: ForeignList,
  items: readonly ComparedItem[],
): boolean {
  if (theirs.length === 0 && bad.length > 0) return true;
  if (items.length > 0 && items.every(({ outcome }) => outcome === 'unknown')) return false;
  if (ours.length === 0 || theirs.length === 0) return ours.length + theirs.length > 0;
  return shareRoom(ours, theirs);
}

function shareRoom(ours: readonly Meeting[], theirs: readonly ForeignMeeting[]): boolean {
  const rooms = new Set(ours.map(({ room }) => room));
  return theirs.some(({ room }) => rooms.has(room));
}

const SHOWN = 5;

function someRooms(meetings: readonly { readonly room: string }[]): string[] {
  return [...new Set(meetings.map(({ room }) => room))].sort(compareText).slice(0, SHOWN);
}
