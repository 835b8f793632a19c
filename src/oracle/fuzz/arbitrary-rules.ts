import fc from 'fast-check';
import { documentedRules, ruleOptionNames } from '../../rules/options.js';
import { ruleOptions } from '../arbitrary-logs.js';
import type { CaseInput } from '../case.js';
import { type Feature, features } from '../protocol.js';

type Rules = CaseInput['rules'];

/** The documented rules, others, and now and then some that are not allowed; of what is supported. */
export function fuzzRules(supported: ReadonlySet<Feature>): fc.Arbitrary<Rules> {
  const other = fc
    .tuple(ruleOptions, fc.constantFrom(...STEPS), fc.boolean())
    .map(([options, granularity, isSteep]) =>
      differing({ ...options, ...(isSteep ? { granularity } : {}) }, supported),
    );
  const bad = NOT_ALLOWED.filter((rules) =>
    features.every((name) => supported.has(name) || !Object.hasOwn(rules, name)),
  );
  return fc.oneof(
    { weight: 40, arbitrary: fc.constant<Rules>({}) },
    { weight: 57, arbitrary: other },
    ...(supported.has('reject') ? [{ weight: 3, arbitrary: fc.constantFrom(...bad) }] : []),
  );
}

/** Steps of which the half is a whole second, so that it can be met. */
const STEPS = [10, 60, 2];

/** One value of each kind that section 6 of SPEC.md does not allow, and pairs of values that do not go together. */
const NOT_ALLOWED: readonly Rules[] = [
  { joinTreshold: 5 },
  { joinThreshold: -1 },
  { joinThreshold: '10' },
  { joinThreshold: 0.0005 },
  { joinThreshold: true },
  { soloStart: null },
  { soloStart: -0.001 },
  { soloStart: '30' },
  { soloStart: 12.3456 },
  { aloneReset: 0 },
  { aloneReset: 5 },
  { aloneReset: '600' },
  { joinThreshold: 45, aloneReset: 44.999 },
  { shortVisits: 'Occupy' },
  { shortVisits: true },
  { shortVisits: null },
  { resetBoundary: 'DEPARTURE' },
  { resetBoundary: 'arrival' },
  { granularity: 0 },
  { granularity: 1.5 },
  { granularity: '15' },
  { granularity: null },
  { rounding: 'Floor' },
  { rounding: 'round' },
];

/** What differs from the documented values, as it is sent. */
function differing(options: Rules, supported: ReadonlySet<Feature>): Rules {
  const entries = ruleOptionNames
    .filter((name) => supported.has(name) && options[name] !== documentedRules[name])
    .map((name) => [name, options[name]]);
  return Object.fromEntries(entries);
}
