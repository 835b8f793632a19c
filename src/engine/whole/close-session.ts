import type { EndClause } from '../../model/clause.js';
import { type EpochMs, NEVER } from '../../model/time.js';
import { explain } from '../explain.js';
import { BEGIN_CLAUSES } from '../flat/flat-recipe.js';
import { NONE } from '../flat/none.js';
import { listVisits } from './list-visits.js';
import type { Run } from './run.js';
import * as S from './session-state.js';
import { addSession } from './session-table.js';
import { VISIT_WORDS, WHO } from './visit-table.js';

/** Adds the session that has ended, as its state tells. */
export function closeSession(run: Run, clause: EndClause): void {
  const { times, counts } = run.session;
  const end = times[S.ENDED]!;
  const dueAt = times[S.DUE_AT]!;
  addListed(run, end, dueAt === NEVER ? end : Math.max(end, dueAt), times[S.DECIDED_AT]!);
  if (!run.explains) return;
  const ending = {
    clause,
    at: end,
    loneId: clause === 'alone-reset' ? idOf(run, counts[S.LAST_LONE]!) : null,
    aloneSince: times[S.ALONE_SINCE]!,
    dueAt,
    lastPresent: counts[S.LAST_PRESENT]!,
  };
  run.sessions.explanations.push(explain(beginning(run), ending, run.rules));
}

/** Adds the session that runs as of T. */
export function addOngoing(run: Run): void {
  addListed(run, NEVER, NEVER, NEVER);
  if (run.explains) run.sessions.explanations.push(explain(beginning(run), null, run.rules));
}

/** @param until the latest instant at which a visit in it may have begun */
function addListed(run: Run, end: EpochMs, until: EpochMs, decidedAt: EpochMs): void {
  const { sessions, session } = run;
  const start = session.times[S.STARTED]!;
  const recordsFrom = sessions.records.length;
  listVisits(sessions.records, run.candidates, run.pairing.visits, start, end, until, run.rules, run.texts);
  addSession(sessions, run.room, start, end, decidedAt, session.counts[S.LARGEST]!, recordsFrom);
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
  return texts.participants[pairing.visits.words[visit * VISIT_WORDS + WHO]!]!;
}
