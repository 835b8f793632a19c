import { createHmac } from 'node:crypto';
import type { PresenceFact } from '../sources/repair/repair.js';

/** Replaces a user id, a name or a participant id by what does not tell it; equal ones by equal ones. */
export interface Redact {
  (text: string): string;
  /** so that another thread can do the same */
  readonly key: string | Uint8Array;
}

/** So many hashes are kept, as most people come again. */
const KEPT = 100_000;

/** Replaces texts by their HMAC-SHA-256 with a key, as 64 hexadecimal digits. */
export function createRedaction(key: string | Uint8Array): Redact {
  const known = new Map<string, string>();
  const redact = (text: string) => {
    let hash = known.get(text);
    if (hash === undefined) {
      hash = createHmac('sha256', key).update(text).digest('hex');
      if (known.size >= KEPT) known.clear();
      known.set(text, hash);
    }
    return hash;
  };
  return Object.assign(redact, { key });
}

/** A fact of which nothing tells who it was. */
export function redactFact<Known extends PresenceFact>(fact: Known, redact: Redact): Known;
export function redactFact(fact: PresenceFact, redact: Redact): PresenceFact {
  if (fact.kind === 'clear') return fact;
  if (fact.kind === 'rename') return { ...fact, from: redact(fact.from), to: redact(fact.to) };
  const { participant_id, user_id, user_name } = fact;
  return {
    ...fact,
    participant_id: redact(participant_id),
    user_id: user_id === null ? null : redact(user_id),
    user_name: user_name === null ? null : redact(user_name),
  };
}
