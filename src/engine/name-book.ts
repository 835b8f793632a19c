import type { CompiledRules } from './compile-rules.js';

/** Names by the place of the event that told them, as codes; null for none. And the texts that the codes stand for. */
export interface NameSource {
  userIdAt(place: number): number | null;
  userNameAt(place: number): number | null;
  userId(code: number): string;
  userName(code: number): string;
}

/** Names by reference: a place, or what stands for names that were agreed on; −1 refers to no name at all. */
export interface NameBook {
  userIdOf(ref: number): number | null;
  userNameOf(ref: number): number | null;
  /** Refers to what two events of one instant agree on (clause `names`). */
  readonly agree: (a: number, b: number) => number;
}

const NO_NAMES = -1;

export function createNameBook(source: NameSource, rules: CompiledRules): NameBook {
  /** names that stand in no single event; referred to by −2, −3 … */
  const agreed: { readonly userId: number | null; readonly userName: number | null }[] = [];

  function userIdOf(ref: number): number | null {
    if (ref >= 0) return source.userIdAt(ref);
    return ref === NO_NAMES ? null : agreed[-2 - ref]!.userId;
  }

  function userNameOf(ref: number): number | null {
    if (ref >= 0) return source.userNameAt(ref);
    return ref === NO_NAMES ? null : agreed[-2 - ref]!.userName;
  }

  function agree(a: number, b: number): number {
    if (a === b || b === NO_NAMES) return a;
    if (a === NO_NAMES) return b;
    agreed.push({
      userId: agreedCode(userIdOf(a), userIdOf(b), source.userId),
      userName: agreedCode(userNameOf(a), userNameOf(b), source.userName),
    });
    return -1 - agreed.length;
  }

  /** The rule is about texts; the one that stands keeps its code. */
  function agreedCode(a: number | null, b: number | null, textOf: (code: number) => string): number | null {
    const textA = a === null ? null : textOf(a);
    const text = rules.agreedName(textA, b === null ? null : textOf(b));
    if (text === null) return null;
    return text === textA ? a : b;
  }

  return { userIdOf, userNameOf, agree };
}
