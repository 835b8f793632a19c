/** Where the names of events are: texts, or what stands for them. An event is referred to by a number ≥ 0. */
export interface NameSource<Name> {
  userId(ref: number): Name | null;
  userName(ref: number): Name | null;
  /** What two events of one instant agree on (clause `names`). */
  agreedId(a: Name | null, b: Name | null): Name | null;
  agreedName(a: Name | null, b: Name | null): Name | null;
}

/** Names by reference, and references for names that were agreed on; −1 refers to no name at all. */
export interface NameBook<Name> {
  userId(ref: number): Name | null;
  userName(ref: number): Name | null;
  /** Refers to what two events of one instant agree on (clause `names`). */
  readonly agree: (a: number, b: number) => number;
}

const NO_NAMES = -1;

export function createNameBook<Name>(source: NameSource<Name>): NameBook<Name> {
  /** names that stand in no single event; referred to by −2, −3 … */
  const agreed: { readonly userId: Name | null; readonly userName: Name | null }[] = [];

  function userId(ref: number): Name | null {
    if (ref >= 0) return source.userId(ref);
    return ref === NO_NAMES ? null : agreed[-2 - ref]!.userId;
  }

  function userName(ref: number): Name | null {
    if (ref >= 0) return source.userName(ref);
    return ref === NO_NAMES ? null : agreed[-2 - ref]!.userName;
  }

  function agree(a: number, b: number): number {
    if (a === b || b === NO_NAMES) return a;
    if (a === NO_NAMES) return b;
    agreed.push({
      userId: source.agreedId(userId(a), userId(b)),
      userName: source.agreedName(userName(a), userName(b)),
    });
    return -1 - agreed.length;
  }

  return { userId, userName, agree };
}
