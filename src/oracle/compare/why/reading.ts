import { compileRules, type RuleOverrides } from '../../../engine/compile-rules.js';
import type { Meeting } from '../../../model/meeting.js';
import type { RuleOptions } from '../../../model/rule-options.js';
import { documentedRules } from '../../../rules/options.js';
import { answerCase, isRejected } from '../../answer-case.js';
import type { CaseInput } from '../../case.js';
import { isRuleMutation, type LogMutation, type Mutant } from '../../mutants/mutant.js';
import { optionMutants } from '../../mutants/options.js';
import { uncheckedMutants } from '../../mutants/unchecked.js';
import { mutants } from '../../mutants.js';

/** Another way to read the rules: other values of options, or a mistake. */
export type Reading =
  | { readonly kind: 'options'; readonly name: string; readonly rules: Partial<RuleOptions> }
  | { readonly kind: 'mutant'; readonly name: string; readonly mutant: Mutant };

/** Values of lengths that are tried, in seconds; null: never. */
const LENGTHS = {
  joinThreshold: [0, 1, 3, 5, 15, 20, 30, 45, 60, 120],
  soloStart: [0, 5, 10, 15, 20, 45, 60, 90, 120, 300, 600],
  aloneReset: [null, 30, 60, 120, 180, 300, 420, 900, 1200, 1800, 3600, 7200],
} as const;
export type Length = keyof typeof LENGTHS;

const STEPS = [2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1800, 3600];
const ROUNDINGS = ['floor', 'nearest', 'ceil'] as const;

/** How options are checked cannot be seen in a list, and what the documented options say is tried anyway. */
const NOT_SEEN: readonly Mutant[] = [...uncheckedMutants, ...optionMutants];

/** All readings that are tried, the documented second ones first. */
export function readings(base: RuleOptions): Reading[] {
  const options: Partial<RuleOptions>[] = [
    ...(['ignore', 'occupy'] as const).map((shortVisits) => ({ shortVisits })),
    ...(['elapsed', 'departure'] as const).map((resetBoundary) => ({ resetBoundary })),
    ...STEPS.flatMap((granularity) => ROUNDINGS.map((rounding) => ({ granularity, rounding }))),
    { granularity: 1 },
    ...Object.entries(LENGTHS).flatMap(([name, values]) =>
      [...values, documentedRules[name as Length]].map((value) => ({ [name]: value })),
    ),
  ];
  return [
    ...options.filter((rules) => isOther(rules, base)).map(readingOf),
    ...mutants
      .filter((mutant) => mutant.equivalent === undefined && !NOT_SEEN.includes(mutant))
      .filter(({ clause }) => clause !== 'meeting-id')
      .map((mutant): Reading => ({ kind: 'mutant', name: mutant.name, mutant })),
  ];
}

/** A reading of other rule options, named after them. */
export function readingOf(rules: Partial<RuleOptions>): Reading {
  const told = Object.entries(rules).filter(([name, value]) => name !== 'rounding' || value !== 'floor');
  const name = told.map(([option, value]) => `${option}: ${value ?? 'never'}`).join(', ');
  return { kind: 'options', name, rules };
}

/** Values between those that are tried, for a length that was found among them: the middles to its neighbours, in whole seconds. */
export function between(
  rules: Partial<RuleOptions>,
): { readonly option: Length; readonly low: number; readonly high: number } | null {
  for (const option of Object.keys(LENGTHS) as Length[]) {
    const value = rules[option];
    if (typeof value !== 'number') continue;
    const known = [...LENGTHS[option], documentedRules[option]]
      .filter((one) => one !== null)
      .sort((a, b) => a - b);
    const at = known.indexOf(value);
    return { option, low: known[at - 1] ?? value, high: known[at + 1] ?? value };
  }
  return null;
}

/** Whether two readings say something of one thing, so that they do not go together. */
export function clash(a: Reading, b: Reading): boolean {
  if (a.kind === 'mutant' || b.kind === 'mutant') return a.name === b.name;
  return Object.keys(a.rules).some((option) => Object.hasOwn(b.rules, option));
}

/** Whether what a reading makes of a room has nothing to do with other rooms. */
export function goesRoomByRoom(reading: Reading): boolean {
  return reading.kind === 'options' || isRuleMutation(reading.mutant.wrong);
}

/** The meetings of a log under several readings at once; null where they are not allowed together, or fail. */
export function listUnder(chosen: readonly Reading[], input: CaseInput): readonly Meeting[] | null {
  let asked: CaseInput = {
    ...input,
    rules: Object.assign({}, input.rules, ...chosen.map((one) => (one.kind === 'options' ? one.rules : {}))),
  };
  const wrongs = chosen.flatMap((one) => (one.kind === 'mutant' ? [one.mutant.wrong] : []));
  const rewriting = wrongs.filter((wrong): wrong is LogMutation => !isRuleMutation(wrong));
  try {
    for (const { asks } of rewriting) asked = asks?.(asked) ?? asked;
    let answer = answerCase(asked, (rules) => {
      let overrides: RuleOverrides = {};
      for (const wrong of wrongs) {
        if (!isRuleMutation(wrong)) continue;
        overrides = { ...overrides, ...wrong.overrides(compileRules(rules, overrides)) };
      }
      return compileRules(rules, overrides);
    });
    for (const { lists } of rewriting) {
      if (!isRejected(answer)) answer = lists?.(answer, asked) ?? answer;
    }
    return isRejected(answer) ? null : answer.meetings;
  } catch (error) {
    // A mistake may lead anywhere, even to a state that the engine refuses to be in: then it explains nothing.
    if (error instanceof Error) return null;
    throw error;
  }
}

function isOther(rules: Partial<RuleOptions>, base: RuleOptions): boolean {
  if (rules.granularity !== undefined && rules.granularity === base.granularity) {
    return rules.granularity > 1 && rules.rounding !== base.rounding;
  }
  return Object.entries(rules).some(([name, value]) => base[name as keyof RuleOptions] !== value);
}
