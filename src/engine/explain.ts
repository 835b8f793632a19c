import type { Began, Ended, Explanation } from '../model/explanation.js';
import { NEVER } from '../model/time.js';
import type { CompiledRules } from './compile-rules.js';
import type { Ending } from './outcome.js';
import type { Room, Session } from './room.js';

/** Why a session began and, if it did, ended: exact instants, and what the clauses rested on. */
export function explain(
  room: Room,
  session: Session,
  ending: Ending | null,
  rules: CompiledRules,
): Explanation {
  return {
    began: explainBegan(session, rules),
    ended: ending === null ? null : explainEnded(room, ending, rules),
  };
}

function explainBegan(session: Session, rules: CompiledRules): Began {
  const { began: clause, start: at, beganBy, beganAfter, beganOn, beganWith: present } = session;
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

function explainEnded(room: Room, ending: Ending, rules: CompiledRules): Ended {
  const { clause, at, lone, aloneSince, dueAt, lastPresent } = ending;
  if (clause === 'empty-end') return { clause, at, facts: { last_present: lastPresent } };
  const limit = rules.options.aloneReset;
  const participantId = room.participants[lone]!;
  return {
    clause,
    at,
    facts: { participant_id: participantId, alone_since: aloneSince, due_at: dueAt, limit },
  };
}
