import { createHash } from 'node:crypto';
import type { CaseInput } from '../case.js';

/** The id of a case: twelve hexadecimal digits made of its input, with keys in a fixed order. */
export function vectorId({ rules, as_of, events }: CaseInput): string {
  const text = JSON.stringify(sorted({ rules, as_of, events }));
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, item]) => [key, sorted(item)]));
}
