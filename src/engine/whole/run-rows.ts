import type { StrayEvent } from '../../model/anomaly.js';
import type { EndClause } from '../../model/clause.js';
import { type EpochMs, NEVER } from '../../model/time.js';
import type { CompiledRules } from '../compile-rules.js';
import { explain } from '../explain.js';
import { BEGIN_CLAUSES } from '../flat/flat-recipe.js';
import { NONE } from '../flat/none.js';
import type { NameTexts } from './agreed-names.js';
import { clearCandidates, createCandidates, listVisits } from './list-visits.js';
import { checkLength, type LogRows, rowsByRoom } from './log-rows.js';
import { createPairing, type Pairing, pairRows } from './pair-rows.js';
import * as S from './session-state.js';
import { addSession, createSessionTable, type SessionTable } from './session-table.js';
import { settleVisits } from './settle-visits.js';
import {
  createVisitTable,
  FIRST,
  NEXT,
  ROOM_WORDS,
  VISIT_WORDS,
  type VisitTable,
  WHO,
} from './visit-table.js';

/** What numbers and codes in a log stand for. */
export interface LogTexts extends NameTexts {
  roomName(room: number): string;
  participantId(participant: number): string;
}

/** What a log came to, in the order of its rooms. */
export interface WholeLog {
  readonly rows: LogRows;
  readonly visits: VisitTable;
  readonly sessions: SessionTable;
  readonly strays: StrayEvent[];
  readonly texts: LogTexts;
  readonly rules: CompiledRules;
  readonly asOf: EpochMs;
  /** how many events only repeated another */
  readonly repeated: number;
}

/** So many events are paired, and so many rooms are run, before it is time to give way. */
const ROWS_AT_ONCE = 1 << 16;
const ROOMS_AT_ONCE = 64;

/** Runs a log up to T. Yields now and then, for who must give way. */
export function* runRows(
  rows: LogRows,
  texts: LogTexts,
  asOf: EpochMs,
  rules: CompiledRules,
  explains: boolean,
): Generator<void, WholeLog> {
  checkLength(rows);
  let pairing = rows.isSorted ? yield* pairAll(rows, null, texts, asOf, rules) : null;
  if (pairing === null || pairing.isTorn)
    pairing = yield* pairAll(rows, rowsByRoom(rows), texts, asOf, rules);
  const { visits, repeated } = pairing;
  const sessions = createSessionTable(visits.leaves.length);
  const strays = straysOf(pairing, texts);
  const runRoom = createRun(visits, sessions, texts, asOf, rules, explains);
  for (let room = 0; room < rows.rooms; room++) {
    runRoom(room);
    if (room % ROOMS_AT_ONCE === 0) yield;
  }
  return { rows, visits, sessions, strays, texts, rules, asOf, repeated };
}

/** Runs to the end. */
export function withoutPause<Result>(run: Generator<void, Result>): Result {
  for (;;) {
    const { done, value } = run.next();
    if (done) return value;
  }
}

function* pairAll(
  rows: LogRows,
  order: Int32Array | null,
  texts: LogTexts,
  asOf: EpochMs,
  rules: CompiledRules,
): Generator<void, Pairing> {
  const pairing = createPairing(rows, order, createVisitTable(rows));
  const count = order === null ? rows.at.length : order.length;
  for (let place = 0; place < count && !pairing.isTorn; ) {
    place = pairRows(pairing, place, Math.min(count, place + ROWS_AT_ONCE), asOf, rules, texts);
    yield;
  }
  return pairing;
}

function straysOf({ rows, duplicateJoins, orphanLeaves }: Pairing, texts: LogTexts): StrayEvent[] {
  const whose = (row: number) => ({
    room: texts.roomName(rows.room[row]!),
    participant_id: texts.participantId(rows.participant[row]!),
    at: rows.at[row]!,
  });
  const strays: StrayEvent[] = [];
  for (let i = 0; i < duplicateJoins.length; i++) {
    strays.push({ code: 'duplicate-join', type: 'join', ...whose(duplicateJoins.items[i]!) });
  }
  for (let i = 0; i < orphanLeaves.length; i++) {
    strays.push({ code: 'orphan-leave', type: 'leave', ...whose(orphanLeaves.items[i]!) });
  }
  return strays;
}

function createRun(
  visits: VisitTable,
  sessions: SessionTable,
  texts: LogTexts,
  asOf: EpochMs,
  rules: CompiledRules,
  explains: boolean,
): (room: number) => void {
  const candidates = createCandidates();
  const state = S.createSessionState();
  const { times, counts } = state;
  const idOf = (participant: number) => texts.participantId(participant);
  const idOfVisit = (visit: number) => idOf(visits.words[visit * VISIT_WORDS + WHO]!);
  let roomNow = 0;

  function closed(clause: EndClause): void {
    const end = times[S.ENDED]!;
    const dueAt = times[S.DUE_AT]!;
    list(end, dueAt === NEVER ? end : Math.max(end, dueAt), times[S.DECIDED_AT]!);
    if (!explains) return;
    const ending = {
      clause,
      at: end,
      loneId: clause === 'alone-reset' ? idOfVisit(counts[S.LAST_LONE]!) : null,
      aloneSince: times[S.ALONE_SINCE]!,
      dueAt,
      lastPresent: counts[S.LAST_PRESENT]!,
    };
    sessions.explanations.push(explain(beginning(), ending, rules));
  }

  function runRoom(room: number): void {
    roomNow = room;
    clearCandidates(candidates, visits.rooms[room * ROOM_WORDS + FIRST]!);
    settleVisits(visits, room, asOf, rules, state, closed);
    if (times[S.STARTED] === NEVER) return;
    list(NEVER, NEVER, NEVER);
    if (explains) sessions.explanations.push(explain(beginning(), null, rules));
  }

  function list(end: EpochMs, until: EpochMs, decidedAt: EpochMs): void {
    const start = times[S.STARTED]!;
    const { records } = sessions;
    const recordsFrom = records.length;
    const endOfVisits = visits.rooms[roomNow * ROOM_WORDS + NEXT]!;
    listVisits(records, candidates, visits, endOfVisits, start, end, until, rules, idOf);
    addSession(sessions, roomNow, start, end, decidedAt, counts[S.LARGEST]!, recordsFrom);
  }

  function beginning() {
    const by = counts[S.BEGAN_BY]!;
    return {
      start: times[S.STARTED]!,
      began: BEGIN_CLAUSES[counts[S.BEGAN]!]!,
      beganBy: by === NONE ? null : idOfVisit(by),
      beganAfter: times[S.BEGAN_AFTER]!,
      beganOn: times[S.BEGAN_ON]!,
      beganWith: counts[S.BEGAN_WITH]!,
    };
  }

  return runRoom;
}
