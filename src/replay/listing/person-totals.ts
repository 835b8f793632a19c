import type { MeetingRow } from '../../formats/columns.js';
import type { PersonTotal } from '../../formats/person-total.js';
import { compareText } from '../../model/compare-text.js';
import type { EpochMs, Seconds } from '../../model/time.js';
import { wholeDuration, wholeSecond } from '../../rules/whole-seconds.js';

/** A person's stay, in milliseconds; who is still there stays until T. */
interface Stay {
  readonly from: EpochMs;
  readonly to: EpochMs;
}

/** What users come to, while meetings are added up one by one. They must have their exact instants. */
export interface PersonTotals {
  readonly add: (row: MeetingRow) => void;
  /** By user id, those without one last. */
  readonly finish: (asOf: EpochMs) => PersonTotal[];
}

interface Growing extends PersonTotal {
  namedAt: EpochMs;
}

/** Adds up the records of each user. */
export function createPersonTotals(): PersonTotals {
  const totals = new Map<string | null, Growing>();
  /** what lasts until T, which is not known before the end */
  const ongoing: MeetingRow[] = [];
  return {
    add(row) {
      if (row.exact!.end_at === null) ongoing.push(row);
      else addMeeting(totals, row, row.exact!.end_at);
    },
    finish(asOf) {
      for (const row of ongoing) addMeeting(totals, row, asOf);
      return [...totals.values()].sort(compareTotals).map(({ namedAt: _, ...total }) => total);
    },
  };
}

/** @param end until when those who are still there stay */
function addMeeting(totals: Map<string | null, Growing>, { meeting, exact }: MeetingRow, end: EpochMs): void {
  const stays = new Map<string | null, Stay[]>();
  for (const [i, { user_id, user_name, join_time }] of meeting.participants.entries()) {
    const { join_at, leave_at } = exact!.stays[i]!;
    const to = leave_at ?? end;
    const own = stays.get(user_id);
    if (own === undefined) stays.set(user_id, [{ from: join_at, to }]);
    else own.push({ from: join_at, to });
    let total = totals.get(user_id);
    if (total === undefined) {
      const times = { first: join_time, last: wholeSecond(to), first_at: join_at, last_at: leave_at };
      total = { user_id, user_name: null, meetings: 0, seconds: 0, ...times, namedAt: join_at };
      totals.set(user_id, total);
    }
    total.first = Math.min(total.first, join_time);
    total.first_at = Math.min(total.first_at, join_at);
    total.last = Math.max(total.last, wholeSecond(to));
    total.last_at = leave_at === null || total.last_at === null ? null : Math.max(total.last_at, leave_at);
    // Whoever has no id has no name in common with others who have none.
    if (user_id !== null && user_name !== null && isLaterName(total, user_name, join_at)) {
      total.user_name = user_name;
      total.namedAt = join_at;
    }
  }
  for (const [user, own] of stays) {
    const total = totals.get(user)!;
    total.meetings++;
    total.seconds += user === null ? sumOf(own) : lengthOf(own);
  }
}

/** Of two joins at one instant the name decides, so that it does not matter which meeting comes first. */
function isLaterName({ user_name, namedAt }: Growing, name: string, at: EpochMs): boolean {
  if (user_name === null) return true;
  return at === namedAt ? compareText(name, user_name) > 0 : at > namedAt;
}

/** How long stays are together, what they share counted once. */
function lengthOf(stays: readonly Stay[]): Seconds {
  let seconds = 0;
  let until = Number.NEGATIVE_INFINITY;
  for (const { from, to } of stays.toSorted((a, b) => a.from - b.from)) {
    if (to > until) seconds += wholeDuration(Math.max(from, until), to);
    until = Math.max(until, to);
  }
  return seconds;
}

function sumOf(stays: readonly Stay[]): Seconds {
  return stays.reduce((seconds, { from, to }) => seconds + wholeDuration(from, to), 0);
}

function compareTotals(a: PersonTotal, b: PersonTotal): number {
  if (a.user_id === null || b.user_id === null)
    return Number(a.user_id === null) - Number(b.user_id === null);
  return compareText(a.user_id, b.user_id);
}
