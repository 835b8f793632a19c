import type { EndClause } from '../../model/clause.js';
import { NEVER } from '../../model/time.js';
import { explain } from '../explain.js';
import { BEGIN_CLAUSES } from '../flat/flat-recipe.js';
import { NONE } from '../flat/none.js';
import { listedMeeting } from './list-meetings.js';
import { listVisits } from './list-visits.js';
import { addRecords } from './record-table.js';
import type { Run } from './run.js';
import * as S from './session-state.js';
import { addSession } from './session-table.js';
import { textAt } from './text-list.js';
import { VISIT_WORDS, WHO } from './visit-table.js';

/** Adds the session that has ended, as its state tells. */
export function closeSession(run: Run, clause: EndClause): void {
  addListed(run);
  if (!run.explains) return;
  const { times, counts } = run.session;
  const ending = {
    clause,
    at: times[S.ENDED]!,
    loneId: clause === 'alone-reset' ? idOf(run, counts[S.LAST_LONE]!) : null,
    aloneSince: times[S.ALONE_SINCE]!,
    dueAt: times[S.DUE_AT]!,
    lastPresent: counts[S.LAST_PRESENT]!,
  };
  run.sessions.explanations.push(explain(beginning(run), ending, run.rules));
}

/** Adds the session that runs as of T. */
export function addOngoing(run: Run): void {
  const { times } = run.session;
  times[S.ENDED] = NEVER;
  times[S.DECIDED_AT] = NEVER;
  times[S.DUE_AT] = NEVER;
  addListed(run);
  if (run.explains) run.sessions.explanations.push(explain(beginning(run), null, run.rules));
}

function addListed(run: Run): void {
  const { sessions, session, pairing, listed, rules } = run;
  const recordsFrom = sessions.records.count;
  listVisits(listed, run.candidates, pairing.visits, session, rules, run.texts);
  addRecords(sessions.records, listed, pairing.visits, session, rules);
  addSession(sessions, run.room, session, recordsFrom);
  if (run.meetings === null) return;
  run.meetings.push(listedMeeting(run, sessions.count - 1));
  sessions.records.count = 0;
}

function beginning(run: Run) {
  const { times, counts } = run.session;
  const by = counts[S.BEGAN_BY]!;
  return {
    start: times[S.STARTED]!,
    began: BEGIN_CLAUSES[counts[S.BEGAN]!]!,
    beganBy: by === NONE ? null : idOf(run, by),
    beganAfter: times[S.BEGAN_AFTER]!,
    beganOn: times[S.BEGAN_ON]!,
    beganWith: counts[S.BEGAN_WITH]!,
  };
}

function idOf({ pairing, texts }: Run, visit: number): string {
  return textAt(texts.participants, pairing.visits.words[visit * VISIT_WORDS + WHO]!);
}
