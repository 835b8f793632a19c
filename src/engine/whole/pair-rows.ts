import { type EpochMs, NEVER } from '../../model/time.js';
import type { CompiledRules } from '../compile-rules.js';
import { CLEAR, JOIN, LEAVE } from '../flat/event-types.js';
import { NONE } from '../flat/none.js';
import { addNumber, createNumberList, type NumberList } from '../flat/number-list.js';
import { int32s } from '../small-arrays.js';
import { type AgreedNames, agreedNames } from './agreed-names.js';
import {
  bringRooms,
  createGroupedEvents,
  type GroupedEvents,
  participantAt,
  placeOf,
  timeAt,
  typeAt,
  userIdAt,
  userNameAt,
} from './grouped-events.js';
import type { LogRows } from './log-rows.js';
import type { LogTexts } from './log-texts.js';
import { createParticipantTable, numberParticipants, type ParticipantTable } from './number-participants.js';
import * as V from './visit-table.js';
import { VISIT_TIMES, VISIT_WORDS, type VisitTable } from './visit-table.js';

/** A log whose events are being paired, room by room, and what has come of it. */
export interface Pairing {
  readonly rows: LogRows;
  readonly events: GroupedEvents;
  /** the visits in the rooms whose events are there */
  readonly visits: VisitTable;
  /** how many visits there were in rooms before these */
  visitsBefore: number;
  /** the first visit of the room that came last, and those before which none is open */
  first: number;
  closedUpTo: number;
  /** its visits that have ended, by time */
  readonly leaves: Int32Array;
  leaveCount: number;
  /** by participant the number of the latest visit, counted from the first of all rooms; NONE or one of a room before for none */
  readonly latest: Int32Array;
  /** where participants are texts, what tells them apart; else null, and their codes are numbers */
  readonly table: ParticipantTable | null;
  /** the places of the room's events that change nothing: one of a participant at an instant */
  readonly duplicateJoins: NumberList;
  readonly orphanLeaves: NumberList;
  /** how many events only repeated another */
  repeated: number;
  /** what was seen by looking ahead, of no meaning: a result, so that it is not optimised away */
  looked: number;
}

/** What one participant does at an instant at which several things happen in the room. */
interface Deed {
  /** the first event of the participant at the instant */
  readonly place: number;
  joins: boolean;
  leaves: boolean;
  joinNames: AgreedNames;
  leaveNames: AgreedNames;
}

const NO_NAMES: AgreedNames = { userId: NONE, userName: NONE };

/** @param atOnce so many events are brought together at once, as `createGroupedEvents` says */
export function createPairing(rows: LogRows, atOnce: number): Pairing {
  const events = createGroupedEvents(rows, atOnce);
  const { mostJoins, mostOfRoom } = events;
  return {
    rows,
    events,
    visits: V.createVisitTable(mostJoins),
    visitsBefore: 0,
    first: 0,
    closedUpTo: 0,
    leaves: int32s(mostOfRoom),
    leaveCount: 0,
    latest: int32s(rows.participants ?? mostOfRoom).fill(NONE),
    table: rows.participants === null ? createParticipantTable(mostOfRoom) : null,
    duplicateJoins: createNumberList(),
    orphanLeaves: createNumberList(),
    repeated: 0,
    looked: 0,
  };
}

/** Goes on to the next rooms, up to before `end`, one of `events.ends`; the visits in those before them are given up. */
export function goOn(pairing: Pairing, texts: LogTexts, end: number): void {
  const { visits } = pairing;
  bringRooms(pairing.events, pairing.rows, texts, end);
  pairing.visitsBefore += visits.count;
  visits.count = 0;
}

/** Section 1 of SPEC.md: turns the events of a room up to T into visits, and notes where strays are. */
export function pairRoom(
  pairing: Pairing,
  room: number,
  asOf: EpochMs,
  rules: CompiledRules,
  texts: LogTexts,
): void {
  const { visits, events } = pairing;
  if (pairing.table === null) pairing.looked = lookAhead(pairing, room);
  else numberParticipants(pairing.table, events, room);
  const end = placeOf(events, room + 1);
  let place = placeOf(events, room);
  pairing.first = visits.count;
  pairing.closedUpTo = visits.count;
  pairing.leaveCount = 0;
  pairing.duplicateJoins.length = 0;
  pairing.orphanLeaves.length = 0;
  while (place < end) {
    const instant = timeAt(events, place);
    if (rules.isAfterAsOf(instant, asOf)) return;
    let next = place + 1;
    while (next < end && timeAt(events, next) === instant) next++;
    if (next - place === 1) pairAlone(pairing, place, rules);
    else pairCrowd(pairing, place, next, rules, texts);
    place = next;
  }
}

/**
 * Looks at the entries of all participants of a room in a loop that decides nothing, so that all of them are waited for at
 * once: they are spread over the memory of a whole log.
 */
function lookAhead({ events, latest }: Pairing, room: number): number {
  const end = placeOf(events, room + 1);
  let seen = 0;
  for (let place = placeOf(events, room); place < end; place++) {
    // A clear has none.
    seen ^= latest[Math.max(0, participantAt(events, place))]!;
  }
  return seen;
}

/** An event that is alone at its instant. */
function pairAlone(pairing: Pairing, place: number, rules: CompiledRules): void {
  const { events } = pairing;
  const type = typeAt(events, place);
  const userId = userIdAt(events, place);
  const userName = userNameAt(events, place);
  if (type === JOIN) pairDeed(pairing, place, true, false, false, userId, userName, NONE, NONE, rules);
  else if (type === LEAVE) {
    pairDeed(pairing, place, false, true, false, NONE, NONE, userId, userName, rules);
  } else clearRoom(pairing, place, rules);
}

/** The events [from, to), of one instant, take effect together. */
function pairCrowd(pairing: Pairing, from: number, to: number, rules: CompiledRules, texts: LogTexts): void {
  const { events } = pairing;
  const deeds = new Map<number, Deed>();
  let clear = NONE;
  for (let place = from; place < to; place++) {
    if (typeAt(events, place) === CLEAR) {
      if (clear !== NONE) pairing.repeated++;
      clear = place;
      continue;
    }
    const participant = participantAt(events, place);
    let deed = deeds.get(participant);
    if (deed === undefined) {
      deed = { place, joins: false, leaves: false, joinNames: NO_NAMES, leaveNames: NO_NAMES };
      deeds.set(participant, deed);
    }
    if (!fold(events, deed, place, rules, texts)) pairing.repeated++;
  }
  for (const { place, joins, leaves, joinNames, leaveNames } of deeds.values()) {
    pairDeed(
      pairing,
      place,
      joins,
      leaves,
      clear !== NONE,
      joinNames.userId,
      joinNames.userName,
      leaveNames.userId,
      leaveNames.userName,
      rules,
    );
  }
  if (clear !== NONE) clearRoom(pairing, clear, rules);
}

/** Adds an event to a deed; false if it only repeats another: then its names may still count (clause `names`). */
function fold(
  events: GroupedEvents,
  deed: Deed,
  place: number,
  rules: CompiledRules,
  texts: LogTexts,
): boolean {
  const told = { userId: userIdAt(events, place), userName: userNameAt(events, place) };
  if (typeAt(events, place) === JOIN) {
    const isNew = !deed.joins;
    deed.joinNames = isNew ? told : agreedNames(deed.joinNames, told, texts, rules);
    deed.joins = true;
    return isNew;
  }
  const isNew = !deed.leaves;
  deed.leaveNames = isNew ? told : agreedNames(deed.leaveNames, told, texts, rules);
  deed.leaves = true;
  return isNew;
}

function pairDeed(
  pairing: Pairing,
  place: number,
  joins: boolean,
  leaves: boolean,
  clears: boolean,
  userId: number,
  userName: number,
  leaveUserId: number,
  leaveUserName: number,
  rules: CompiledRules,
): void {
  const { visits, events, visitsBefore } = pairing;
  const participant = participantAt(events, place);
  const visit = pairing.latest[participant]! - visitsBefore;
  const wasOpen = visit >= pairing.first && visits.times[visit * VISIT_TIMES + V.LEFT] === NEVER;
  const closes = rules.closesVisit(wasOpen, leaves, clears);
  if (closes) closeVisit(pairing, visit, place, leaveUserId, leaveUserName);
  if (rules.isDuplicateJoin(wasOpen, closes, joins)) addNumber(pairing.duplicateJoins, place);
  else if (rules.isOrphanLeave(wasOpen, joins, leaves)) addNumber(pairing.orphanLeaves, place);
  if (!rules.opensVisit(wasOpen, closes, joins, leaves)) return;
  const opened = visits.count++;
  const v = opened * VISIT_WORDS;
  visits.times[opened * VISIT_TIMES + V.JOINED] = timeAt(events, place);
  visits.times[opened * VISIT_TIMES + V.LEFT] = NEVER;
  visits.words[v + V.WHO] = pairing.table === null ? participant : pairing.table.codes[participant]!;
  visits.words[v + V.USER_ID] = userId;
  visits.words[v + V.USER_NAME] = userName;
  visits.words[v + V.LEAVE_USER_ID] = NONE;
  visits.words[v + V.LEAVE_USER_NAME] = NONE;
  pairing.latest[participant] = visitsBefore + opened;
}

function closeVisit(pairing: Pairing, visit: number, place: number, userId: number, userName: number): void {
  const { times, words } = pairing.visits;
  times[visit * VISIT_TIMES + V.LEFT] = timeAt(pairing.events, place);
  words[visit * VISIT_WORDS + V.LEAVE_USER_ID] = userId;
  words[visit * VISIT_WORDS + V.LEAVE_USER_NAME] = userName;
  pairing.leaves[pairing.leaveCount++] = visit;
}

/** Visits are in order of join: those opened at this very instant, after the clear, are the last ones. */
function clearRoom(pairing: Pairing, place: number, rules: CompiledRules): void {
  const { times, count } = pairing.visits;
  const at = timeAt(pairing.events, place);
  let visit = pairing.closedUpTo;
  let isClosed = true;
  for (; visit < count && times[visit * VISIT_TIMES + V.JOINED]! < at; visit++) {
    if (times[visit * VISIT_TIMES + V.LEFT] !== NEVER) continue;
    if (rules.closesVisit(true, false, true)) closeVisit(pairing, visit, place, NONE, NONE);
    else isClosed = false;
  }
  if (isClosed) pairing.closedUpTo = visit;
}
