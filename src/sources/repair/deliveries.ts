import { compareText } from '../../model/compare-text.js';
import { wholeMs } from '../../model/parse-time.js';
import type { EpochMs } from '../../model/time.js';
import { type PresenceFact, timeOfFact } from './repair.js';

/** Facts that a message can bring again. */
export type DeliveredFact = Exclude<PresenceFact, { kind: 'rename' }>;

/** Which messages have been there. */
export interface Deliveries {
  /** The time under which a fact's message was there before; undefined if it was not, or nothing tells. It is now. */
  readonly first: (fact: DeliveredFact) => EpochMs | undefined;
  /** Forgets those of an instant or before. */
  readonly forget: (last: EpochMs) => void;
  readonly state: () => DeliveriesState;
}

/** By what tells a message, in the order of these texts. Plain JSON. */
export type DeliveriesState = readonly (readonly [string, EpochMs])[];

export function createDeliveries(from: DeliveriesState = []): Deliveries {
  /** by `delivery` alone: nearly always that of one fact, which is there anyway, while its key is a text of its own */
  const alone = new Map<string, DeliveredFact>();
  /** by key: other facts of the same message */
  const others = new Map<string, EpochMs>(from);

  function first(fact: DeliveredFact): EpochMs | undefined {
    const { delivery } = fact;
    if (delivery === null) return undefined;
    const known = alone.get(delivery);
    if (known !== undefined && isSame(known, fact)) return timeOf(known);
    if (known !== undefined || others.size > 0) {
      const key = keyOf(fact);
      const at = others.get(key);
      if (at !== undefined) return at;
      if (known !== undefined) others.set(key, timeOf(fact));
    }
    if (known === undefined) alone.set(delivery, fact);
    return undefined;
  }

  function forget(last: EpochMs): void {
    for (const [delivery, fact] of alone) if (timeOf(fact) <= last) alone.delete(delivery);
    for (const [key, at] of others) if (at <= last) others.delete(key);
  }

  function state(): DeliveriesState {
    const ofAlone = Array.from(alone.values(), (fact): [string, EpochMs] => [keyOf(fact), timeOf(fact)]);
    return [...ofAlone, ...others].sort(([a], [b]) => compareText(a, b));
  }

  return { first, forget, state };
}

function isSame(a: DeliveredFact, b: DeliveredFact): boolean {
  return a.kind === b.kind && a.room === b.room && whoOf(a) === whoOf(b);
}

function keyOf(fact: DeliveredFact): string {
  return JSON.stringify([fact.kind, fact.room, whoOf(fact), fact.delivery]);
}

function whoOf(fact: DeliveredFact): string {
  return fact.kind === 'clear' ? '' : fact.participant_id;
}

function timeOf(fact: DeliveredFact): EpochMs {
  return wholeMs(timeOfFact(fact));
}
