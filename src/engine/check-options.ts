import { isPlainObject } from '../model/plain-object.js';
import { showValue } from '../model/show-value.js';

/**
 * Refuses a switch that is neither on nor off: a truthy text must not be taken for one of them.
 * @throws TypeError that names the option
 */
export function checkFlag(name: string, value: unknown): void {
  if (value === undefined || typeof value === 'boolean') return;
  throw new TypeError(`${name}: ${showValue(value)} is not allowed; expected true or false`);
}

/**
 * Refuses what is no object of known options: a misspelt option must not be dropped silently.
 * @throws TypeError that names the function and the option
 */
export function checkOptions(of: string, options: unknown, known: readonly string[]): void {
  if (!isPlainObject(options)) {
    throw new TypeError(`${of}: expected a plain object of options, got ${showValue(options)}`);
  }
  checkNames(of, options, 'an option', known);
}

/**
 * Refuses names that nobody knows.
 * @throws TypeError that names the function and the first of them
 */
export function checkNames(of: string, given: object, what: string, known: readonly string[]): void {
  for (const name of Object.keys(given)) {
    if (!known.includes(name)) {
      throw new TypeError(
        `${of}: ${JSON.stringify(name)} is not ${what}; expected one of ${known.join(', ')}`,
      );
    }
  }
}
