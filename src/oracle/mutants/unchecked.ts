import { defineRules, documentedRules } from '../../rules/options.js';
import type { CaseInput } from '../case.js';
import type { Mutant } from './mutant.js';

type Rules = CaseInput['rules'];

/** Section 6 of SPEC.md, not held: rule values that are not allowed and taken for something. */
export const uncheckedMutants: readonly Mutant[] = [
  {
    name: 'unknown-options-pass',
    clause: 'event',
    sentence: 'What is no option is not for us.',
    wrong: asked((name, value) => (Object.hasOwn(documentedRules, name) ? [[name, value]] : [])),
  },
  {
    name: 'numbers-in-texts',
    clause: 'event',
    sentence: 'A number is a number, in quotes or not.',
    wrong: asked((name, value) => [
      [
        name,
        typeof value === 'string' && value !== '' && !Number.isNaN(Number(value)) ? Number(value) : value,
      ],
    ]),
  },
  {
    name: 'words-in-capitals',
    clause: 'event',
    sentence: 'Words mean the same in capitals.',
    wrong: asked((name, value) => [[name, typeof value === 'string' ? value.toLowerCase() : value]]),
  },
  {
    name: 'lengths-below-zero',
    clause: 'join-threshold',
    sentence: 'A length below zero is none.',
    wrong: asked((name, value) => [[name, typeof value === 'number' ? Math.max(0, value) : value]]),
  },
  {
    name: 'small-parts-cut',
    clause: 'join-threshold',
    sentence: 'Parts of a millisecond do not matter.',
    wrong: asked((name, value) => [
      [name, typeof value === 'number' ? Math.floor(value * 1000) / 1000 : value],
    ]),
  },
  {
    name: 'null-is-not-given',
    clause: 'solo-start',
    sentence: 'Null is a value that was not given.',
    wrong: asked((name, value) => (value === null && name !== 'aloneReset' ? [] : [[name, value]])),
  },
  {
    name: 'zero-is-never',
    clause: 'alone-reset',
    sentence: 'A limit of 0 is none.',
    wrong: asked((name, value) => [[name, name === 'aloneReset' && value === 0 ? null : value]]),
  },
  {
    name: 'limits-apart',
    clause: 'alone-reset',
    sentence: 'The limits have nothing to do with each other.',
    wrong: {
      asks: (input) => {
        const { joinThreshold = 10, aloneReset } = input.rules;
        const isShort =
          typeof aloneReset === 'number' && aloneReset > 0 && aloneReset < Number(joinThreshold);
        return isShort ? { ...input, rules: { ...input.rules, aloneReset: Number(joinThreshold) } } : input;
      },
    },
  },
  {
    name: 'step-cut-to-seconds',
    clause: 'granularity',
    sentence: 'A step is cut to whole seconds.',
    wrong: asked((name, value) => [
      [name, name === 'granularity' && typeof value === 'number' && value >= 1 ? Math.floor(value) : value],
    ]),
  },
  {
    name: 'step-of-zero-is-off',
    clause: 'granularity',
    sentence: 'A step of 0 turns snapping off.',
    wrong: asked((name, value) => [[name, name === 'granularity' && value === 0 ? 1 : value]]),
  },
];

/** Rules that are not allowed, made fit entry by entry; those that are stay as they are. */
function asked(mend: (name: string, value: unknown) => [string, unknown][]): Mutant['wrong'] {
  return {
    asks: (input) =>
      isAllowed(input.rules)
        ? input
        : {
            ...input,
            rules: Object.fromEntries(
              Object.entries(input.rules).flatMap(([name, value]) => mend(name, value)),
            ),
          },
  };
}

function isAllowed(rules: Rules): boolean {
  try {
    defineRules(rules);
    return true;
  } catch {
    return false;
  }
}
