import type { StrayEvent } from '../../model/anomaly.js';
import type { Meeting } from '../../model/meeting.js';
import type { EpochMs } from '../../model/time.js';
import type { CompiledRules } from '../compile-rules.js';
import { createNumberList, type NumberList } from '../flat/number-list.js';
import type { RunnableLog } from '../told-log.js';
import { type Candidates, createCandidates } from './list-visits.js';
import type { LogTexts } from './log-texts.js';
import { createPairing, type Pairing } from './pairing.js';
import { createSessionState, type SessionState } from './session-state.js';
import { createSessionTable, type SessionTable } from './session-table.js';

/**
 * A log that is being run, room by room. All that is done with it is done by functions that are given it: functions of its
 * own would have to be compiled anew for each log.
 */
export interface Run {
  readonly pairing: Pairing;
  readonly session: SessionState;
  readonly candidates: Candidates;
  /** the visits that have a record in the session that was the last to be listed */
  readonly listed: NumberList;
  readonly sessions: SessionTable;
  readonly strays: StrayEvent[];
  readonly texts: LogTexts;
  readonly rules: CompiledRules;
  readonly asOf: EpochMs;
  readonly explains: boolean;
  /** where sessions are listed as soon as they end, and their records used for the next ones; else null */
  readonly meetings: Meeting[] | null;
  /** the room that is being run */
  room: number;
}

/** So many records a session hardly ever has. */
const A_SESSION = 64;

export function createRun(
  { rows, texts }: RunnableLog,
  asOf: EpochMs,
  rules: CompiledRules,
  explains: boolean,
  meetings: Meeting[] | null,
  atOnce: number,
): Run {
  const pairing = createPairing(rows, atOnce);
  const { joins } = pairing.events;
  return {
    pairing,
    session: createSessionState(),
    candidates: createCandidates(),
    listed: createNumberList(),
    sessions: createSessionTable(joins, meetings === null ? joins : Math.min(joins, A_SESSION)),
    strays: [],
    texts,
    rules,
    asOf,
    explains,
    meetings,
    room: 0,
  };
}
