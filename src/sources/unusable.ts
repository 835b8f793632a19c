import type { TimeProblem } from '../model/parse-time.js';
import type { Fact } from './source.js';

export type IgnoredFact = Extract<Fact, { kind: 'ignored' }>;
export type InvalidFact = Extract<Fact, { kind: 'invalid' }>;

/** A payload that is not about presence. `aspect` tells apart what its type does not: `participant_joined (EGRESS)`. */
export function ignored(type: string, aspect?: string): IgnoredFact {
  return { kind: 'ignored', type: aspect === undefined ? type : `${type} (${aspect})` };
}

/** A payload that cannot be read: where (null: as a whole), and what was expected there. */
export function invalid(field: string | null, expected: string): InvalidFact {
  return { kind: 'invalid', field, expected };
}

/** A time that cannot be read. */
export function invalidTime(field: string, problem: TimeProblem, expected: string): InvalidFact {
  if (problem === 'no-offset') {
    return invalid(field, 'a time with an offset from UTC, or a time zone to read local times in');
  }
  return invalid(
    field,
    problem === 'out-of-range' ? `${expected}, within ±8.64e15 ms of the epoch` : expected,
  );
}
