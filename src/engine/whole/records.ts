import type { EpochMs } from '../../model/time.js';
import { leaveNames } from './pair-rows.js';
import type { WholeLog } from './run-rows.js';
import * as S from './session-table.js';
import { SESSION_TIMES } from './session-table.js';
import * as V from './visit-table.js';
import { VISIT_TIMES, VISIT_WORDS } from './visit-table.js';

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

/** The code of its user id, null for none. */
export function recordUserId(log: WholeLog, visit: number, session: number): number | null {
  const joined = log.visits.words[visit * VISIT_WORDS + V.USER_ID]!;
  return nameOf(log, visit, session, joined, 'userId');
}

/** The code of its user name, null for none. */
export function recordUserName(log: WholeLog, visit: number, session: number): number | null {
  const joined = log.visits.words[visit * VISIT_WORDS + V.USER_NAME]!;
  return nameOf(log, visit, session, joined, 'userName');
}

function nameOf(
  { rows, visits, sessions, rules }: WholeLog,
  visit: number,
  session: number,
  joined: number,
  name: 'userId' | 'userName',
): number | null {
  const ref = visits.words[visit * VISIT_WORDS + V.LEAVE_REF]!;
  const left = visits.times[visit * VISIT_TIMES + V.LEFT]!;
  const end = sessions.times[session * SESSION_TIMES + S.END]!;
  const told = leaveNames(rows, visits, ref)[name];
  return rules.recordName(joined < 0 ? null : joined, told < 0 ? null : told, left, end);
}
