import type { Explanation } from '../model/explanation.js';
import type { Meeting } from '../model/meeting.js';
import type { EpochMs } from '../model/time.js';
import type { CompiledRules } from './compile-rules.js';
import { type Beginning, type ExplainedEnding, explain } from './explain.js';
import { BEGIN_CLAUSES } from './flat/flat-recipe.js';
import * as F from './flat/flat-state.js';
import { NONE } from './flat/none.js';
import { TIMES_A_UNIT } from './flat/record-heap.js';
import { listMeeting } from './list-meeting.js';
import { addRecord, beginRecords, hasRecord, type RecordList } from './list-records.js';

/** What visits are called, by record. */
export interface VisitNames<S extends F.FlatState> {
  idOf(state: S, visit: number): string;
  joinUserId(state: S, visit: number): string | null;
  joinUserName(state: S, visit: number): string | null;
  leaveUserId(state: S, visit: number): string | null;
  leaveUserName(state: S, visit: number): string | null;
}

/**
 * Lists the session of a room in flat records, with its end, `NEVER` while it runs; `list` is used for its records, and
 * `id` may be given where it has been made before.
 */
export function listFlat<S extends F.FlatState>(
  state: S,
  room: number,
  roomName: string,
  end: EpochMs,
  asOf: EpochMs,
  names: VisitNames<S>,
  list: RecordList,
  rules: CompiledRules,
  id?: string,
): Meeting {
  beginRecords(list, state.roomTimes[room * F.ROOM_TIMES + F.START]!, end, asOf);
  const { words, times } = state.heap;
  const visits = F.visitListOf(state, room);
  const count = state.roomLinks[room * F.ROOM_LINKS + F.VISITS]!;
  for (let i = F.pastGap(state, 0); i < count; i = F.pastGap(state, i + 1)) {
    const visit = words[visits + i]!;
    if (F.isToCome(state, visit, end)) break;
    const join = times[visit * TIMES_A_UNIT + F.JOIN_AT]!;
    const leave = times[visit * TIMES_A_UNIT + F.LEAVE_AT]!;
    if (!hasRecord(list, join, leave, rules)) continue;
    addRecord(
      list,
      names.idOf(state, visit),
      join,
      leave,
      names.joinUserId(state, visit),
      names.joinUserName(state, visit),
      names.leaveUserId(state, visit),
      names.leaveUserName(state, visit),
      rules,
    );
  }
  return listMeeting(roomName, state.roomLinks[room * F.ROOM_LINKS + F.MAX]!, list, rules, id);
}

/** Why the session of a room began and, if it has just ended, why it did. */
export function explainFlat<S extends F.FlatState>(
  state: S,
  room: number,
  ending: Omit<ExplainedEnding, 'loneId'> | null,
  names: Pick<VisitNames<S>, 'idOf'>,
  rules: CompiledRules,
): Explanation {
  const beginning = flatBeginning(state, room, names);
  if (ending === null) return explain(beginning, null, rules);
  const lone = state.roomLinks[room * F.ROOM_LINKS + F.PRESENT_XOR]!;
  const loneId = ending.clause === 'alone-reset' ? names.idOf(state, lone) : null;
  return explain(beginning, { ...ending, loneId }, rules);
}

/** What began the session that runs in a room. */
export function flatBeginning<S extends F.FlatState>(
  state: S,
  room: number,
  names: Pick<VisitNames<S>, 'idOf'>,
): Beginning {
  const { roomTimes, roomLinks } = state;
  const t = room * F.ROOM_TIMES;
  const r = room * F.ROOM_LINKS;
  const by = roomLinks[r + F.BEGAN_BY]!;
  return {
    start: roomTimes[t + F.START]!,
    began: BEGIN_CLAUSES[roomLinks[r + F.BEGAN]!]!,
    beganBy: by === NONE ? null : names.idOf(state, by),
    beganAfter: roomTimes[t + F.BEGAN_AFTER]!,
    beganOn: roomTimes[t + F.BEGAN_ON]!,
    beganWith: roomLinks[r + F.BEGAN_WITH]!,
  };
}
