import type { CompiledRules, RuleOverrides } from '../../engine/compile-rules.js';
import type { MeetingsAnswer } from '../answer-case.js';
import type { CaseInput } from '../case.js';

/** An implementation that is wrong in one way, with the sentence that whoever wrote it had in mind. */
export interface Mutant {
  readonly name: string;
  /** The clause that it gets wrong. */
  readonly clause: string;
  readonly sentence: string;
  /** Why no log and no rules can show it; absent where some can. */
  readonly equivalent?: string;
  readonly wrong: RuleMutation | LogMutation;
}

/** A rule replaced in the compiled rules. */
export interface RuleMutation {
  readonly overrides: (rules: CompiledRules) => RuleOverrides;
}

/** A mistake around the rules: in how a log is read or a list is written. */
export interface LogMutation {
  readonly asks?: (input: CaseInput) => CaseInput;
  readonly lists?: (answer: MeetingsAnswer, input: CaseInput) => MeetingsAnswer;
}

export function isRuleMutation(wrong: Mutant['wrong']): wrong is RuleMutation {
  return 'overrides' in wrong;
}

/** A mutant of one of the compiled rules. */
export type RuleMutant = Mutant & { readonly wrong: RuleMutation };
