import { type CompiledRules, compileRules, type RuleOverrides } from '../../engine/compile-rules.js';
import type { RuleOptions } from '../../model/rule-options.js';
import type { RuleMutant } from './mutant.js';

/** Rule values that are not heeded: the documented second readings among them, where they were not asked for. */
export const optionMutants: readonly RuleMutant[] = [
  {
    name: 'always-occupy',
    clause: 'join-threshold',
    sentence: 'Short visits count for who is in the room.',
    wrong: always({ shortVisits: 'occupy' }),
  },
  {
    name: 'never-occupy',
    clause: 'join-threshold',
    sentence: 'Short visits never count, whatever `shortVisits` says.',
    wrong: always({ shortVisits: 'ignore' }),
  },
  {
    name: 'always-departure',
    clause: 'alone-reset',
    sentence: 'A reset is dated to where the company left.',
    wrong: always({ resetBoundary: 'departure' }),
  },
  {
    name: 'never-departure',
    clause: 'alone-reset',
    sentence: 'A reset is dated to where it happens, whatever `resetBoundary` says.',
    wrong: always({ resetBoundary: 'elapsed' }),
  },
  {
    name: 'always-reset',
    clause: 'alone-reset',
    sentence: 'An `aloneReset` of null is one that was left out.',
    wrong: { overrides: ({ options }) => compiledWith(options, { aloneReset: options.aloneReset ?? 600 }) },
  },
  {
    name: 'limits-in-whole-seconds',
    clause: 'solo-start',
    sentence: 'Limits are whole seconds.',
    wrong: {
      overrides: ({ options }) =>
        compiledWith(options, {
          joinThreshold: Math.floor(options.joinThreshold),
          soloStart: Math.floor(options.soloStart),
        }),
    },
  },
  {
    name: 'never-snapped',
    clause: 'granularity',
    sentence: 'Times are listed to the second.',
    wrong: always({ granularity: 1 }),
  },
  {
    name: 'always-floor',
    clause: 'granularity',
    sentence: 'Times are snapped down, whatever `rounding` says.',
    wrong: always({ rounding: 'floor' }),
  },
  {
    name: 'always-nearest',
    clause: 'granularity',
    sentence: 'Times are snapped to the nearest step.',
    wrong: always({ rounding: 'nearest' }),
  },
  {
    name: 'always-ceil',
    clause: 'granularity',
    sentence: 'Times are snapped up.',
    wrong: always({ rounding: 'ceil' }),
  },
];

function always(values: Partial<RuleOptions>): RuleMutant['wrong'] {
  return { overrides: ({ options }) => compiledWith(options, values) };
}

function compiledWith(options: RuleOptions, values: Partial<RuleOptions>): RuleOverrides {
  const { options: _, ...overrides }: CompiledRules = compileRules({ ...options, ...values });
  return overrides;
}
