import { type EpochMs, NEVER } from '../../model/time.js';
import type { CompiledRules } from '../compile-rules.js';
import { CLEAR, JOIN } from '../flat/event-types.js';
import { NONE } from '../flat/none.js';
import { AT, EVENT_TIMES, EVENT_WORDS, type GroupedRows, PARTICIPANT, typeAt } from './grouped-rows.js';
import {
  JOIN_REF,
  JOINED,
  LEAVE_REF,
  LEFT,
  PLACE,
  VISIT_TIMES,
  VISIT_WORDS,
  type VisitTable,
  WHO,
} from './visit-table.js';

/** Who is told of events that change nothing, and makes one reference of two to names told at one instant. */
export interface PairHost {
  duplicateJoin(place: number, at: EpochMs): void;
  orphanLeave(place: number, at: EpochMs): void;
  repeated(): void;
  agreed(a: number, b: number): number;
}

/** What one participant does at an instant at which several things happen. */
interface Deed {
  readonly participant: number;
  /** of the first event of the participant at the instant */
  readonly place: number;
  joins: boolean;
  leaves: boolean;
  joinRef: number;
  leaveRef: number;
}

/** Section 1 of SPEC.md: turns the events of a room up to T into visits, and reports strays. */
export function pairRows(
  rows: GroupedRows,
  room: number,
  asOf: EpochMs,
  visits: VisitTable,
  rules: CompiledRules,
  host: PairHost,
): void {
  const { times, words } = rows;
  const end = rows.from[room + 1]!;
  let place = rows.from[room]!;
  while (place < end) {
    const instant = times[place * EVENT_TIMES + AT]!;
    if (rules.isAfterAsOf(instant, asOf)) return;
    if (place + 1 < end && times[(place + 1) * EVENT_TIMES + AT] === instant) {
      let next = place + 2;
      while (next < end && times[next * EVENT_TIMES + AT] === instant) next++;
      pairCrowd(rows, place, next, visits, rules, host);
      place = next;
      continue;
    }
    const type = typeAt(rows, place);
    if (type === CLEAR) clearRoom(visits, instant, rules);
    else {
      const joins = type === JOIN;
      pairDeed(
        words[place * EVENT_WORDS + PARTICIPANT]!,
        place,
        instant,
        joins,
        !joins,
        false,
        place,
        place,
        visits,
        rules,
        host,
      );
    }
    place++;
  }
}

/** Events of one instant take effect together. */
function pairCrowd(
  rows: GroupedRows,
  from: number,
  to: number,
  visits: VisitTable,
  rules: CompiledRules,
  host: PairHost,
): void {
  const { times, words } = rows;
  const deeds: Deed[] = [];
  let places: Map<number, Deed> | null = null;
  let clears = false;
  for (let place = from; place < to; place++) {
    const type = typeAt(rows, place);
    if (type === CLEAR) {
      if (clears) host.repeated();
      clears = true;
      continue;
    }
    const who = words[place * EVENT_WORDS + PARTICIPANT]!;
    if (deeds.length === FEW) places ??= new Map(deeds.map((known) => [known.participant, known]));
    let deed = places === null ? deeds.find((known) => known.participant === who) : places.get(who);
    if (deed === undefined) {
      deed = { participant: who, place, joins: false, leaves: false, joinRef: NONE, leaveRef: NONE };
      deeds.push(deed);
      places?.set(who, deed);
    }
    if (!fold(deed, type, place, host)) host.repeated();
  }
  const instant = times[from * EVENT_TIMES + AT]!;
  for (const { participant: who, place: first, joins, leaves, joinRef, leaveRef } of deeds) {
    pairDeed(who, first, instant, joins, leaves, clears, joinRef, leaveRef, visits, rules, host);
  }
  if (clears) clearRoom(visits, instant, rules);
}

/** So many participants of a crowd are told apart without an index. */
const FEW = 8;

/** Adds an event to a deed; false if it only repeats another. */
function fold(deed: Deed, type: number, place: number, host: PairHost): boolean {
  if (type === JOIN) {
    const isNew = !deed.joins;
    deed.joinRef = isNew ? place : host.agreed(deed.joinRef, place);
    deed.joins = true;
    return isNew;
  }
  const isNew = !deed.leaves;
  deed.leaveRef = isNew ? place : host.agreed(deed.leaveRef, place);
  deed.leaves = true;
  return isNew;
}

function pairDeed(
  participant: number,
  place: number,
  at: EpochMs,
  joins: boolean,
  leaves: boolean,
  clears: boolean,
  joinRef: number,
  leaveRef: number,
  visits: VisitTable,
  rules: CompiledRules,
  host: PairHost,
): void {
  const open = visits.open[participant]!;
  const wasOpen = open !== NONE;
  const closes = rules.closesVisit(wasOpen, leaves, clears);
  if (closes) closeVisit(visits, open, at, leaves ? leaveRef : NONE);
  if (rules.isDuplicateJoin(wasOpen, closes, joins)) host.duplicateJoin(place, at);
  else if (rules.isOrphanLeave(wasOpen, joins, leaves)) host.orphanLeave(place, at);
  if (rules.opensVisit(wasOpen, closes, joins, leaves)) openVisit(visits, participant, place, at, joinRef);
}

function openVisit(visits: VisitTable, participant: number, place: number, at: EpochMs, ref: number): void {
  const visit = visits.count++;
  const { times, words } = visits;
  const v = visit * VISIT_WORDS;
  times[visit * VISIT_TIMES + JOINED] = at;
  times[visit * VISIT_TIMES + LEFT] = NEVER;
  words[v + PLACE] = place;
  words[v + WHO] = participant;
  words[v + JOIN_REF] = ref;
  words[v + LEAVE_REF] = NONE;
  visits.open[participant] = visit;
  visits.changes[visits.changeCount++] = visit * 2 + 1;
}

function closeVisit(visits: VisitTable, visit: number, at: EpochMs, ref: number): void {
  const { times, words } = visits;
  const v = visit * VISIT_WORDS;
  times[visit * VISIT_TIMES + LEFT] = at;
  words[v + LEAVE_REF] = ref;
  visits.open[words[v + WHO]!] = NONE;
  visits.changes[visits.changeCount++] = visit * 2;
}

/** Visits are in order of join: those opened at this very instant, after the clear, are the last ones. */
function clearRoom(visits: VisitTable, at: EpochMs, rules: CompiledRules): void {
  const { times, count } = visits;
  let visit = visits.closedUpTo;
  let isClosed = true;
  for (; visit < count && times[visit * VISIT_TIMES + JOINED]! < at; visit++) {
    if (times[visit * VISIT_TIMES + LEFT] !== NEVER) continue;
    if (rules.closesVisit(true, false, true)) closeVisit(visits, visit, at, NONE);
    else isClosed = false;
  }
  if (isClosed) visits.closedUpTo = visit;
}
