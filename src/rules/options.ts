import { isPlainObject } from '../model/plain-object.js';
import type { RuleOptions } from '../model/rule-options.js';
import { showValue } from '../model/show-value.js';
import { TIME_LIMIT } from '../model/time.js';

/** The documented rules: every option at its default. */
export const documentedRules: RuleOptions = Object.freeze({
  joinThreshold: 10,
  shortVisits: 'ignore',
  soloStart: 30,
  aloneReset: 600,
  resetBoundary: 'elapsed',
  granularity: 15,
  rounding: 'floor',
});

/**
 * Completes a partial choice of rule options with the documented defaults and freezes it.
 * @throws TypeError or RangeError that names the option, the value and what is allowed
 */
export function defineRules(partial: Partial<RuleOptions> = {}): RuleOptions {
  if (!isPlainObject(partial)) {
    throw new TypeError(
      `rules: ${showValue(partial)} is not allowed; expected a plain object of rule options`,
    );
  }
  const rules: Record<string, unknown> = { ...documentedRules };
  for (const [name, value] of Object.entries(partial)) {
    if (!Object.hasOwn(ALLOWED, name)) throw unknownOption(name);
    if (value === undefined) continue;
    const allowed = ALLOWED[name as keyof RuleOptions];
    if (!allowed.accepts(value)) {
      throw new RangeError(`${name}: ${showValue(value)} is not allowed; expected ${allowed.text}`);
    }
    rules[name] = value;
  }
  const complete = rules as unknown as RuleOptions;
  if (complete.aloneReset !== null && complete.aloneReset < complete.joinThreshold) {
    throw new RangeError(
      `aloneReset: ${complete.aloneReset} is not allowed with joinThreshold ${complete.joinThreshold}; ` +
        'expected at least joinThreshold, or null for never',
    );
  }
  return Object.freeze(complete);
}

/** The names of the rule options, in the order of SPEC.md. */
export const ruleOptionNames = Object.freeze(Object.keys(documentedRules)) as readonly (keyof RuleOptions)[];

interface Allowed {
  readonly accepts: (value: unknown) => boolean;
  readonly text: string;
}

const LENGTH = 'seconds ≥ 0 and a whole number of milliseconds';

const ALLOWED: Readonly<Record<keyof RuleOptions, Allowed>> = {
  joinThreshold: { accepts: isLength, text: LENGTH },
  shortVisits: oneOf('ignore', 'occupy'),
  soloStart: { accepts: isLength, text: LENGTH },
  aloneReset: {
    accepts: (value) => value === null || (isLength(value) && value > 0),
    text: 'seconds > 0 and a whole number of milliseconds, or null for never',
  },
  resetBoundary: oneOf('elapsed', 'departure'),
  granularity: {
    accepts: (value) => Number.isSafeInteger(value) && (value as number) >= 1,
    text: 'a whole number of seconds ≥ 1',
  },
  rounding: oneOf('floor', 'nearest', 'ceil'),
};

/** Whole milliseconds are told by their decimal reading: 1.001 is one thousand and one of them, whatever 1.001 × 1000 gives. */
function isLength(value: unknown): value is number {
  if (typeof value !== 'number' || !(value >= 0) || value * 1000 > TIME_LIMIT) return false;
  return Math.round(value * 1000) / 1000 === value;
}

function oneOf(...choices: readonly string[]): Allowed {
  return {
    accepts: (value) => choices.includes(value as string),
    text: choices.map((choice) => JSON.stringify(choice)).join(' or '),
  };
}

function unknownOption(name: string): RangeError {
  const close = ruleOptionNames.find((known) => known.toLowerCase() === name.toLowerCase());
  const hint = close === undefined ? '' : `; did you mean ${close}?`;
  return new RangeError(
    `${JSON.stringify(name)} is not a rule option${hint}; expected one of ${ruleOptionNames.join(', ')}`,
  );
}
