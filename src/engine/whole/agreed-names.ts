import type { CompiledRules } from '../compile-rules.js';
import { NONE } from '../flat/none.js';
import type { AgreedNames } from './visit-table.js';

/** The texts that codes of names stand for. */
export interface NameTexts {
  userId(code: number): string;
  userName(code: number): string;
}

/** A row's code in a column of names, NONE for none. */
export function codeAt(codes: Int32Array | null, row: number): number {
  return codes === null || codes[row]! < 0 ? NONE : codes[row]!;
}

/** What two events of one instant agree on (clause `names`): the rule is about texts; the one that stands keeps its code. */
export function agreedNames(
  a: AgreedNames,
  b: AgreedNames,
  { userId, userName }: NameTexts,
  rules: CompiledRules,
): AgreedNames {
  return {
    userId: agreedCode(a.userId, b.userId, userId, rules),
    userName: agreedCode(a.userName, b.userName, userName, rules),
  };
}

function agreedCode(a: number, b: number, textOf: (code: number) => string, rules: CompiledRules): number {
  const textA = a === NONE ? null : textOf(a);
  const text = rules.agreedName(textA, b === NONE ? null : textOf(b));
  if (text === null) return NONE;
  return text === textA ? a : b;
}
