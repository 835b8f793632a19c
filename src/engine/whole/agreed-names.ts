import type { CompiledRules } from '../compile-rules.js';
import { NONE } from '../flat/none.js';
import type { LogTexts } from './log-texts.js';
import { type TextList, textAt } from './text-list.js';

/** Codes of names, NONE for none. */
export interface AgreedNames {
  readonly userId: number;
  readonly userName: number;
}

/** What two events of one instant agree on (clause `names`): the rule is about texts; the one that stands keeps its code. */
export function agreedNames(
  a: AgreedNames,
  b: AgreedNames,
  texts: LogTexts,
  rules: CompiledRules,
): AgreedNames {
  return {
    userId: agreedCode(a.userId, b.userId, texts.userIds, rules),
    userName: agreedCode(a.userName, b.userName, texts.userNames, rules),
  };
}

function agreedCode(a: number, b: number, texts: TextList, rules: CompiledRules): number {
  const textA = a === NONE ? null : textAt(texts, a);
  const text = rules.agreedName(textA, b === NONE ? null : textAt(texts, b));
  if (text === null) return NONE;
  return text === textA ? a : b;
}
