import { checkOptions } from '../../engine/check-options.js';
import { showValue } from '../../model/show-value.js';
import { TIME_LIMIT } from '../../model/time.js';
import type { Fact } from '../source.js';
import { type RepairOptions, repairKinds } from './repair.js';

/**
 * Refuses options that are none, also those that are not there: no kind is off, and no visit too long, only where that is said.
 * @throws TypeError or RangeError that names what is wrong
 */
export function checkRepair(of: string, options: RepairOptions): void {
  checkOptions(of, options, ['off', 'maxOpen'] satisfies (keyof RepairOptions)[]);
  const { off, maxOpen } = options;
  const isSet = typeof off === 'object' && off !== null && typeof off.has === 'function';
  refuseUnless(isSet && Symbol.iterator in off, 'off', off, 'a Set of what not to repair');
  for (const kind of off) {
    refuseUnless(repairKinds.includes(kind), 'off', kind, repairKinds.map(showValue).join(' or '));
  }
  const isLength = Number.isInteger(maxOpen) && maxOpen! >= 1 && maxOpen! <= TIME_LIMIT;
  refuseUnless(maxOpen === null || isLength, 'maxOpen', maxOpen, 'whole milliseconds from 1 on, or null');
}

/**
 * Refuses a point in time that is none: NaN is never reached, and would be kept as the last one.
 * @throws RangeError that names it
 */
export function checkInstant(name: string, at: unknown): void {
  refuseUnless(Number.isFinite(at), name, at, 'finite milliseconds since the Unix epoch');
}

/**
 * Refuses a fact that is not about presence, which has no time and no place among the others.
 * @throws TypeError that says which are
 */
export function checkFact(fact: Pick<Fact, 'kind'> | undefined): void {
  if (fact != null && PRESENCE.has(fact.kind)) return;
  const given = fact == null ? showValue(fact) : `one of kind ${showValue(fact.kind)}`;
  throw new TypeError(`fact: expected one of kind ${[...PRESENCE].join(', ')}, got ${given}`);
}

const PRESENCE: ReadonlySet<unknown> = new Set(['join', 'leave', 'stay', 'clear', 'rename']);

/** What is left out is not allowed either. */
function refuseUnless(isAllowed: boolean, name: string, value: unknown, expected: string): void {
  if (isAllowed) return;
  throw new RangeError(`${name}: ${showValue(value)} is not allowed; expected ${expected}`);
}
