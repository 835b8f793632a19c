import { saidOf } from '../facts.js';
import { joined } from '../text-field.js';
import { checkFact } from './check-repair.js';
import { compareFacts, type LogFact } from './log-fact.js';
import type { PresenceFact } from './repair.js';

type Ordered = Extract<PresenceFact, { kind: 'join' | 'leave' }>;

/**
 * Where a platform numbers the events of a participant and its clock is too coarse to order them: pairs them by number, and gives each stay a
 * participant_id of its own, as the engine knows no number. `dropped` are facts whose number another has that comes before them.
 */
export function orderStays<Item extends LogFact>(
  items: Iterable<Item>,
): { readonly kept: Item[]; readonly dropped: Item[] } {
  const kept: Item[] = [];
  const dropped: Item[] = [];
  const groups = new Map<string, Item[]>();
  const clears = new Map<string, Clear[]>();
  for (const item of items) {
    const { fact } = item;
    checkFact(fact);
    if (!isOrdered(fact)) {
      kept.push(item);
      if (fact.kind === 'clear') noteClear(clears, fact);
      continue;
    }
    const key = JSON.stringify([fact.room, fact.session, fact.participant_id]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  for (const [key, group] of groups) {
    // What is told again is kept in place of it.
    groups.delete(key);
    group.sort((a, b) => numberOf(a) - numberOf(b) || compareFacts(a, b));
    let last: number | null = null;
    let stay: Stay | null = null;
    for (const item of group) {
      const fact = item.fact as Ordered;
      const order = fact.order!;
      if (order === last) {
        dropped.push(item);
        continue;
      }
      last = order;
      // Whoever was in a room that was cleared begins a new stay.
      if (stay !== null && isCleared(clears, fact, stay.at)) stay = null;
      const current: Stay = stay ?? { id: joined('#', fact.participant_id, order), at: fact.at };
      stay = fact.kind === 'join' ? current : null;
      kept.push({ ...item, fact: saidOf(current.id, fact) });
    }
  }
  return { kept, dropped };
}

interface Stay {
  readonly id: string;
  /** when it began */
  readonly at: number;
}

type Clear = Extract<PresenceFact, { kind: 'clear' }>;

function noteClear(clears: Map<string, Clear[]>, clear: Clear): void {
  const known = clears.get(clear.room);
  if (known === undefined) clears.set(clear.room, [clear]);
  else known.push(clear);
}

/** Whether the room was empty at some time after `since` and before, or as, somebody joins. */
function isCleared(
  clears: ReadonlyMap<string, readonly Clear[]>,
  { kind, room, at }: Ordered,
  since: number,
): boolean {
  if (kind !== 'join') return false;
  return clears.get(room)?.some((clear) => clear.at > since && clear.at <= at) ?? false;
}

function isOrdered(fact: PresenceFact): fact is Ordered {
  return (fact.kind === 'join' || fact.kind === 'leave') && fact.order !== null;
}

function numberOf({ fact }: { fact: PresenceFact }): number {
  return (fact as Ordered).order!;
}
