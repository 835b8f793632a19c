import type { StrayEvent } from '../../model/anomaly.js';
import { ALWAYS, type EpochMs, NEVER } from '../../model/time.js';
import { type CompiledRules, toCompiled } from '../compile-rules.js';
import { createColumns, logOf } from '../event-columns.js';
import { keepOne } from '../keep-one.js';
import { addOngoing } from './close-session.js';
import { EVENTS_AT_ONCE } from './grouped-events.js';
import { clearCandidates } from './list-visits.js';
import type { LogRows } from './log-rows.js';
import type { LogTexts } from './log-texts.js';
import { goOn, type Pairing, pairRoom } from './pair-rows.js';
import { createRun, type Run } from './run.js';
import { STARTED } from './session-state.js';
import type { SessionTable } from './session-table.js';
import { settleVisits } from './settle-visits.js';

/** What a log came to, in the order of its rooms. */
export interface WholeLog {
  readonly sessions: SessionTable;
  readonly strays: StrayEvent[];
  readonly texts: LogTexts;
  readonly rules: CompiledRules;
  readonly asOf: EpochMs;
  /** how many events only repeated another */
  readonly repeated: number;
}

/** So many rooms are run before it is time to give way. */
const ROOMS_AT_ONCE = 64;

/**
 * Runs a log up to T, room by room, so many events at once or somewhat more. Yields now and then, for who must give way.
 */
export function* runRows(
  rows: LogRows,
  texts: LogTexts,
  asOf: EpochMs,
  rules: CompiledRules,
  explains: boolean,
  atOnce = EVENTS_AT_ONCE,
): Generator<void, WholeLog> {
  keepOne(runOfNothing);
  const run = createRun(rows, texts, asOf, rules, explains, atOnce);
  const { events } = run.pairing;
  for (const end of events.ends) {
    goOn(run.pairing, end);
    for (let room = events.firstRoom; room < end; room += ROOMS_AT_ONCE) {
      runRooms(run, room, Math.min(room + ROOMS_AT_ONCE, end));
      yield;
    }
  }
  return wholeLog(run);
}

function runOfNothing(): readonly [Run, WholeLog] {
  const { rows, texts } = logOf(createColumns());
  const run = createRun(rows, texts, ALWAYS, toCompiled(undefined), false, 1);
  return [run, wholeLog(run)];
}

function wholeLog({ pairing, sessions, texts, rules, asOf }: Run): WholeLog {
  return { sessions, strays: straysOf(pairing, texts), texts, rules, asOf, repeated: pairing.repeated };
}

/** Runs to the end. */
export function withoutPause<Result>(run: Generator<void, Result>): Result {
  for (;;) {
    const { done, value } = run.next();
    if (done) return value;
  }
}

function runRooms(run: Run, from: number, to: number): void {
  const { pairing, candidates, session } = run;
  for (let room = from; room < to; room++) {
    run.room = room;
    pairRoom(pairing, room, run.asOf, run.rules, run.texts);
    clearCandidates(candidates, pairing.first);
    settleVisits(run);
    if (session.times[STARTED] !== NEVER) addOngoing(run);
  }
}

function straysOf({ rows, duplicateJoins, orphanLeaves }: Pairing, texts: LogTexts): StrayEvent[] {
  const whose = (row: number) => ({
    room: texts.rooms[rows.room[row]!]!,
    participant_id: texts.participants[rows.participants === null ? row : rows.participant[row]!]!,
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
