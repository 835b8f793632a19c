import type { EpochMs } from '../../model/time.js';
import { NONE } from '../flat/none.js';
import type { WholeLog } from './run-rows.js';
import * as S from './session-table.js';
import { SESSION_TIMES } from './session-table.js';
import * as V from './visit-table.js';
import { leaveUserId, leaveUserName, VISIT_TIMES, VISIT_WORDS } from './visit-table.js';

/*
 * The record that a visit has in a session (clauses `participants` and `names`).
 */

/** Where the record begins. */
export function recordFrom({ visits, sessions, rules }: WholeLog, visit: number, session: number): EpochMs {
  const start = sessions.times[session * SESSION_TIMES + S.START]!;
  return rules.clippedJoin(visits.times[visit * VISIT_TIMES + V.JOINED]!, start);
}

/** Where it ends, NEVER for who is still there. */
export function recordTo({ visits, sessions, rules }: WholeLog, visit: number, session: number): EpochMs {
  const end = sessions.times[session * SESSION_TIMES + S.END]!;
  return rules.clippedLeave(visits.times[visit * VISIT_TIMES + V.LEFT]!, end);
}

/** The code of its user id, NONE for none. */
export function recordUserId(log: WholeLog, visit: number, session: number): number {
  const v = visit * VISIT_WORDS;
  const { words } = log.visits;
  return nameOf(
    log,
    visit,
    session,
    words[v + V.USER_ID]!,
    leaveUserId(log.visits, log.rows, words[v + V.LEAVE_REF]!),
  );
}

/** The code of its user name, NONE for none. */
export function recordUserName(log: WholeLog, visit: number, session: number): number {
  const v = visit * VISIT_WORDS;
  const { words } = log.visits;
  return nameOf(
    log,
    visit,
    session,
    words[v + V.USER_NAME]!,
    leaveUserName(log.visits, log.rows, words[v + V.LEAVE_REF]!),
  );
}

function nameOf(
  { visits, sessions, rules }: WholeLog,
  visit: number,
  session: number,
  joinName: number,
  leaveName: number,
): number {
  const left = visits.times[visit * VISIT_TIMES + V.LEFT]!;
  const end = sessions.times[session * SESSION_TIMES + S.END]!;
  return (
    rules.recordName(joinName < 0 ? null : joinName, leaveName < 0 ? null : leaveName, left, end) ?? NONE
  );
}
