import type { CompiledRules } from './compile-rules.js';

/** Where the names of events are. An event is referred to by a number ≥ 0. */
export interface NameSource {
  userId(ref: number): string | null;
  userName(ref: number): string | null;
}

/** Names by reference, and references for names that were agreed on; −1 refers to no name at all. */
export interface NameBook extends NameSource {
  /** Refers to what two events of one instant agree on (clause `names`). */
  readonly agree: (a: number, b: number) => number;
}

const NO_NAMES = -1;

export function createNameBook(source: NameSource, rules: CompiledRules): NameBook {
  /** names that stand in no single event; referred to by −2, −3 … */
  const agreed: { readonly userId: string | null; readonly userName: string | null }[] = [];

  function userId(ref: number): string | null {
    if (ref >= 0) return source.userId(ref);
    return ref === NO_NAMES ? null : agreed[-2 - ref]!.userId;
  }

  function userName(ref: number): string | null {
    if (ref >= 0) return source.userName(ref);
    return ref === NO_NAMES ? null : agreed[-2 - ref]!.userName;
  }

  function agree(a: number, b: number): number {
    if (a === b || b === NO_NAMES) return a;
    if (a === NO_NAMES) return b;
    agreed.push({
      userId: rules.agreedName(userId(a), userId(b)),
      userName: rules.agreedName(userName(a), userName(b)),
    });
    return -1 - agreed.length;
  }

  return { userId, userName, agree };
}
