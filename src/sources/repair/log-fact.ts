import { compareText } from '../../model/compare-text.js';
import { type PresenceFact, timeOfFact, whoOfFact } from './repair.js';

/** A fact of a log, and whatever its owner wants to know it by. */
export interface LogFact {
  readonly fact: PresenceFact;
  /** an event in its own right, of which only the length is watched */
  readonly plain: boolean;
}

/** At one instant joins come first, so that a leave finds its own; ties are broken by what facts say, not by when they came. */
const RANK: Readonly<Record<PresenceFact['kind'], number>> = {
  join: 0,
  stay: 1,
  rename: 2,
  leave: 3,
  clear: 4,
};

/** The order in which facts of a log are taken, whatever the order they came in. */
export function compareFacts(
  { fact: a, plain: isPlainA }: LogFact,
  { fact: b, plain: isPlainB }: LogFact,
): number {
  return (
    timeOfFact(a) - timeOfFact(b) ||
    RANK[a.kind] - RANK[b.kind] ||
    compareText(whoOfFact(a), whoOfFact(b)) ||
    ownJoin(a) - ownJoin(b) ||
    takesOver(b) - takesOver(a) ||
    compareText(deliveryOf(a), deliveryOf(b)) ||
    // Whatever else they say: a session, a user, a name.
    compareText(JSON.stringify(a), JSON.stringify(b)) ||
    Number(isPlainB) - Number(isPlainA)
  );
}

function ownJoin(fact: PresenceFact): number {
  return fact.kind === 'leave' ? (fact.joined_at ?? 0) : fact.kind === 'stay' ? (fact.left_at ?? 0) : 0;
}

/** A hand-over comes before another copy of its join, which would leave the visit before it open. */
function takesOver(fact: PresenceFact): number {
  return fact.kind === 'join' && fact.replaces === true ? 1 : 0;
}

function deliveryOf(fact: PresenceFact): string {
  return fact.kind === 'rename' ? fact.to : (fact.delivery ?? '');
}
