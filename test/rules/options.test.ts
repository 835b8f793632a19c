import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import type { RuleOptions } from '../../src/model/rule-options.js';
import { defineRules, documentedRules, ruleOptionNames } from '../../src/rules/options.js';

/** What a caller without types may pass. */
function define(options: unknown): RuleOptions {
  return defineRules(options as Partial<RuleOptions>);
}

describe('defaults', () => {
  test('are the documented values', () => {
    expect(defineRules()).toEqual({
      joinThreshold: 10,
      shortVisits: 'ignore',
      soloStart: 30,
      aloneReset: 600,
      resetBoundary: 'elapsed',
      granularity: 15,
      rounding: 'floor',
    });
    expect(defineRules({})).toEqual(documentedRules);
  });

  test('stand where an option is left out or undefined', () => {
    expect(define({ soloStart: 5, granularity: undefined })).toEqual({ ...documentedRules, soloStart: 5 });
  });

  test('come in the order of the documented rules, however they are given', () => {
    expect(Object.keys(define({ rounding: 'ceil', joinThreshold: 1 }))).toEqual(ruleOptionNames);
  });

  test('what is defined is frozen, and no part of what was given', () => {
    const given = { soloStart: 5 };
    const rules = defineRules(given);
    expect(Object.isFrozen(rules)).toBe(true);
    expect(Object.isFrozen(documentedRules)).toBe(true);
    expect(Object.isFrozen(given)).toBe(false);
    expect(defineRules(rules)).toEqual(rules);
  });
});

describe('accepted', () => {
  test.each([
    ['without a prototype', Object.assign(Object.create(null), { granularity: 1 })],
    ['of another realm', runInNewContext('({ granularity: 1 })')],
  ])('an object %s', (_, options) => {
    expect(define(options).granularity).toBe(1);
  });

  test.each([
    { joinThreshold: 0 },
    { joinThreshold: 1.001 },
    { joinThreshold: 0.001 },
    { joinThreshold: 600, aloneReset: 600 },
    { joinThreshold: 601, aloneReset: null },
    { soloStart: 0 },
    { soloStart: 4.35 },
    { soloStart: 86_400.123 },
    { soloStart: 8.64e12 },
    { aloneReset: null },
    { aloneReset: 10 },
    { joinThreshold: 0, aloneReset: 0.001 },
    { granularity: 1 },
    { granularity: 86_400 },
    { shortVisits: 'occupy' },
    { resetBoundary: 'departure' },
    { rounding: 'nearest' },
    { rounding: 'ceil' },
  ] satisfies Partial<RuleOptions>[])('%j', (options) => {
    expect(defineRules(options)).toEqual({ ...documentedRules, ...options });
  });

  test('every whole number of milliseconds up to ten seconds', () => {
    for (let ms = 0; ms <= 10_000; ms++) {
      expect(defineRules({ soloStart: ms / 1000 }).soloStart * 1000).toBeCloseTo(ms, 6);
    }
  });
});

const LENGTH = 'expected seconds ≥ 0 and a whole number of milliseconds';

describe('refused, with the option, the value and what is allowed', () => {
  test.each([
    [{ joinThreshold: -1 }, 'joinThreshold: -1', LENGTH],
    [{ joinThreshold: 0.0005 }, 'joinThreshold: 0.0005', LENGTH],
    [{ joinThreshold: 1.0005 }, 'joinThreshold: 1.0005', LENGTH],
    [{ joinThreshold: null }, 'joinThreshold: null', LENGTH],
    [{ joinThreshold: '10' }, 'joinThreshold: "10"', LENGTH],
    [{ soloStart: Number.NaN }, 'soloStart: NaN', LENGTH],
    [{ soloStart: Number.POSITIVE_INFINITY }, 'soloStart: Infinity', LENGTH],
    [{ soloStart: 8.64e12 + 1 }, 'soloStart: 8640000000001', LENGTH],
    [{ soloStart: [30] }, 'soloStart: an array', LENGTH],
    [{ soloStart: {} }, 'soloStart: an object', LENGTH],
    [{ soloStart: 30n }, 'soloStart: 30', LENGTH],
    [{ aloneReset: 0 }, 'aloneReset: 0', 'expected seconds > 0'],
    [{ aloneReset: -600 }, 'aloneReset: -600', 'or null for never'],
    [{ aloneReset: 'never' }, 'aloneReset: "never"', 'or null for never'],
    [{ aloneReset: Number.NaN }, 'aloneReset: NaN', 'or null for never'],
    [{ aloneReset: Number.POSITIVE_INFINITY }, 'aloneReset: Infinity', 'or null for never'],
    [{ granularity: 0 }, 'granularity: 0', 'expected a whole number of seconds ≥ 1'],
    [{ granularity: 1.5 }, 'granularity: 1.5', 'expected a whole number of seconds ≥ 1'],
    [{ granularity: 2 ** 53 }, 'granularity: 9007199254740992', 'expected a whole number of seconds ≥ 1'],
    [{ granularity: null }, 'granularity: null', 'expected a whole number of seconds ≥ 1'],
    [{ shortVisits: 'count' }, 'shortVisits: "count"', 'expected "ignore" or "occupy"'],
    [{ shortVisits: true }, 'shortVisits: true', 'expected "ignore" or "occupy"'],
    [{ resetBoundary: 'Elapsed' }, 'resetBoundary: "Elapsed"', 'expected "elapsed" or "departure"'],
    [{ rounding: 'up' }, 'rounding: "up"', 'expected "floor" or "nearest" or "ceil"'],
  ])('%o', (options, named, allowed) => {
    expect(() => define(options)).toThrow(RangeError);
    expect(() => define(options)).toThrow(`${named} is not allowed`);
    expect(() => define(options)).toThrow(allowed);
  });

  test('a reset before anyone could be admitted', () => {
    const message = 'aloneReset: 9.999 is not allowed with joinThreshold 10; expected at least joinThreshold';
    expect(() => define({ aloneReset: 9.999 })).toThrow(RangeError);
    expect(() => define({ aloneReset: 9.999 })).toThrow(message);
    expect(() => define({ joinThreshold: 601 })).toThrow(
      'aloneReset: 600 is not allowed with joinThreshold 601',
    );
  });

  test('an unknown option, with a hint where only the case is wrong', () => {
    const all = ruleOptionNames.join(', ');
    expect(() => define({ jointhreshold: 5 })).toThrow(RangeError);
    expect(() => define({ jointhreshold: 5 })).toThrow(
      `"jointhreshold" is not a rule option; did you mean joinThreshold?; expected one of ${all}`,
    );
    expect(() => define({ threshold: 5 })).toThrow(
      `"threshold" is not a rule option; expected one of ${all}`,
    );
    expect(() => define({ threshold: undefined })).toThrow('"threshold" is not a rule option');
  });

  test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])('an option called %s', (name) => {
    const options = JSON.parse(`{"${name}": 5}`);
    expect(() => define(options)).toThrow(`"${name}" is not a rule option`);
  });

  test.each([
    [null, 'null'],
    ['floor', '"floor"'],
    [10, '10'],
    [[], 'an array'],
    [new Map([['granularity', 1]]), 'an object'],
    [Object.create({ granularity: 1 }), 'an object'],
    [() => ({}), 'a function'],
  ])('%o in place of all options', (options, shown) => {
    expect(() => define(options)).toThrow(TypeError);
    expect(() => define(options)).toThrow(
      `rules: ${shown} is not allowed; expected a plain object of rule options`,
    );
  });
});
