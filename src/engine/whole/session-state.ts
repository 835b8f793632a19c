import { ALWAYS, type EpochMs, NEVER } from '../../model/time.js';
import { NONE } from '../flat/none.js';

/** Sections 2 and 3 of SPEC.md as far as a room has come: the same state as a `Room` and its `Session` have. */
export interface SessionState {
  /** how many of the room's changes have taken effect */
  applied: number;
  present: number;
  /** of the visits in P: with one present, that visit */
  presentXor: number;
  decidedAt: EpochMs;
  /** with no session running: since when someone is alone, else `NEVER` */
  waitingSince: EpochMs;
  /** of the running session, `NEVER` for none; what follows is of no meaning then */
  start: EpochMs;
  max: number;
  aloneSince: EpochMs;
  /** index of BEGIN_CLAUSES */
  began: number;
  /** the visit of the one who was alone, NONE for none */
  beganBy: number;
  beganAfter: EpochMs;
  beganOn: EpochMs;
  beganWith: number;
}

export function createSessionState(): SessionState {
  return {
    applied: 0,
    present: 0,
    presentXor: 0,
    decidedAt: ALWAYS,
    waitingSince: NEVER,
    start: NEVER,
    max: 0,
    aloneSince: NEVER,
    began: 0,
    beganBy: NONE,
    beganAfter: NEVER,
    beganOn: NEVER,
    beganWith: 0,
  };
}

/** Makes it the state of a room in which nothing has happened yet. */
export function clearSessionState(state: SessionState): void {
  state.applied = 0;
  state.present = 0;
  state.presentXor = 0;
  state.decidedAt = ALWAYS;
  state.waitingSince = NEVER;
  state.start = NEVER;
}
