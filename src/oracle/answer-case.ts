import { checkIterable } from '../engine/check-options.js';
import type { CompiledRules } from '../engine/compile-rules.js';
import { toCompiled } from '../engine/compile-rules.js';
import { reconstruct } from '../engine/reconstruct.js';
import type { StrayEvent } from '../model/anomaly.js';
import type { Explanation } from '../model/explanation.js';
import type { Meeting } from '../model/meeting.js';
import type { RuleOptions } from '../model/rule-options.js';
import type { CaseInput } from './case.js';

/** What an implementation of the rules makes of a case. */
export type CaseAnswer = MeetingsAnswer | RejectedAnswer;

export interface MeetingsAnswer {
  readonly meetings: readonly Meeting[];
  readonly anomalies: readonly StrayEvent[];
  /** by meeting id */
  readonly explanations: Readonly<Record<string, Explanation>>;
}

export interface RejectedAnswer {
  readonly rejected: { readonly reason: string };
}

/** How a case comes by its rules; the compiler of a mutant puts its overrides in. */
export type Compile = (options: Partial<RuleOptions>) => CompiledRules;

/**
 * The reference's answer to a case, or that of whoever compiles the rules otherwise.
 * @throws TypeError for what is no case; rules that are not allowed are an answer
 */
export function answerCase(input: CaseInput, compile: Compile = toCompiled): CaseAnswer {
  if (typeof input !== 'object' || input === null) {
    throw new TypeError('answerCase: expected a case, an object with rules and events');
  }
  checkIterable('answerCase', 'events', 'event objects', input.events);
  let rules: CompiledRules;
  try {
    rules = compile(input.rules);
  } catch (error) {
    if (error instanceof RangeError || error instanceof TypeError)
      return { rejected: { reason: error.message } };
    throw error;
  }
  const { meetings, anomalies, explanations } = reconstruct(input.events, {
    rules,
    asOf: input.as_of,
    explain: true,
  });
  return { meetings, anomalies: anomalies.filter(isStray), explanations: explanations! };
}

export function isRejected(answer: CaseAnswer): answer is RejectedAnswer {
  return 'rejected' in answer;
}

function isStray(anomaly: { readonly code: string }): anomaly is StrayEvent {
  return anomaly.code === 'duplicate-join' || anomaly.code === 'orphan-leave';
}
