import { printable } from '../../formats/printable.js';
import type { LogComparison } from './compare-log.js';
import {
  type ComparedItem,
  countDiffering,
  type FieldDifference,
  isRight,
  type Notice,
  type Outcome,
  outcomes,
} from './comparison.js';
import type { Correction } from './correction.js';
import { describeCorrection } from './describe-correction.js';
import { writeWhy } from './why/write-why.js';

/** A comparison for people; of what differs, `shown` items are told one by one. */
export function* writeComparison(comparison: LogComparison, shown: number): Generator<string> {
  for (const line of linesOf(comparison, shown)) yield `${printable(line)}\n`;
}

function* linesOf(comparison: LogComparison, shown: number): Generator<string> {
  const { items, correction, notices, bad, stale, why } = comparison;
  const told = items.filter(({ outcome }) => !QUIET.includes(outcome));
  for (const item of told.slice(0, shown)) yield* itemLines(item, comparison);
  if (told.length > shown)
    yield* [`… and ${told.length - shown} more; --show tells more, --format json all`, ''];
  yield* countLines(comparison);
  yield* fieldLines(comparison);
  const findings = [
    ...(correction === null ? [] : correctionLines(correction, comparison)),
    ...notices.map(noticeLine),
    ...(bad.length === 0 ? [] : [`${many(bad.length, 'meeting')} of theirs cannot be read`]),
    ...stale.map((entry) => `to ignore, but not there any more: ${entry}`),
  ];
  if (findings.length > 0) yield* ['', ...findings];
  if (why !== null) yield* ['', ...writeWhy(why)];
  yield* ['', verdictLine(comparison)];
}

/** What is only counted. */
const QUIET: readonly Outcome[] = ['unknown', 'ignored'];

function itemLines(
  { outcome, room, ours, theirs, fields }: ComparedItem,
  { explanations }: LogComparison,
): string[] {
  const meetings = [
    ...ours.map((meeting) => {
      const { began, ended = null } = explanations[meeting.id] ?? {};
      const clauses = began === undefined ? '' : `  (${began.clause} … ${ended?.clause ?? 'ongoing'})`;
      return `  ours    ${timesOf(meeting)}${clauses}`;
    }),
    ...theirs.map((meeting) => `  theirs  ${timesOf(meeting)}  ${meeting.place}`),
  ];
  const off = fields.filter(({ isWithin }) => !isWithin);
  const lines = off.slice(0, FIELDS).map((field) => `  ${fieldLine(field)}`);
  const more = off.length > FIELDS ? [`  and ${off.length - FIELDS} more fields`] : [];
  return [`${outcome}  ${room}`, ...meetings, ...lines, ...more, ''];
}

/** So many fields of an item are told. */
const FIELDS = 6;

function fieldLine({ path, ours, theirs }: FieldDifference): string {
  const off = typeof ours === 'number' && typeof theirs === 'number' ? ` (${signed(theirs - ours)})` : '';
  return `${path}: ours ${show(ours)}, theirs ${show(theirs)}${off}`;
}

function show(value: unknown): string {
  if (value === null) return 'none';
  if (typeof value !== 'object') return JSON.stringify(value);
  const { participant_id = '', user_name, join_time, duration } = value as Record<string, unknown>;
  return `a record of ${user_name ?? participant_id} from ${isoOf(Number(join_time))} for ${duration} s`;
}

function* countLines({ counts }: LogComparison): Generator<string> {
  const rows = outcomes
    .filter((outcome) => counts[outcome].count > 0 || outcome === 'equal')
    .map((outcome) => {
      const { count, ourSeconds, theirSeconds } = counts[outcome];
      return [WORDS[outcome], count, minutes(ourSeconds), minutes(theirSeconds)] as const;
    });
  yield `${''.padEnd(17)}${'COUNT'.padStart(8)}${'OUR MINUTES'.padStart(14)}${'THEIR MINUTES'.padStart(15)}`;
  for (const [name, count, ours, theirs] of rows) {
    yield `${name.padEnd(17)}${String(count).padStart(8)}${ours.padStart(14)}${theirs.padStart(15)}`;
  }
}

const WORDS: Readonly<Record<Outcome, string>> = {
  equal: 'equal',
  within_tolerance: 'within tolerance',
  different: 'different',
  split: 'split',
  merged: 'merged',
  missing: 'missing',
  extra: 'extra',
  unknown: 'unknown',
  ignored: 'ignored',
};

function* fieldLines({ fields, notCompared, items }: LogComparison): Generator<string> {
  const different = Object.entries(fields).filter(([, { different }]) => different > 0);
  if (different.length > 0) {
    yield `fields that differ: ${different.map(([name, count]) => `${name} ${count.different}`).join(', ')}`;
  }
  const missing = Object.entries(notCompared);
  if (missing.length > 0) {
    yield `not compared, as one side does not say: ${missing.map(([name, count]) => `${name} ${count}`).join(', ')}`;
  }
  for (const outcome of QUIET) {
    const reasons = new Map<string, number>();
    for (const item of items) {
      if (item.outcome === outcome) reasons.set(item.reason!, (reasons.get(item.reason!) ?? 0) + 1);
    }
    if (reasons.size > 0)
      yield `${outcome}: ${[...reasons].map(([why, count]) => `${REASONS[why] ?? why} ${count}`).join(', ')}`;
  }
}

const REASONS: Readonly<Record<string, string>> = {
  'log-begins-later': 'the log begins after their meeting',
  'log-ends-earlier': 'the log ends before their meeting',
  'room-not-in-log': 'the room is not in the log',
  'list-is-partial': 'outside the part that their list shows',
};

function correctionLines(correction: Correction, { differingUncorrected, counts }: LogComparison): string[] {
  const { fitting, fittingBefore, sample } = correction;
  const set = differingUncorrected! - countDiffering(counts);
  return [
    `${describeCorrection(correction)}: taken back, that explains ${set} of ${differingUncorrected} differences ` +
      `(of ${sample} looked at ${fitting} fit so, ${fittingBefore} as they are)`,
  ];
}

function noticeLine(notice: Notice): string {
  switch (notice.kind) {
    case 'no-common-room':
      return `no room is in both: ours has ${notice.ours.join(', ')}, theirs ${notice.theirs.join(', ')}`;
    case 'partial-list':
      return `their list says that there are ${notice.total} meetings, and has ${notice.listed}: what it may not show is unknown`;
    case 'listed-at':
      return `${many(notice.meetings, 'meeting')} of theirs ${notice.meetings === 1 ? 'is' : 'are'} ongoing as of ${isoOf(notice.at)}: --as-of lists ours as of then`;
    case 'unknown-fields':
      return `fields of no documented name: ${Object.entries(notice.fields)
        .map(([name, count]) => `${name} ${count}`)
        .join(', ')}`;
    case 'repeated':
      return `${many(notice.meetings, 'meeting')} of theirs ${notice.meetings === 1 ? 'stands' : 'stand'} there twice, word for word, and counted once`;
  }
}

function verdictLine(comparison: LogComparison): string {
  const { counts, ours, theirs, tolerance, isComparable } = comparison;
  const both = `${many(ours, 'meeting')} of ours, ${theirs} of theirs`;
  if (!isComparable) return `${both}: nothing to compare`;
  if (isRight(comparison)) return `${both}: equal within ${tolerance} s`;
  return `${both}: ${many(countDiffering(counts), 'difference')} at a tolerance of ${tolerance} s`;
}

function timesOf({
  start_time,
  duration,
}: {
  readonly start_time: number;
  readonly duration: number;
}): string {
  return `${isoOf(start_time)} for ${duration} s`;
}

/** Whoever tells times in other units may tell some that are no date. */
function isoOf(seconds: number): string {
  const date = new Date(seconds * 1000);
  return Number.isNaN(date.getTime()) ? `${seconds} s` : date.toISOString().replace('.000Z', 'Z');
}

function signed(value: number): string {
  const rounded = Math.round(value * 1000) / 1000;
  return rounded > 0 ? `+${rounded}` : `−${-rounded}`;
}

function minutes(seconds: number): string {
  return (seconds / 60).toFixed(1);
}

function many(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? '' : 's'}`;
}
