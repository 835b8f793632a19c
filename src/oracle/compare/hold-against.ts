import { compareText } from '../../model/compare-text.js';
import type { Meeting } from '../../model/meeting.js';
import { compareMeeting } from './compare-meeting.js';
import {
  type ComparedField,
  type ComparedItem,
  differing,
  type Outcome,
  type UnknownReason,
} from './comparison.js';
import type { ForeignMeeting } from './foreign-meeting.js';
import { pairNear, type Stretch, type Tolerance } from './pair-near.js';
import { pairOverlapping } from './pair-overlapping.js';

/** What is known of where the lists come from. Times in Unix seconds. */
export interface Surroundings {
  readonly tolerance: Tolerance;
  /** the log that ours were made from; null where it is not known */
  readonly log: LogSpan | null;
  /** whether their list is told to have more meetings than it lists */
  readonly isPartial: boolean;
}

/** What a log can tell of. Times in Unix seconds. */
export interface LogSpan {
  readonly firstAt: number;
  /** the time as of which it is listed */
  readonly asOf: number;
  readonly rooms: ReadonlySet<string>;
}

/** What two lists say at all, in any room. */
export interface Told {
  /** whether ours has any */
  readonly userIds: boolean;
  readonly userNames: boolean;
  /** from when to when the meetings of theirs start, in Unix seconds */
  readonly from: number;
  readonly to: number;
}

function toldIn(ours: readonly Meeting[], theirs: readonly ForeignMeeting[]): Told {
  return {
    userIds: ours.some(({ participants }) => participants.some(({ user_id }) => user_id !== null)),
    userNames: ours.some(({ participants }) => participants.some(({ user_name }) => user_name !== null)),
    ...spanOf(theirs),
  };
}

/** All items, with what was looked at on the way. */
export interface Held {
  readonly items: readonly ComparedItem[];
  readonly notCompared: Readonly<Partial<Record<ComparedField, number>>>;
  readonly told: Told;
  readonly candidates: number;
  readonly work: number;
}

/** What it costs beside the seconds if a field of two that stand near each other differs. */
const FIELD = 1;

/**
 * Holds their meetings against ours, room by room: first those whose start and duration are within tolerance, one to one at the least
 * cost; then what is left over, by the time that it shares.
 * @param told of the whole lists, where these are parts of them
 */
export function holdAgainst(
  ours: readonly Meeting[],
  theirs: readonly ForeignMeeting[],
  { tolerance, log, isPartial }: Surroundings,
  told: Told = toldIn(ours, theirs),
): Held {
  const notCompared: Partial<Record<ComparedField, number>> = {};
  const comparing = {
    tolerance,
    userIds: told.userIds,
    userNames: told.userNames,
    onNotCompared(field: ComparedField) {
      notCompared[field] = (notCompared[field] ?? 0) + 1;
    },
  };
  const items: ComparedItem[] = [];
  let [candidates, work] = [0, 0];

  function pair(our: Meeting, their: ForeignMeeting): void {
    const fields = compareMeeting(our, their, comparing);
    const outcome =
      fields.length === 0
        ? 'equal'
        : fields.every(({ isWithin }) => isWithin)
          ? 'within_tolerance'
          : 'different';
    add(outcome, [our], [their], fields);
  }

  function add(
    outcome: Outcome,
    own: readonly Meeting[],
    other: readonly ForeignMeeting[],
    fields: ComparedItem['fields'] = [],
  ): void {
    const room = (own[0] ?? other[0])!.room;
    const reason = differing.includes(outcome) ? unknownReason(own, other) : null;
    const known = reason === null ? outcome : 'unknown';
    items.push({ outcome: known, room, ours: own, theirs: other, fields, reason });
  }

  /** Why a difference says nothing, if it does not. */
  function unknownReason(own: readonly Meeting[], other: readonly ForeignMeeting[]): UnknownReason | null {
    const [our, their] = [own[0], other[0]];
    if (their === undefined) {
      const isListed =
        our === undefined || !isPartial || (our.start_time >= told.from && our.start_time <= told.to);
      return isListed ? null : 'list-is-partial';
    }
    if (log === null) return null;
    if (!log.rooms.has(their.room)) return 'room-not-in-log';
    if (other.some(({ start_time }) => start_time < log.firstAt - tolerance.time)) return 'log-begins-later';
    const last = other.at(-1)!;
    const end = last.start_time + last.duration;
    if (last.start_time > log.asOf || (end > log.asOf - tolerance.length && isCutOff(own, last))) {
      return 'log-ends-earlier';
    }
    return null;
  }

  const rooms = new Map<string, { own: Meeting[]; other: ForeignMeeting[] }>();
  const roomOf = (room: string) => {
    const found = rooms.get(room) ?? { own: [], other: [] };
    rooms.set(room, found);
    return found;
  };
  for (const our of ours) roomOf(our.room).own.push(our);
  for (const their of theirs) roomOf(their.room).other.push(their);
  for (const room of [...rooms.keys()].sort(compareText)) {
    const { own, other } = rooms.get(room)!;
    const more = (i: number, j: number) => otherFields(own[i]!, other[j]!) * FIELD;
    const near = pairNear(own.map(stretchOf), other.map(stretchOf), tolerance, more, 3 * FIELD);
    candidates += near.candidates;
    work += near.work;
    for (const [i, our] of own.entries()) if (near.partner[i]! >= 0) pair(our, other[near.partner[i]!]!);
    const taken = new Set(near.partner);
    const left = own.filter((_, i) => near.partner[i]! < 0);
    const rest = other.filter((_, j) => !taken.has(j));
    for (const group of pairOverlapping(left.map(stretchOf), rest.map(stretchOf), tolerance.length)) {
      const mine = group.ours.map((i) => left[i]!).sort(byStart);
      const others = group.theirs.map((j) => rest[j]!).sort(byStart);
      if (mine.length === 1 && others.length === 1) pair(mine[0]!, others[0]!);
      else if (others.length === 0) add('missing', mine, []);
      else if (mine.length === 0) add('extra', [], others);
      else add(mine.length === 1 ? 'split' : 'merged', mine, others);
    }
  }
  return { items: items.sort(byPlace), notCompared, told, candidates, work };
}

/** Whether the log ends while ours goes on and theirs does not, or before ours could begin. */
function isCutOff(own: readonly Meeting[], last: ForeignMeeting): boolean {
  return own.length === 0 || (own.at(-1)!.ongoing && last.ongoing !== true);
}

function otherFields(our: Meeting, their: ForeignMeeting): number {
  return (
    Number(their.ongoing !== null && their.ongoing !== our.ongoing) +
    Number(their.max_participants !== null && their.max_participants !== our.max_participants) +
    Number(their.participants !== null && their.participants.length !== our.participants.length)
  );
}

function stretchOf({ start_time, duration }: Pick<Meeting, 'start_time' | 'duration'>): Stretch {
  return { start: start_time, duration };
}

function spanOf(theirs: readonly ForeignMeeting[]): { readonly from: number; readonly to: number } {
  let [from, to] = [Infinity, -Infinity];
  for (const { start_time } of theirs) {
    from = Math.min(from, start_time);
    to = Math.max(to, start_time);
  }
  return { from, to };
}

function byStart(a: { readonly start_time: number }, b: { readonly start_time: number }): number {
  return a.start_time - b.start_time;
}

function byPlace(a: ComparedItem, b: ComparedItem): number {
  return compareText(a.room, b.room) || byStart((a.ours[0] ?? a.theirs[0])!, (b.ours[0] ?? b.theirs[0])!);
}
