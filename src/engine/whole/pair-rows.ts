import { type EpochMs, NEVER } from '../../model/time.js';
import type { CompiledRules } from '../compile-rules.js';
import { CLEAR, JOIN } from '../flat/gather-event.js';
import { NONE } from '../flat/none.js';
import { type GroupedRows, typeOf } from './grouped-rows.js';
import { growVisits, type VisitTable } from './visit-table.js';

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
  const { at, tagged, participant } = rows;
  const end = rows.from[room + 1]!;
  let place = rows.from[room]!;
  while (place < end) {
    const instant = at[place]!;
    if (rules.isAfterAsOf(instant, asOf)) return;
    if (place + 1 < end && at[place + 1] === instant) {
      let next = place + 2;
      while (next < end && at[next] === instant) next++;
      pairCrowd(rows, place, next, visits, rules, host);
      place = next;
      continue;
    }
    const type = typeOf(tagged[place]!);
    if (type === CLEAR) clearRoom(visits, instant, rules);
    else {
      const joins = type === JOIN;
      pairDeed(participant[place]!, place, instant, joins, !joins, false, place, place, visits, rules, host);
    }
    place++;
  }
}

/** Events of one instant take effect together. */
function pairCrowd(
  { at, tagged, participant }: GroupedRows,
  from: number,
  to: number,
  visits: VisitTable,
  rules: CompiledRules,
  host: PairHost,
): void {
  const deeds: Deed[] = [];
  let places: Map<number, Deed> | null = null;
  let clears = false;
  for (let place = from; place < to; place++) {
    const type = typeOf(tagged[place]!);
    if (type === CLEAR) {
      if (clears) host.repeated();
      clears = true;
      continue;
    }
    const who = participant[place]!;
    if (deeds.length === FEW) places ??= new Map(deeds.map((known) => [known.participant, known]));
    let deed = places === null ? deeds.find((known) => known.participant === who) : places.get(who);
    if (deed === undefined) {
      deed = { participant: who, place, joins: false, leaves: false, joinRef: NONE, leaveRef: NONE };
      deeds.push(deed);
      places?.set(who, deed);
    }
    if (!fold(deed, type, place, host)) host.repeated();
  }
  const instant = at[from]!;
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
  if (visit === visits.join.length) growVisits(visits);
  visits.join[visit] = at;
  visits.leave[visit] = NEVER;
  visits.participant[visit] = participant;
  visits.place[visit] = place;
  visits.joinRef[visit] = ref;
  visits.leaveRef[visit] = NONE;
  visits.open[participant] = visit;
  visits.changes[visits.changeCount++] = visit * 2 + 1;
}

function closeVisit(visits: VisitTable, visit: number, at: EpochMs, ref: number): void {
  visits.leave[visit] = at;
  visits.leaveRef[visit] = ref;
  visits.open[visits.participant[visit]!] = NONE;
  visits.changes[visits.changeCount++] = visit * 2;
}

/** Visits are in order of join: those opened at this very instant, after the clear, are the last ones. */
function clearRoom(visits: VisitTable, at: EpochMs, rules: CompiledRules): void {
  const { join, leave, count } = visits;
  let visit = visits.closedUpTo;
  let isClosed = true;
  for (; visit < count && join[visit]! < at; visit++) {
    if (leave[visit] === NEVER) {
      if (rules.closesVisit(true, false, true)) closeVisit(visits, visit, at, NONE);
      else isClosed = false;
    }
  }
  if (isClosed) visits.closedUpTo = visit;
}
