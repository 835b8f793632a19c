import { type CompiledRules, compileRules, type RuleOverrides } from '../../engine/compile-rules.js';
import type { RuleOptions } from '../../model/rule-options.js';
import { answerCase } from '../answer-case.js';
import type { CaseInput } from '../case.js';

/** A call of a rule as it was made while a case was answered. */
export interface RuleCall {
  readonly rule: keyof RuleOverrides;
  readonly args: readonly unknown[];
  readonly result: unknown;
}

/** Answers a case and keeps every call of a rule. */
export function observeRules(input: CaseInput): RuleCall[] {
  const calls: RuleCall[] = [];
  answerCase(input, (options: Partial<RuleOptions>) => {
    const rules = compileRules(options);
    return compileRules(options, watched(rules, calls));
  });
  return calls;
}

function watched({ options: _, ...rules }: CompiledRules, calls: RuleCall[]): RuleOverrides {
  const entries = Object.entries(rules).map(([name, rule]) => [
    name,
    (...args: never[]) => {
      const result: unknown = (rule as (...args: never[]) => unknown)(...args);
      calls.push({ rule: name as keyof RuleOverrides, args, result });
      return result;
    },
  ]);
  return Object.fromEntries(entries) as RuleOverrides;
}
