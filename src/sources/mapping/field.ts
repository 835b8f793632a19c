import type { Condition, Field, ValuePattern } from './mapping.js';
import { type Path, parsePaths, type Scope, valueAt } from './path.js';

/** Gives what a field says in a scope: a text, a number or a boolean; undefined for nothing. */
export type ReadField = (scope: Scope) => Scalar | undefined;

type Scalar = string | number | boolean;

/** Stands between the parts of a key that has several. */
const JOINT = '/';

/**
 * Makes a field readable.
 * @throws SyntaxError that says what is wrong with it
 */
export function compileField(field: Field): ReadField {
  if (typeof field === 'string') return compilePaths(field);
  if (isList(field)) return firstOf(field.map(compileField));
  if ('value' in field) return () => present(field.value);
  const read = compilePaths(field.path);
  return field.match === undefined ? read : matching(read, new RegExp(field.match, 'u'));
}

function compilePaths(text: string): ReadField {
  return firstOf(
    parsePaths(text).map((parts) => {
      const [only] = parts as [Path];
      if (parts.length === 1) return (scope) => present(valueAt(only, scope));
      return (scope) => {
        const values = parts.map((part) => present(valueAt(part, scope)));
        return values.includes(undefined) ? undefined : values.join(JOINT);
      };
    }),
  );
}

/** The first group of a pattern, or all that it matches. */
function matching(read: ReadField, pattern: RegExp): ReadField {
  return (scope) => {
    const value = read(scope);
    const match = value === undefined ? null : pattern.exec(String(value));
    return present(match?.[1] ?? match?.[0]);
  };
}

function firstOf(choices: readonly ReadField[]): ReadField {
  const [only] = choices;
  if (choices.length === 1) return only!;
  return (scope) => {
    for (const choice of choices) {
      const value = choice(scope);
      if (value !== undefined) return value;
    }
    return undefined;
  };
}

function present(value: unknown): Scalar | undefined {
  if (typeof value === 'string') return value === '' ? undefined : value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  return typeof value === 'boolean' ? value : undefined;
}

/**
 * Makes values to compare with: equal as texts, or a pattern between slashes.
 * @throws SyntaxError for a pattern that is none
 */
export function compileValues(values: readonly ValuePattern[]): (value: Scalar) => boolean {
  const texts = new Set<string>();
  const patterns: RegExp[] = [];
  for (const value of values) {
    const pattern = typeof value === 'string' ? /^\/(.+)\/([iu]*)$/s.exec(value) : null;
    if (pattern === null) texts.add(String(value));
    else patterns.push(new RegExp(pattern[1]!, pattern[2]));
  }
  return (value) => {
    const text = String(value);
    return texts.has(text) || patterns.some((pattern) => pattern.test(text));
  };
}

/** Makes a condition that a scope meets or not; one without values is met by an object or a list, too. */
export function compileCondition(condition: Condition): (scope: Scope) => boolean {
  if (condition.in === undefined && typeof condition.path === 'string') {
    const choices = parsePaths(condition.path);
    return (scope) => choices.some((parts) => parts.every((part) => isThere(valueAt(part, scope))));
  }
  const read = compileField(condition.path);
  const fits = condition.in === undefined ? () => true : compileValues(condition.in);
  return (scope) => {
    const value = read(scope);
    return value !== undefined && fits(value);
  };
}

function isThere(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '';
}

function isList(field: Exclude<Field, string>): field is readonly Field[] {
  return Array.isArray(field);
}
