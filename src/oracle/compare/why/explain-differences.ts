import { defineRules } from '../../../rules/options.js';
import type { CaseInput } from '../../case.js';
import type { ListsCompared } from '../compare-meeting-lists.js';
import { between, clash, type Reading, readingOf, readings } from './reading.js';
import { type Part, sampleOf } from './sample.js';
import { suggested } from './suggested.js';
import {
  type Distance,
  type Divided,
  divided,
  type Ground,
  type Standing,
  standingOf,
  tryReadings,
} from './trial.js';

/** How many meetings a reading sets right, of those that differ and of those that are within tolerance but not equal. */
export function explained(before: Distance, after: Distance): { differing: number; inexact: number } {
  return { differing: before.differing - after.differing, inexact: before.inexact - after.inexact };
}

/** What explains differences. */
export interface Explaining {
  readonly reading: Reading;
  /** the distance with it, and with those named before it */
  readonly left: Distance;
  /** others that explain just as much */
  readonly alternatives: readonly Reading[];
}

/** The smallest set of readings that explains most. */
export interface Why {
  readonly before: Distance;
  /** the most telling first */
  readonly explanations: readonly Explaining[];
  readonly tried: number;
}

/** A reading, and what their list is to ours with it. */
interface Tried {
  readonly reading: Reading;
  readonly standing: Standing;
}

/** A first look is at about so many events. */
const FIRST_LOOK = 8000;
/** So many of those that look best then are tried on all of the log. */
const CLOSER = 5;
/** At most so many together. */
const MOST = 3;
/** Each must take away this part of what is left. */
const WORTH = 0.1;
/** What is within tolerance counts, but less than what is not. */
const INEXACT = 0.25;

/**
 * Looks for readings of the rules under which our meetings are nearer to theirs: every documented second one, other values of the options,
 * and every known mistake, one by one and then beside those that were found. It takes a while: it stops after each, for whoever must hear signals.
 */
export function* explainDifferences(
  { theirs, held, surroundings, comparison }: ListsCompared,
  input: CaseInput,
): Generator<void, Why> {
  // Where a unit has lost its digits, how near times are says nothing.
  const isCoarse = (comparison.correction?.timeStep ?? 0) > 0;
  const whole: Part = { events: input.events, theirs };
  const sample = sampleOf(input.events, theirs, held.items, FIRST_LOOK);
  const isWhole = sample.events === whole.events;
  const base = defineRules(input.rules);
  const all = [...readings(base), ...suggested(held.items, base)];
  const before = standingOf(held.items);
  const ground: Ground = { input, surroundings, told: held.told };
  const chosen: Explaining[] = [];
  let standing = before;

  while (chosen.length < MOST && lossOf(standing) > 0) {
    const [best, ...others] = yield* bestBeside(chosen.map(({ reading }) => reading));
    if (best === undefined) break;
    const alternatives = others
      .filter((other) => lossOf(other.standing) === lossOf(best.standing))
      .map(({ reading }) => reading)
      .filter(({ name }) => name !== best.reading.name);
    chosen.push({ reading: best.reading, left: best.standing.left, alternatives });
    standing = best.standing;
  }
  return { before: before.left, explanations: chosen, tried: all.length };

  /** Those that are worth it on all of the log, the best first; not all of those that are less than the best. */
  function* bestBeside(beside: readonly Reading[]): Generator<void, Tried[]> {
    const part = divided(sample, standing);
    const asItIs = lossOf(trial(part, beside)!);
    const promising: Tried[] = [];
    for (const reading of all) {
      if (beside.some((other) => clash(other, reading))) continue;
      // A length that takes nothing away may lie next to one that does.
      const isLength = reading.kind === 'options' && between(reading.rules) !== null;
      const found = trial(part, [...beside, reading], (loss) => isLength || loss < asItIs);
      if (found !== null) promising.push({ reading, standing: found });
      yield;
    }
    const log = isWhole ? part : divided(whole, standing);
    let most = lossOf(standing) - Math.max(1, WORTH * lossOf(standing));
    const best: Tried[] = [];
    for (const one of promising.sort(byLoss).slice(0, CLOSER)) {
      const { reading, standing: onPart } = yield* refined(one, part, beside);
      yield;
      if (lossOf(onPart) >= asItIs) continue;
      const found = isWhole ? onPart : trial(log, [...beside, reading], (loss) => loss <= most);
      if (found === null || lossOf(found) > most) continue;
      best.push({ reading, standing: found });
      most = lossOf(found);
    }
    return best.sort(byLoss);
  }

  /** The value of a length that fits best, between those that are tried. */
  function* refined(one: Tried, part: Divided, beside: readonly Reading[]): Generator<void, Tried> {
    const range = one.reading.kind === 'options' ? between(one.reading.rules) : null;
    if (one.reading.kind !== 'options' || range === null) return one;
    let { low, high } = range;
    let best = { value: one.reading.rules[range.option] as number, loss: lossOf(one.standing), tried: one };
    while (high - low > 2 && best.loss > 0) {
      yield;
      const down = at(Math.floor((low + best.value) / 2));
      const up = at(Math.ceil((best.value + high) / 2));
      if (down.loss < best.loss && down.loss <= up.loss) [high, best] = [best.value, down];
      else if (up.loss < best.loss) [low, best] = [best.value, up];
      else {
        if (down.value === low && up.value === high) break;
        [low, high] = [down.value, up.value];
      }
    }
    return best.tried;

    /** One that is no better than the best so far counts as if it were as bad as can be. */
    function at(value: number): { value: number; loss: number; tried: Tried } {
      const reading = readingOf({ [range!.option]: value });
      const found = trial(part, [...beside, reading], (loss) => loss < best.loss);
      return found === null
        ? { value, loss: Infinity, tried: one }
        : { value, loss: lossOf(found), tried: { reading, standing: found } };
    }
  }

  function trial(
    part: Divided,
    together: readonly Reading[],
    goesOn: (loss: number) => boolean = () => true,
  ): Standing | null {
    return tryReadings(part, together, ground, (left) => goesOn(lossOf({ left })));
  }

  function byLoss(a: Tried, b: Tried): number {
    return lossOf(a.standing) - lossOf(b.standing);
  }

  /** What a reading makes unknown is not explained by it. */
  function lossOf({ left: { differing, inexact, unknown } }: Pick<Standing, 'left'>): number {
    return differing + (isCoarse ? 0 : INEXACT * inexact) + unknown;
  }
}
