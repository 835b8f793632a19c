import type { PresenceFact } from './repair.js';

type Ordered = Extract<PresenceFact, { kind: 'join' | 'leave' }>;

/**
 * Where a platform numbers the events of a participant and its clock is too coarse to order them: pairs them by number, and gives each stay a
 * participant_id of its own, as the engine knows no number. `dropped` are facts whose number came before, in the order they are given.
 */
export function orderStays<Item extends { fact: PresenceFact }>(
  items: readonly Item[],
): { readonly kept: Item[]; readonly dropped: Item[] } {
  const kept: Item[] = [];
  const dropped: Item[] = [];
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const { fact } = item;
    if (!isOrdered(fact)) {
      kept.push(item);
      continue;
    }
    const key = JSON.stringify([fact.room, fact.session, fact.participant_id]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  for (const group of groups.values()) {
    group.sort((a, b) => numberOf(a) - numberOf(b));
    let last: number | null = null;
    let stay: string | null = null;
    for (const item of group) {
      const fact = item.fact as Ordered;
      const order = fact.order!;
      if (order === last) {
        dropped.push(item);
        continue;
      }
      last = order;
      const participant_id: string = stay ?? `${fact.participant_id}#${order}`;
      stay = fact.kind === 'join' ? participant_id : null;
      kept.push({ ...item, fact: { ...fact, participant_id } });
    }
  }
  return { kept, dropped };
}

function isOrdered(fact: PresenceFact): fact is Ordered {
  return (fact.kind === 'join' || fact.kind === 'leave') && fact.order !== null;
}

function numberOf({ fact }: { fact: PresenceFact }): number {
  return (fact as Ordered).order!;
}
