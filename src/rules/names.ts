import type { EpochMs } from '../model/time.js';

/**
 * Clause `names`: a record's name is that of the join, else that of the leave if it is not after the session's end
 * (`NEVER` while the session runs), else null. A name may be a text, or whatever stands for one.
 */
export function recordName<Name>(
  joinName: Name | null,
  leaveName: Name | null,
  leave: EpochMs,
  sessionEnd: EpochMs,
): Name | null {
  if (joinName !== null) return joinName;
  return leave <= sessionEnd ? leaveName : null;
}

/** Clause `names`: of two repeats at one instant the smaller text by UTF-16 code units stands; "" is a text. */
export function agreedName(a: string | null, b: string | null): string | null {
  if (a === null) return b;
  if (b === null) return a;
  return b < a ? b : a;
}
