import type { StrayEvent } from '../../model/anomaly.js';
import { type EpochMs, NEVER } from '../../model/time.js';
import type { CompiledRules } from '../compile-rules.js';
import { explain } from '../explain.js';
import { BEGIN_CLAUSES } from '../flat/flat-recipe.js';
import { NONE } from '../flat/none.js';
import { createNameBook, type NameSource } from '../name-book.js';
import type { GroupedRows } from './grouped-rows.js';
import { clearCandidates, createCandidates, listVisits } from './list-visits.js';
import { type PairHost, pairRows } from './pair-rows.js';
import * as S from './session-state.js';
import { addSession, createSessionTable, type SessionTable } from './session-table.js';
import { type SettleHost, settleVisits } from './settle-visits.js';
import { beginRoom, createVisitTable, PLACE, VISIT_WORDS } from './visit-table.js';

/** What is called how in a log: rooms by number, whoever an event is about by its place, as codes. */
export interface LogNames extends NameSource {
  roomName(room: number): string;
  participantAt(place: number): number;
  participantId(code: number): string;
}

/** What a log came to, in the order of its rooms. */
export interface WholeLog {
  readonly sessions: SessionTable;
  readonly strays: StrayEvent[];
  readonly names: LogNames;
  readonly rules: CompiledRules;
  readonly asOf: EpochMs;
  /** how many events only repeated another */
  repeated: number;
}

/** So many rooms are run before it is time to give way. */
const ROOMS_AT_ONCE = 64;

/**
 * Runs a log up to T, room by room. `participants` is one more than the largest number of a participant. Yields now
 * and then, for who must give way.
 */
export function* runRows(
  rows: GroupedRows,
  participants: number,
  names: LogNames,
  asOf: EpochMs,
  rules: CompiledRules,
  explains: boolean,
): Generator<void, WholeLog> {
  const { log, runRoom } = createRun(rows, participants, names, asOf, rules, explains);
  const rooms = rows.from.length - 1;
  for (let room = 0; room < rooms; room++) {
    runRoom(room);
    if (room % ROOMS_AT_ONCE === 0) yield;
  }
  return log;
}

/** Runs to the end. */
export function withoutPause<Result>(run: Generator<void, Result>): Result {
  for (;;) {
    const { done, value } = run.next();
    if (done) return value;
  }
}

function createRun(
  rows: GroupedRows,
  participants: number,
  names: LogNames,
  asOf: EpochMs,
  rules: CompiledRules,
  explains: boolean,
) {
  const visits = createVisitTable(rows, participants);
  const sessions = createSessionTable(rows.count);
  const candidates = createCandidates();
  const state = S.createSessionState(asOf);
  const strays: StrayEvent[] = [];
  const book = createNameBook(names, rules);
  const log: WholeLog = { sessions, strays, names, rules, asOf, repeated: 0 };
  const idAt = (place: number) => names.participantId(names.participantAt(place));
  const idOf = (visit: number) => idAt(visits.words[visit * VISIT_WORDS + PLACE]!);
  let roomNow = 0;

  const pairHost: PairHost = {
    duplicateJoin(place, at) {
      strays.push({ code: 'duplicate-join', type: 'join', ...whose(place), at });
    },
    orphanLeave(place, at) {
      strays.push({ code: 'orphan-leave', type: 'leave', ...whose(place), at });
    },
    repeated() {
      log.repeated++;
    },
    agreed: book.agree,
  };

  const settleHost: SettleHost = {
    closed(clause, end, decidedAt, aloneSince, dueAt, lastPresent) {
      const until = dueAt === NEVER ? end : Math.max(end, dueAt);
      list(end, until, decidedAt);
      if (!explains) return;
      const loneId = clause === 'alone-reset' ? idOf(state.counts[S.PRESENT_XOR]!) : null;
      const ending = { clause, at: end, loneId, aloneSince, dueAt, lastPresent };
      sessions.explanations.push(explain(beginning(), ending, rules));
    },
  };

  function runRoom(room: number): void {
    roomNow = room;
    beginRoom(visits);
    clearCandidates(candidates);
    pairRows(rows, room, asOf, visits, rules, pairHost);
    settleVisits(visits, state, rules, settleHost);
    if (state.times[S.STARTED] === NEVER) return;
    list(NEVER, NEVER, NEVER);
    if (explains) sessions.explanations.push(explain(beginning(), null, rules));
  }

  function list(end: EpochMs, until: EpochMs, decidedAt: EpochMs): void {
    const start = state.times[S.STARTED]!;
    const { records } = sessions;
    const recordsFrom = records.count;
    listVisits(records, candidates, visits, start, end, until, asOf, names, book, rules);
    addSession(sessions, roomNow, start, end, decidedAt, state.counts[S.LARGEST]!, recordsFrom);
  }

  function whose(place: number) {
    return { room: names.roomName(roomNow), participant_id: idAt(place) };
  }

  function beginning() {
    const { times, counts } = state;
    const by = counts[S.BEGAN_BY]!;
    return {
      start: times[S.STARTED]!,
      began: BEGIN_CLAUSES[counts[S.BEGAN]!]!,
      beganBy: by === NONE ? null : idOf(by),
      beganAfter: times[S.BEGAN_AFTER]!,
      beganOn: times[S.BEGAN_ON]!,
      beganWith: counts[S.BEGAN_WITH]!,
    };
  }

  return { log, runRoom };
}
