import { checkOptions, checkValue } from '../../engine/check-options.js';
import type { CompareOptions } from './compare-meeting-lists.js';
import { checkEntry } from './ignoring.js';

/** The furthest that times may be apart, in seconds. */
const LARGEST = 86_400;

/**
 * Refuses options that are none; `more` are the names of those that only one function has.
 * @throws TypeError, RangeError or InvalidIgnoreList that names what is wrong
 */
export function checkCompare(of: string, options: CompareOptions, more: readonly string[] = []): void {
  checkOptions(of, options, ['tolerance', 'ignore', 'name', ...more]);
  const { tolerance, ignore, name } = options;
  const isTolerance = typeof tolerance === 'number' && tolerance >= 0 && tolerance <= LARGEST;
  checkValue('tolerance', tolerance, isTolerance, `seconds from 0 to ${LARGEST}`);
  checkValue('ignore', ignore, Array.isArray(ignore), 'a list of entries');
  for (const [i, entry] of (ignore ?? []).entries()) checkEntry(entry, `ignore[${i}]`);
  checkValue('name', name, typeof name === 'string', 'a text');
}
