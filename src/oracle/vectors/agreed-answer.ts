import { isDeepStrictEqual } from 'node:util';
import type { StrayEvent } from '../../model/anomaly.js';
import type { RuleOptions } from '../../model/rule-options.js';
import { isEvent, readEvent } from '../../rules/event.js';
import { defineRules } from '../../rules/options.js';
import { answerCase, isRejected } from '../answer-case.js';
import type { CaseInput, ExpectedMeeting } from '../case.js';
import { naiveMeetings } from '../naive.js';

/** The right answer to a case, as the engine and the naive model both have it. */
export interface AgreedAnswer {
  readonly expect: readonly ExpectedMeeting[];
  readonly anomalies?: readonly StrayEvent[];
}

/**
 * The answer on which two implementations of ours agree.
 * @throws Error where they do not, or where the rules are not allowed
 */
export function agreedAnswer(input: CaseInput): AgreedAnswer {
  const answer = answerCase(input);
  if (isRejected(answer)) throw new Error(answer.rejected.reason);
  const { meetings, anomalies } = answer;
  const expect = meetings.map(({ id: _, ...meeting }) => meeting);
  const naive = naiveAnswer(input);
  if (!isDeepStrictEqual({ expect, anomalies }, naive))
    throw new Error('engine and naive model do not agree');
  return anomalies.length === 0 ? { expect } : { expect, anomalies };
}

/** What the naive model makes of a case of which the rules are allowed. */
export function naiveAnswer({ rules, as_of, events }: CaseInput): Required<AgreedAnswer> {
  const valid = events.map((event) => readEvent(event)).filter(isEvent);
  const asOf = as_of ?? Math.max(...valid.map(({ at }) => at));
  const options = defineRules(rules as Partial<RuleOptions>);
  const { meetings, strays } = naiveMeetings(valid, options, asOf);
  return { expect: meetings.map(({ start: _, end: __, ...meeting }) => meeting), anomalies: strays };
}
