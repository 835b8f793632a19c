import type { ValidEvent } from '../model/event.js';
import type { Meeting, ParticipantRecord } from '../model/meeting.js';
import type { RuleOptions } from '../model/rule-options.js';
import type { EpochMs, Seconds } from '../model/time.js';

/*
 * The naive model: SPEC.md transcribed clause by clause, as questions about the set of visits. It keeps no
 * state from one instant to the next, so it cannot share a mistake with an engine that does. Slow, obvious.
 */

export interface NaiveMeeting extends Omit<Meeting, 'id'> {
  readonly start: EpochMs;
  /** Null while the meeting is ongoing. */
  readonly end: EpochMs | null;
}

export interface NaiveStray {
  readonly code: 'duplicate-join' | 'orphan-leave';
  readonly type: 'join' | 'leave';
  readonly room: string;
  readonly participant_id: string;
  readonly at: number;
}

type Names = Pick<ValidEvent, 'user_id' | 'user_name'>;

/** [join, leave); `leave` is Infinity while the visit is open. */
interface Visit {
  readonly participant_id: string;
  readonly join: EpochMs;
  readonly leave: EpochMs;
  readonly joinNames: Names;
  readonly leaveNames: Names;
}

/** All that is known of a room as of `asOf`; every other thing about it is asked anew each time. */
interface Room {
  readonly name: string;
  readonly visits: readonly Visit[];
  readonly rules: RuleOptions;
  readonly asOf: EpochMs;
  readonly instants: readonly EpochMs[];
}

/**
 * [start, end); `end` is Infinity while the session is running as far as decided. `decidedBefore` is set where
 * a reset is due that is not decided yet: nothing from there on is.
 */
interface Session {
  readonly start: EpochMs;
  readonly end: EpochMs;
  readonly decidedBefore?: EpochMs;
}

export function naiveMeetings(
  events: readonly ValidEvent[],
  rules: RuleOptions,
  asOf: EpochMs,
): { meetings: NaiveMeeting[]; strays: NaiveStray[] } {
  const used = events.filter((event) => event.at <= asOf); // `as-of`: events after T are not used
  const meetings: NaiveMeeting[] = [];
  const strays: NaiveStray[] = [];
  for (const [name, ofRoom] of grouped(used, (event) => event.room)) {
    const { visits, strays: ofVisits } = pairing(ofRoom);
    const room = { name, visits, rules, asOf, instants: criticalInstants(visits, rules, asOf) };
    meetings.push(...sessionsOf(room).map((session) => meetingOf(room, session)));
    strays.push(...ofVisits);
  }
  return { meetings: meetings.sort(order), strays: strays.sort(strayOrder) };
}

// 1. From events to visits

/** `pairing`: the visits of one room, participant by participant; a clear concerns all of them. */
function pairing(events: readonly ValidEvent[]): { visits: Visit[]; strays: NaiveStray[] } {
  const clears = new Set(events.filter((event) => event.type === 'clear').map((event) => event.at));
  const visits: Visit[] = [];
  const strays: NaiveStray[] = [];
  const personal = events.filter((event) => event.type !== 'clear');
  for (const own of grouped(personal, (event) => event.participant_id).values()) {
    pairOne(own, clears, visits, strays);
  }
  return { visits, strays };
}

/** `pairing`, `same-instant`, `strays` for one participant: what is true at an instant, in time order. */
function pairOne(own: ValidEvent[], clears: Set<EpochMs>, visits: Visit[], strays: NaiveStray[]): void {
  const { room, participant_id } = own[0]!;
  let open: { join: EpochMs; joinNames: Names } | null = null;
  for (const at of ascending([...own.map((event) => event.at), ...clears])) {
    // Repeats at one instant are redeliveries: only whether there is a join, a leave, a clear matters.
    const joins = own.filter((event) => event.at === at && event.type === 'join');
    const leaves = own.filter((event) => event.at === at && event.type === 'leave');
    const joined = { join: at, joinNames: namesOf(joins) };
    const left = { leave: at, leaveNames: namesOf(leaves) };
    if (open !== null && (leaves.length > 0 || clears.has(at))) {
      // With a visit open: leave, then join. Its own leave comes before the nameless one of a clear.
      visits.push({ participant_id, ...open, ...left });
      open = joins.length > 0 ? joined : null;
    } else if (open !== null && joins.length > 0) {
      strays.push({ code: 'duplicate-join', type: 'join', room, participant_id, at });
    } else if (open === null && joins.length > 0) {
      // With none open: join, then leave, an empty visit.
      if (leaves.length > 0) visits.push({ participant_id, ...joined, ...left });
      else open = joined;
    } else if (open === null && leaves.length > 0) {
      strays.push({ code: 'orphan-leave', type: 'leave', room, participant_id, at });
    }
  }
  if (open !== null) visits.push({ participant_id, ...open, leave: Infinity, leaveNames: namesOf([]) });
}

/** `names`: where repeats at one instant disagree, the smallest non-null string, each field on its own. */
function namesOf(repeats: readonly ValidEvent[]): Names {
  return {
    user_id: smallest(repeats.map((event) => event.user_id)),
    user_name: smallest(repeats.map((event) => event.user_name)),
  };
}

// 2. Who counts

/** `join-threshold`: not empty, and long enough, an open one as far as it is known. */
function admitted(room: Room, visit: Visit): boolean {
  const known = Math.min(visit.leave, room.asOf) - visit.join;
  return visit.join < visit.leave && known >= ms(room.rules.joinThreshold);
}

/** `undecided`: open, and not yet long enough. */
function undecided(room: Room, visit: Visit): boolean {
  return visit.leave === Infinity && room.asOf - visit.join < ms(room.rules.joinThreshold);
}

/** `undecided`: the earliest join of an undecided visit; with "occupy" there is none. */
function frontier(room: Room): EpochMs {
  if (room.rules.shortVisits === 'occupy') return Infinity;
  const waiting = room.visits.filter((visit) => undecided(room, visit));
  return Math.min(...waiting.map((visit) => visit.join));
}

/** `undecided`: which instants are decided. */
function decided(room: Room, t: EpochMs): boolean {
  return t < frontier(room) && t <= room.asOf;
}

/** `occupants`: which visits count for who is in the room. */
function counts(room: Room, visit: Visit): boolean {
  return room.rules.shortVisits === 'occupy' ? visit.join < visit.leave : admitted(room, visit);
}

/** `occupants`: P(t). */
function occupants(room: Room, t: EpochMs): Set<string> {
  const present = room.visits.filter((visit) => counts(room, visit) && visit.join <= t && t < visit.leave);
  return new Set(present.map((visit) => visit.participant_id));
}

/**
 * The instants at which anything can happen: P changes only where a visit begins or ends, whoever is alone
 * became so at one of these, and so a deadline is one of these plus one limit. No sum of limits occurs.
 */
function criticalInstants(visits: readonly Visit[], rules: RuleOptions, asOf: EpochMs): EpochMs[] {
  const changes = visits.flatMap((visit) => [visit.join, visit.leave]);
  const deadlines = changes.flatMap((a) => [a + ms(rules.soloStart), a + ms(rules.aloneReset)]);
  return ascending([...changes, ...deadlines].filter((t) => t <= asOf));
}

/** x if P(t) = {x}, else null. */
function alone(room: Room, t: EpochMs): string | null {
  const [x, ...others] = occupants(room, t);
  return x !== undefined && others.length === 0 ? x : null;
}

/** x if x is alone since t: P(t) = {x}, and P was not {x} just before (times are whole milliseconds). */
function aloneSince(room: Room, t: EpochMs): string | null {
  const x = alone(room, t);
  return x !== null && alone(room, t - 1) !== x ? x : null;
}

/** Whether P = {x} on all of [from, to). */
function aloneThroughout(room: Room, x: string, from: EpochMs, to: EpochMs): boolean {
  return room.instants.every((t) => t < from || t >= to || alone(room, t) === x);
}

// 3. Sessions of a room

/** All sessions, each found by asking for the first start, or the reset, after the one before. */
function sessionsOf(room: Room): Session[] {
  const sessions: Session[] = [];
  let start = nextStart(room, -Infinity);
  while (start !== null) {
    const reset = aloneReset(room, start);
    const empty = emptyEnd(room, start);
    // A deadline fires before the changes at its instant, so at a tie it is the reset that ends the session.
    if (reset !== null && reset.due <= empty) {
      const end = room.rules.resetBoundary === 'departure' ? reset.since : reset.due;
      if (!cutsDecided(room, end)) {
        sessions.push({ start, end: Infinity, decidedBefore: reset.due });
        break;
      }
      sessions.push({ start, end });
      start = resetStart(room, end) ?? nextStart(room, end);
    } else {
      sessions.push({ start, end: empty });
      start = empty === Infinity ? null : nextStart(room, empty);
    }
  }
  return sessions;
}

/** The first start at or after `from`, no session running; asked in order, so none is missed. */
function nextStart(room: Room, from: EpochMs): EpochMs | null {
  const starts = (a: EpochMs) => soloStart(room, a) || secondJoinerStart(room, a) || togetherStart(room, a);
  return room.instants.find((a) => a >= from && starts(a)) ?? null;
}

/** `solo-start`: x alone on [a, a+30 s), and the deadline is decided; changes at a+30 s come after it. */
function soloStart(room: Room, a: EpochMs): boolean {
  const x = aloneSince(room, a);
  const due = a + ms(room.rules.soloStart);
  return x !== null && decided(room, due) && aloneThroughout(room, x, a, due);
}

/** `second-joiner-start`: x alone since a, and before a+30 s others are with x; a hand-over forgets x. */
function secondJoinerStart(room: Room, a: EpochMs): boolean {
  const x = aloneSince(room, a);
  if (x === null) return false;
  const change = room.instants.find((t) => t > a && alone(room, t) !== x);
  if (change === undefined || change >= a + ms(room.rules.soloStart)) return false;
  return decided(room, change) && occupants(room, change).has(x);
}

/** `second-joiner-start`: two or more arrive together; had one been there alone, that start came earlier. */
function togetherStart(room: Room, a: EpochMs): boolean {
  return decided(room, a) && occupants(room, a).size >= 2;
}

/** `reset-start`: at once, where the reset placed the end, with all who are there if anyone is. */
function resetStart(room: Room, end: EpochMs): EpochMs | null {
  return occupants(room, end).size > 0 ? end : null;
}

/** `empty-end`: the first decided instant of the session at which P is empty; Infinity if there is none. */
function emptyEnd(room: Room, start: EpochMs): EpochMs {
  const empty = (t: EpochMs) => t > start && decided(room, t) && occupants(room, t).size === 0;
  return room.instants.find(empty) ?? Infinity;
}

/** `alone-reset`: the first a after the start (so others were there) with P = {x} on [a, a+600 s). */
function aloneReset(room: Room, start: EpochMs): { since: EpochMs; due: EpochMs } | null {
  const since = room.instants.find((a) => {
    const x = aloneSince(room, a);
    const due = a + ms(room.rules.aloneReset);
    return a > start && x !== null && decided(room, due) && aloneThroughout(room, x, a, due);
  });
  return since === undefined ? null : { since, due: since + ms(room.rules.aloneReset) };
}

/**
 * `undecided`: a reset cuts visits, and whether a visit has a record must be known by then, or a finished meeting
 * would gain a record later. Only "occupy" lets it be unknown: elsewhere the frontier lies before such a deadline.
 */
function cutsDecided(room: Room, end: EpochMs): boolean {
  return room.visits.every((visit) => visit.join >= end || !undecided(room, visit));
}

// 4. The meeting object

/** `bounds`, `ongoing`, `max-participants`. */
function meetingOf(room: Room, session: Session): NaiveMeeting {
  const ongoing = session.end === Infinity;
  return {
    room: room.name,
    start_time: snap(room.rules, sec(session.start)),
    duration: sec(ongoing ? room.asOf : session.end) - sec(session.start),
    ongoing,
    max_participants: maxParticipants(room, session),
    participants: participants(room, session),
    start: session.start,
    end: ongoing ? null : session.end,
  };
}

/** `max-participants`: the largest |P(t)| over the decided t in [s, e). */
function maxParticipants(room: Room, { start, end, decidedBefore = Infinity }: Session): number {
  const until = Math.min(end, decidedBefore);
  const within = room.instants.filter((t) => start <= t && t < until && decided(room, t));
  return Math.max(...within.map((t) => occupants(room, t).size));
}

/** `participants`: a record per admitted visit that overlaps [s, e), by clipped join, then participant_id. */
function participants(room: Room, session: Session): ParticipantRecord[] {
  return room.visits
    .filter((visit) => admitted(room, visit) && visit.join < session.end && visit.leave > session.start)
    .map((visit) => ({ visit, join: Math.max(visit.join, session.start) }))
    .sort((v, w) => v.join - w.join || codeUnits(v.visit.participant_id, w.visit.participant_id))
    .map(({ visit, join }) => recordOf(room, session, visit, join));
}

/** `names`, `whole-seconds`, `ongoing`: who is still there at T has been there until T. */
function recordOf(room: Room, session: Session, visit: Visit, join: EpochMs): ParticipantRecord {
  const leave = Math.min(visit.leave, session.end);
  const known = visit.leave <= session.end; // `names`: a leave after the session's end names nobody in it
  return {
    user_id: visit.joinNames.user_id ?? (known ? visit.leaveNames.user_id : null),
    participant_id: visit.participant_id,
    user_name: visit.joinNames.user_name ?? (known ? visit.leaveNames.user_name : null),
    join_time: snap(room.rules, sec(join)),
    duration: sec(leave === Infinity ? room.asOf : leave) - sec(join),
  };
}

/** `whole-seconds`. */
function sec(t: EpochMs): Seconds {
  return Math.floor(t / 1000);
}

/** `granularity`. */
function snap({ granularity, rounding }: RuleOptions, v: Seconds): Seconds {
  const above = ((v % granularity) + granularity) % granularity; // v mod granularity, also below zero
  const up = rounding === 'ceil' ? above > 0 : rounding === 'nearest' && above * 2 >= granularity;
  return up ? v - above + granularity : v - above;
}

/** `order`. */
function order(m: NaiveMeeting, n: NaiveMeeting): number {
  return m.start - n.start || codeUnits(m.room, n.room);
}

/** `strays`: by at, room, participant_id, code. */
function strayOrder(a: NaiveStray, b: NaiveStray): number {
  const texts = codeUnits(a.room, b.room) || codeUnits(a.participant_id, b.participant_id);
  return a.at - b.at || texts || codeUnits(a.code, b.code);
}

// Tools

/** A limit in ms: a whole number, which a product of fractions may just miss. Null is never reached. */
function ms(limit: Seconds | null): number {
  return limit === null ? Infinity : Math.round(limit * 1000);
}

/** JavaScript compares strings by UTF-16 code units. */
function codeUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function smallest(texts: readonly (string | null)[]): string | null {
  return texts.filter((text) => text !== null).sort(codeUnits)[0] ?? null;
}

function ascending(times: readonly number[]): number[] {
  return [...new Set(times)].sort((a, b) => a - b);
}

function grouped<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(key(item), [...(groups.get(key(item)) ?? []), item]);
  return groups;
}
