import type { StrayEvent } from '../../model/anomaly.js';
import type { Meeting } from '../../model/meeting.js';
import { ALWAYS, type EpochMs, NEVER } from '../../model/time.js';
import { type CompiledRules, toCompiled } from '../compile-rules.js';
import { keepOne } from '../keep-one.js';
import { type RunnableLog, toldLog } from '../told-log.js';
import { addOngoing } from './close-session.js';
import { EVENTS_AT_ONCE, idAt, timeAt } from './grouped-events.js';
import { clearCandidates } from './list-visits.js';
import type { LogTexts } from './log-texts.js';
import { pairRoom } from './pair-rows.js';
import { goOn } from './pairing.js';
import { createRun, type Run } from './run.js';
import { STARTED } from './session-state.js';
import type { SessionTable } from './session-table.js';
import { settleVisits } from './settle-visits.js';
import { createTextList, textAt } from './text-list.js';

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

/** So many rooms are run by one call: in a loop over all of them V8 would go on with what it made of it at first. */
const ROOMS_AT_ONCE = 64;

/** Runs a log up to T, room by room, so many events at once or somewhat more. */
export function runRows(
  log: RunnableLog,
  asOf: EpochMs,
  rules: CompiledRules,
  explains: boolean,
  meetings: Meeting[] | null = null,
  atOnce = EVENTS_AT_ONCE,
): WholeLog {
  keepOne(runOfNothing);
  const run = createRun(log, asOf, rules, explains, meetings, atOnce);
  const { events } = run.pairing;
  for (const end of events.ends) {
    goOn(run.pairing, log.texts, end);
    for (let room = events.firstRoom; room < end; room += ROOMS_AT_ONCE) {
      runRooms(run, room, Math.min(room + ROOMS_AT_ONCE, end));
    }
  }
  return wholeLog(run);
}

function runOfNothing(): readonly [Run, WholeLog] {
  const run = createRun(nothing(), ALWAYS, toCompiled(undefined), false, [], 1);
  return [run, wholeLog(run)];
}

function nothing(): RunnableLog {
  const numbers = () => new Int32Array(0);
  const at = new Float64Array(0);
  const rows = { type: new Uint8Array(0), at, room: numbers(), participant: numbers(), told: numbers() };
  return toldLog({ ...rows, isSorted: true }, [], createTextList(0));
}

function wholeLog({ pairing, sessions, strays, texts, rules, asOf }: Run): WholeLog {
  return { sessions, strays, texts, rules, asOf, repeated: pairing.repeated };
}

function runRooms(run: Run, from: number, to: number): void {
  const { pairing, candidates, session } = run;
  for (let room = from; room < to; room++) {
    run.room = room;
    pairRoom(pairing, room, run.asOf, run.rules, run.texts);
    addStrays(run);
    clearCandidates(candidates, pairing.first);
    settleVisits(run);
    if (session.times[STARTED] !== NEVER) addOngoing(run);
  }
}

/** Adds what is of no effect in the room that was the last to be paired. */
function addStrays({ pairing, texts, strays, room: number }: Run): void {
  const { events, duplicateJoins, orphanLeaves } = pairing;
  if (duplicateJoins.length + orphanLeaves.length === 0) return;
  const room = texts.rooms[number]!;
  const told = (place: number) => ({
    room,
    participant_id: textAt(texts.participants, idAt(events, place)),
    at: timeAt(events, place),
  });
  for (let i = 0; i < duplicateJoins.length; i++) {
    strays.push({ code: 'duplicate-join', type: 'join', ...told(duplicateJoins.items[i]!) });
  }
  for (let i = 0; i < orphanLeaves.length; i++) {
    strays.push({ code: 'orphan-leave', type: 'leave', ...told(orphanLeaves.items[i]!) });
  }
}
