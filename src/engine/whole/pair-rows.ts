import type { EpochMs } from '../../model/time.js';
import { NEVER } from '../../model/time.js';
import type { CompiledRules } from '../compile-rules.js';
import { CLEAR, JOIN } from '../flat/event-types.js';
import { NONE } from '../flat/none.js';
import { addNumber, createNumberList, type NumberList } from '../flat/number-list.js';
import { agreedNames, codeAt, type NameTexts } from './agreed-names.js';
import type { LogRows } from './log-rows.js';
import * as V from './visit-table.js';
import { ROOM_WORDS, VISIT_TIMES, VISIT_WORDS, type VisitTable } from './visit-table.js';

/** A log whose events are being paired, and what has come of it. */
export interface Pairing {
  readonly rows: LogRows;
  /** the rows in the order in which they are paired, those of a room by time; null: as they came */
  readonly order: Int32Array | null;
  readonly visits: VisitTable;
  /** by participant, the visit that is open, or one of a room before; NONE for none */
  readonly open: Int32Array;
  /** the rows of events that change nothing, of participants and instants once */
  readonly duplicateJoins: NumberList;
  readonly orphanLeaves: NumberList;
  /** how many events only repeated another */
  repeated: number;
  /** whether someone was in two rooms at once, which is told apart only where rows come room by room */
  isTorn: boolean;
}

/** What one participant does at an instant at which several things happen in the room. */
interface Deed {
  /** of the first event of the participant at the instant */
  readonly row: number;
  joins: boolean;
  leaves: boolean;
  userId: number;
  userName: number;
  leaveRef: number;
}

export function createPairing(rows: LogRows, order: Int32Array | null, visits: VisitTable): Pairing {
  return {
    rows,
    order,
    visits,
    open: new Int32Array(rows.participants).fill(NONE),
    duplicateJoins: createNumberList(),
    orphanLeaves: createNumberList(),
    repeated: 0,
    isTorn: false,
  };
}

/**
 * Section 1 of SPEC.md: turns events up to T into visits, and notes strays. Takes those from a place in the order on, up to
 * another and to the end of an instant, and returns where it stopped.
 */
export function pairRows(
  pairing: Pairing,
  from: number,
  until: number,
  asOf: EpochMs,
  rules: CompiledRules,
  names: NameTexts,
): number {
  const { rows, order } = pairing;
  const { at } = rows;
  const count = order === null ? at.length : order.length;
  let place = from;
  while (place < until && !pairing.isTorn) {
    const row = order === null ? place : order[place]!;
    const instant = at[row]!;
    let next = place + 1;
    while (next < count && at[order === null ? next : order[next]!] === instant) next++;
    // The rows of other rooms may come first again.
    if (!rules.isAfterAsOf(instant, asOf)) {
      if (next - place === 1) pairAlone(pairing, row, rules);
      else pairInstant(pairing, place, next, rules, names);
    }
    place = next;
  }
  return place;
}

/** An event that is alone in its room at its instant. */
function pairAlone(pairing: Pairing, row: number, rules: CompiledRules): void {
  const { type, userId, userName } = pairing.rows;
  if (type[row] === CLEAR) clearRoom(pairing, row, rules);
  else if (type[row] === JOIN) {
    const id = userId === null ? NONE : userId[row]!;
    const name = userName === null ? NONE : userName[row]!;
    pairDeed(pairing, row, true, false, false, id, name, NONE, rules);
  } else {
    const isNamed = (userId !== null && userId[row]! >= 0) || (userName !== null && userName[row]! >= 0);
    pairDeed(pairing, row, false, true, false, NONE, NONE, isNamed ? row : NONE, rules);
  }
}

/** Several events of one instant, room by room. */
function pairInstant(
  pairing: Pairing,
  from: number,
  to: number,
  rules: CompiledRules,
  names: NameTexts,
): void {
  const { order } = pairing;
  const { room } = pairing.rows;
  if (to - from <= FEW && isSpread(pairing, from, to)) {
    for (let place = from; place < to; place++) {
      pairAlone(pairing, order === null ? place : order[place]!, rules);
    }
    return;
  }
  const rows = Int32Array.from({ length: to - from }, (_, i) =>
    order === null ? from + i : order[from + i]!,
  );
  rows.sort((a, b) => room[a]! - room[b]! || a - b);
  for (let begin = 0; begin < rows.length; ) {
    let end = begin + 1;
    while (end < rows.length && room[rows[end]!] === room[rows[begin]!]) end++;
    if (end - begin === 1) pairAlone(pairing, rows[begin]!, rules);
    else pairCrowd(pairing, rows.subarray(begin, end), rules, names);
    begin = end;
  }
}

/** So many events of an instant are held against each other. */
const FEW = 8;

/** Whether events are all of different rooms. */
function isSpread({ rows: { room }, order }: Pairing, from: number, to: number): boolean {
  for (let a = from; a < to; a++) {
    const own = room[order === null ? a : order[a]!];
    for (let b = a + 1; b < to; b++) if (room[order === null ? b : order[b]!] === own) return false;
  }
  return true;
}

/** Events of one room at one instant take effect together. */
function pairCrowd(pairing: Pairing, crowd: Int32Array, rules: CompiledRules, names: NameTexts): void {
  const { type, participant } = pairing.rows;
  const deeds = new Map<number, Deed>();
  let clear = NONE;
  for (const row of crowd) {
    if (type[row] === CLEAR) {
      if (clear !== NONE) pairing.repeated++;
      clear = row;
      continue;
    }
    let deed = deeds.get(participant[row]!);
    if (deed === undefined) {
      deed = { row, joins: false, leaves: false, userId: NONE, userName: NONE, leaveRef: NONE };
      deeds.set(participant[row]!, deed);
    }
    if (!fold(pairing, deed, row, rules, names)) pairing.repeated++;
  }
  for (const { row, joins, leaves, userId, userName, leaveRef } of deeds.values()) {
    pairDeed(pairing, row, joins, leaves, clear !== NONE, userId, userName, leaveRef, rules);
  }
  if (clear !== NONE) clearRoom(pairing, clear, rules);
}

/** Adds an event to a deed; false if it only repeats another: then its names may still count (clause `names`). */
function fold(
  { rows, visits }: Pairing,
  deed: Deed,
  row: number,
  rules: CompiledRules,
  names: NameTexts,
): boolean {
  const told = { userId: codeAt(rows.userId, row), userName: codeAt(rows.userName, row) };
  if (rows.type[row] === JOIN) {
    const isNew = !deed.joins;
    const { userId, userName } = isNew ? told : agreedNames(deed, told, names, rules);
    deed.joins = true;
    deed.userId = userId;
    deed.userName = userName;
    return isNew;
  }
  const isNew = !deed.leaves;
  deed.leaves = true;
  const isNamed = told.userId !== NONE || told.userName !== NONE;
  if (isNew) deed.leaveRef = isNamed ? row : NONE;
  else if (isNamed || deed.leaveRef !== NONE) {
    const before = leaveNames(rows, visits, deed.leaveRef);
    deed.leaveRef = -1 - visits.agreed.push(agreedNames(before, told, names, rules));
  }
  return isNew;
}

/** The names of a leave, as codes. */
export function leaveNames(
  { userId, userName }: LogRows,
  { agreed }: VisitTable,
  ref: number,
): V.AgreedNames {
  if (ref < NONE) return agreed[-2 - ref]!;
  return {
    userId: ref === NONE ? NONE : codeAt(userId, ref),
    userName: ref === NONE ? NONE : codeAt(userName, ref),
  };
}

function pairDeed(
  pairing: Pairing,
  row: number,
  joins: boolean,
  leaves: boolean,
  clears: boolean,
  userId: number,
  userName: number,
  leaveRef: number,
  rules: CompiledRules,
): void {
  const { rows, visits, open } = pairing;
  const participant = rows.participant[row]!;
  const r = rows.room[row]! * ROOM_WORDS;
  let visit = open[participant]!;
  if (visit !== NONE && (visit < visits.rooms[r + V.FIRST]! || visit >= visits.rooms[r + V.NEXT]!)) {
    // Room by room, it is in a room that has been left behind.
    if (pairing.order === null) pairing.isTorn = true;
    visit = NONE;
  }
  const wasOpen = visit !== NONE;
  const closes = rules.closesVisit(wasOpen, leaves, clears);
  if (closes) closeVisit(pairing, r, visit, row, leaves ? leaveRef : NONE);
  if (rules.isDuplicateJoin(wasOpen, closes, joins)) addNumber(pairing.duplicateJoins, row);
  else if (rules.isOrphanLeave(wasOpen, joins, leaves)) addNumber(pairing.orphanLeaves, row);
  if (!rules.opensVisit(wasOpen, closes, joins, leaves)) return;
  const opened = visits.rooms[r + V.NEXT]!++;
  const v = opened * VISIT_WORDS;
  visits.times[opened * VISIT_TIMES + V.JOINED] = rows.at[row]!;
  visits.times[opened * VISIT_TIMES + V.LEFT] = NEVER;
  visits.words[v + V.WHO] = participant;
  visits.words[v + V.USER_ID] = userId;
  visits.words[v + V.USER_NAME] = userName;
  visits.words[v + V.LEAVE_REF] = NONE;
  open[participant] = opened;
}

function closeVisit(
  { rows, visits, open }: Pairing,
  r: number,
  visit: number,
  row: number,
  ref: number,
): void {
  const { times, words, rooms, leaves } = visits;
  times[visit * VISIT_TIMES + V.LEFT] = rows.at[row]!;
  words[visit * VISIT_WORDS + V.LEAVE_REF] = ref;
  leaves[rooms[r + V.NEXT_LEAVE]!++] = visit;
  open[words[visit * VISIT_WORDS + V.WHO]!] = NONE;
}

/** Visits are in order of join: those opened at this very instant, after the clear, are the last ones. */
function clearRoom(pairing: Pairing, row: number, rules: CompiledRules): void {
  const { rows, visits } = pairing;
  const { times, rooms } = visits;
  const at = rows.at[row]!;
  const r = rows.room[row]! * ROOM_WORDS;
  let visit = rooms[r + V.CLOSED_UP_TO]!;
  let isClosed = true;
  for (; visit < rooms[r + V.NEXT]! && times[visit * VISIT_TIMES + V.JOINED]! < at; visit++) {
    if (times[visit * VISIT_TIMES + V.LEFT] !== NEVER) continue;
    if (rules.closesVisit(true, false, true)) closeVisit(pairing, r, visit, row, NONE);
    else isClosed = false;
  }
  if (isClosed) rooms[r + V.CLOSED_UP_TO] = visit;
}
