import { compileCondition, compileField, compileValues } from './field.js';
import type { Condition, Field, LengthUnit, Mapping, ValuePattern } from './mapping.js';
import { compileRows } from './rows.js';
import { checkTimeForm } from './time-form.js';

type Check = (value: unknown) => string | null;

/**
 * Checks that a value is a mapping.
 * @throws TypeError or RangeError that names the key, what is wrong and what was expected
 */
export function defineMapping(value: unknown): Mapping {
  if (!isObject(value)) throw new TypeError('a mapping is an object');
  for (const key of Object.keys(value)) {
    if (!Object.hasOwn(CHECKS, key)) {
      throw new TypeError(
        `${key}: no such key in a mapping; expected one of ${Object.keys(CHECKS).join(', ')}`,
      );
    }
  }
  for (const [key, check] of Object.entries(CHECKS)) {
    const given = value[key];
    const problem = given === undefined ? null : check(given);
    if (problem !== null) throw new RangeError(`${key}: ${problem}`);
  }
  const problem = problemOfWhole(value as unknown as Mapping);
  if (problem !== null) throw new RangeError(problem);
  return value as unknown as Mapping;
}

const UNITS: readonly LengthUnit[] = ['ms', 's', 'min', 'h'];

const checkText: Check = (value) => (typeof value === 'string' && value !== '' ? null : 'expected a text');
const checkFlag: Check = (value) => (typeof value === 'boolean' ? null : 'expected true or false');

const checkField: Check = (value) =>
  isField(value)
    ? syntaxOf(() => compileField(value))
    : 'expected a path such as "data.room", or {path}, {value} or a list';

const checkValues: Check = (value) =>
  Array.isArray(value) && value.length > 0 && value.every(isValue)
    ? syntaxOf(() => compileValues(value as readonly ValuePattern[]))
    : 'expected a list of texts, numbers or /patterns/';

const checkConditions: Check = (value) => {
  if (!Array.isArray(value)) return 'expected a list of {path, in}';
  for (const condition of value as readonly unknown[]) {
    if (!isObject(condition) || !isField(condition.path) || hasOther(condition, ['path', 'in'])) {
      return 'expected a list of {path, in}';
    }
    const problem = condition.in === undefined ? null : checkValues(condition.in);
    if (problem !== null) return problem;
    const syntax = syntaxOf(() => compileCondition(condition as unknown as Condition));
    if (syntax !== null) return syntax;
  }
  return null;
};

const CHECKS: Readonly<Record<keyof Mapping | '$schema', Check>> = {
  $schema: checkText,
  name: (value) =>
    typeof value === 'string' && /^[a-z0-9][a-z0-9-]*$/.test(value)
      ? null
      : 'expected small letters, digits and dashes, such as my-platform',
  title: checkText,
  when: checkConditions,
  rows: (value) =>
    typeof value === 'string' ? syntaxOf(() => compileRows(value)) : 'expected a path that ends in []',
  room: checkField,
  session: checkField,
  participant_id: checkField,
  user_id: checkField,
  user_name: checkField,
  type: checkField,
  join: checkValues,
  leave: checkValues,
  clear: checkValues,
  hand_off: checkValues,
  rename: checkValues,
  new_user_id: checkField,
  time: checkField,
  join_time: checkField,
  leave_time: checkField,
  clear_time: checkField,
  duration: checkField,
  duration_unit: (value) =>
    UNITS.includes(value as LengthUnit)
      ? null
      : `expected ${UNITS.slice(0, -1).join(', ')} or ${UNITS.at(-1)}`,
  time_unit: (value) => (typeof value === 'string' ? checkTimeForm(value) : 'expected a text'),
  order: checkField,
  delivery: checkField,
  bots: checkConditions,
  one_connection_per_user: checkFlag,
};

const EVENT_KEYS = ['join', 'leave', 'clear', 'hand_off', 'rename', 'clear_time'] as const;

function problemOfWhole(mapping: Mapping): string | null {
  if (mapping.name === undefined) return 'name: is missing; expected small letters, digits and dashes';
  if (mapping.room === undefined)
    return 'room: is missing; expected a path, or {"value": "…"} for a constant';
  if (!mapping.participant_id && !mapping.user_id && !mapping.user_name) {
    return 'participant_id: is missing; expected the key of a connection, or else user_id or user_name';
  }
  if (mapping.rename !== undefined && mapping.new_user_id === undefined) {
    return 'new_user_id: is missing; expected where a rename has the new name';
  }
  if (mapping.type === undefined) {
    const stray = EVENT_KEYS.find((key) => mapping[key] !== undefined);
    if (stray !== undefined) return `${stray}: has no meaning without type`;
    if (mapping.join_time === undefined) {
      return 'type: is missing; expected where events have their type, or join_time with leave_time or duration';
    }
    return mapping.leave_time === undefined && mapping.duration === undefined
      ? 'leave_time: is missing; expected where an interval ends, or its duration'
      : null;
  }
  if (mapping.join === undefined) return 'join: is missing; expected the values of type that are joins';
  if (mapping.leave === undefined) return 'leave: is missing; expected the values of type that are leaves';
  if (!mapping.time && !mapping.join_time) return 'time: is missing; expected where events have their time';
  return mapping.time === undefined && mapping.leave_time === undefined && mapping.duration === undefined
    ? 'time: is missing; expected where events have their time, or leave_time'
    : null;
}

function isField(value: unknown): value is Field {
  if (typeof value === 'string') return true;
  if (Array.isArray(value)) return value.length > 0 && value.every(isField);
  if (!isObject(value)) return false;
  if (typeof value.value === 'string') return value.value !== '' && !hasOther(value, ['value']);
  if (typeof value.path !== 'string' || hasOther(value, ['path', 'match'])) return false;
  return value.match === undefined || typeof value.match === 'string';
}

function isValue(value: unknown): value is ValuePattern {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function hasOther(value: object, keys: readonly string[]): boolean {
  return Object.keys(value).some((key) => !keys.includes(key));
}

function syntaxOf(make: () => unknown): string | null {
  try {
    make();
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}
