import type { CompiledRules } from '../compile-rules.js';
import { NONE } from '../flat/none.js';
import { type LogTexts, userIdText, userNameText } from './log-texts.js';

/** Codes of names, NONE for none. */
export interface AgreedNames {
  readonly userId: number;
  readonly userName: number;
}

/** A row's code in a column of names, NONE for none. */
export function codeAt(codes: Int32Array | null, row: number): number {
  return codes === null || codes[row]! < 0 ? NONE : codes[row]!;
}

/** What two events of one instant agree on (clause `names`): the rule is about texts; the one that stands keeps its code. */
export function agreedNames(
  a: AgreedNames,
  b: AgreedNames,
  texts: LogTexts,
  rules: CompiledRules,
): AgreedNames {
  return {
    userId: agreedCode(a.userId, b.userId, userIdText, texts, rules),
    userName: agreedCode(a.userName, b.userName, userNameText, texts, rules),
  };
}

function agreedCode(
  a: number,
  b: number,
  textOf: (texts: LogTexts, code: number) => string,
  texts: LogTexts,
  rules: CompiledRules,
): number {
  const textA = a === NONE ? null : textOf(texts, a);
  const text = rules.agreedName(textA, b === NONE ? null : textOf(texts, b));
  if (text === null) return NONE;
  return text === textA ? a : b;
}
