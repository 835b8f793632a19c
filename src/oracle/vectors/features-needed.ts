import { documentedRules } from '../../rules/options.js';
import { type Feature, features } from '../protocol.js';
import type { Vector } from './vector.js';

/** The features that an implementation must have to answer a vector: clears, a T, options other than the documented ones. */
export function featuresNeeded({ rules, as_of, events, expect_reject }: Vector): Feature[] {
  const needed = new Set<string>();
  if (events.some(({ type }) => type === 'clear')) needed.add('clear');
  if (as_of !== undefined) needed.add('as_of');
  if (expect_reject !== undefined) needed.add('reject');
  for (const [name, value] of Object.entries(rules)) {
    if (value !== documentedRules[name as keyof typeof documentedRules]) needed.add(name);
  }
  return features.filter((feature) => needed.has(feature));
}
