import type fc from 'fast-check';
import type { LogCase } from './arbitrary-logs.js';
import { logCases, ruleOptions } from './arbitrary-logs.js';
import type { CaseEvent, CaseInput } from './case.js';

/** Any case: rules of every kind, a T, and a log that leans on the limits, with repeats, strays and clears in it. */
export function caseInputs(): fc.Arbitrary<CaseInput> {
  return logCases(ruleOptions).map(caseOf);
}

/** A drawn log as it is put to an implementation. */
function caseOf({ options, events, asOf }: LogCase): CaseInput {
  return { rules: { ...options }, as_of: asOf, events: events.map(asSent) };
}

function asSent({
  type,
  room,
  participant_id,
  at,
  user_id,
  user_name,
}: LogCase['events'][number]): CaseEvent {
  if (type === 'clear') return { type, room, at };
  return { type, room, participant_id, at, user_id, user_name };
}
