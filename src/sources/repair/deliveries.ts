import { compareText } from '../../model/compare-text.js';
import { wholeMs } from '../../model/parse-time.js';
import type { EpochMs } from '../../model/time.js';
import { type PresenceFact, timeOfFact, whoOfFact } from './repair.js';

/** Facts that a message can bring again. */
export type DeliveredFact = Exclude<PresenceFact, { kind: 'rename' }>;

/** Which messages have been there. */
export interface Deliveries {
  /**
   * The time under which a fact's message was there before; undefined if it was not, or nothing tells. It is now.
   * @param horizon what was there at that instant or before is forgotten
   */
  readonly first: (fact: DeliveredFact, horizon: EpochMs) => EpochMs | undefined;
  /** Drops what is forgotten, and tells how many are left. */
  readonly sweep: (horizon: EpochMs) => number;
  readonly state: () => DeliveriesState;
}

/** By what tells a message, in the order of these texts. Plain JSON. */
export type DeliveriesState = readonly (readonly [string, EpochMs])[];

export function createDeliveries(from: DeliveriesState = []): Deliveries {
  /** by `delivery` alone: nearly always that of one fact, which is there anyway, while its key is a text of its own */
  const alone = new Map<string, DeliveredFact>();
  /** by key: other facts of the same message */
  const others = new Map<string, EpochMs>(from);

  function first(fact: DeliveredFact, horizon: EpochMs): EpochMs | undefined {
    const { delivery } = fact;
    if (delivery === null) return undefined;
    const known = alone.get(delivery);
    const isKnown = known !== undefined && timeOf(known) > horizon;
    if (isKnown && isSame(known, fact)) return timeOf(known);
    if (isKnown || others.size > 0) {
      const key = keyOf(fact);
      const at = others.get(key);
      if (at !== undefined && at > horizon) return at;
      if (isKnown) others.set(key, timeOf(fact));
    }
    if (!isKnown) alone.set(delivery, fact);
    return undefined;
  }

  function sweep(horizon: EpochMs): number {
    for (const [delivery, fact] of alone) if (timeOf(fact) <= horizon) alone.delete(delivery);
    for (const [key, at] of others) if (at <= horizon) others.delete(key);
    return alone.size + others.size;
  }

  function state(): DeliveriesState {
    const ofAlone = Array.from(alone.values(), (fact): [string, EpochMs] => [keyOf(fact), timeOf(fact)]);
    return [...ofAlone, ...others].sort(([a], [b]) => compareText(a, b));
  }

  return { first, sweep, state };
}

function isSame(a: DeliveredFact, b: DeliveredFact): boolean {
  return a.kind === b.kind && a.room === b.room && whoOfFact(a) === whoOfFact(b);
}

function keyOf(fact: DeliveredFact): string {
  return JSON.stringify([fact.kind, fact.room, whoOfFact(fact), fact.delivery]);
}

function timeOf(fact: DeliveredFact): EpochMs {
  return wholeMs(timeOfFact(fact));
}
