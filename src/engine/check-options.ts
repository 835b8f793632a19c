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

/**
 * Refuses a value that is not allowed; what is left out is.
 * @throws RangeError that names the option, the value and what is allowed
 */
export function checkValue(name: string, value: unknown, isAllowed: boolean, expected: string): void {
  if (value === undefined || isAllowed) return;
  throw new RangeError(`${name}: ${showValue(value)} is not allowed; expected ${expected}`);
}

/** @throws RangeError for what is none of the choices */
export function checkChoice(name: string, value: unknown, choices: readonly (string | null)[]): void {
  checkValue(name, value, choices.includes(value as string), choices.map(showValue).join(' or '));
}

/** @throws RangeError for what is no whole number from `least` to `most` */
export function checkWhole(name: string, value: unknown, least: number, most = Infinity): void {
  const isWhole = Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most;
  const range = most === Infinity ? `≥ ${least}` : `from ${least} to ${most}`;
  checkValue(name, value, isWhole, `a whole number ${range}`);
}

/** @throws RangeError for what is no length up to `longest`, in seconds */
export function checkSeconds(name: string, value: unknown, longest: number): void {
  const isAllowed = typeof value === 'number' && value > 0 && value <= longest;
  checkValue(name, value, isAllowed, `seconds > 0, up to ${longest}`);
}

/**
 * Refuses what cannot be gone through item by item; a text is none of items.
 * @throws TypeError that names the function
 */
export function checkIterable(of: string, what: string, items: string, value: unknown): void {
  const given = typeof value === 'object' ? (value as Partial<Iterable<unknown>> | null) : null;
  if (typeof given?.[Symbol.iterator] === 'function') return;
  throw new TypeError(`${of}: ${what} must be an iterable of ${items}, such as an array`);
}
