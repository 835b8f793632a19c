import type { EndClause } from '../model/clause.js';
import type { Began, Ended, Explanation } from '../model/explanation.js';
import { type EpochMs, NEVER } from '../model/time.js';
import type { CompiledRules } from './compile-rules.js';
import type { Session } from './room.js';

/** What began a session. */
export type Beginning = Pick<Session, 'start' | 'began' | 'beganBy' | 'beganAfter' | 'beganOn' | 'beganWith'>;

/** What ended one; `loneId` is the id of the one who was alone at a reset. */
export interface ExplainedEnding {
  readonly clause: EndClause;
  readonly at: EpochMs;
  readonly loneId: string | null;
  readonly aloneSince: EpochMs;
  readonly dueAt: EpochMs;
  readonly lastPresent: number;
}

/** Why a session began and, if it did, ended: exact instants, and what the clauses rested on. */
export function explain(
  beginning: Beginning,
  ending: ExplainedEnding | null,
  rules: CompiledRules,
): Explanation {
  return {
    began: explainBegan(beginning, rules),
    ended: ending === null ? null : explainEnded(ending, rules),
  };
}

function explainBegan(beginning: Beginning, rules: CompiledRules): Began {
  const { began: clause, start: at, beganBy, beganAfter, beganOn, beganWith: present } = beginning;
  switch (clause) {
    case 'solo-start': {
      const limit = rules.options.soloStart;
      return {
        clause,
        at,
        facts: { participant_id: beganBy, alone_since: at, confirmed_at: beganOn, limit },
      };
    }
    case 'second-joiner-start': {
      const aloneSince = beganAfter === NEVER ? null : beganAfter;
      return { clause, at, facts: { alone_since: aloneSince, company_at: beganOn, present } };
    }
    case 'reset-start':
      return { clause, at, facts: { previous_start: beganAfter, due_at: beganOn, present } };
  }
}

function explainEnded(ending: ExplainedEnding, rules: CompiledRules): Ended {
  const { clause, at, loneId, aloneSince, dueAt, lastPresent } = ending;
  if (clause === 'empty-end') return { clause, at, facts: { last_present: lastPresent } };
  const limit = rules.options.aloneReset;
  return { clause, at, facts: { participant_id: loneId, alone_since: aloneSince, due_at: dueAt, limit } };
}
