import { defineRules } from '../../../rules/options.js';
import type { CaseInput } from '../../case.js';
import type { ListsCompared } from '../compare-meeting-lists.js';
import type { ComparedItem } from '../comparison.js';
import { holdAgainst } from '../hold-against.js';
import { between, clash, listUnder, type Reading, readingOf, readings, rewritesLog } from './reading.js';
import { type Part, sampleOf } from './sample.js';
import { suggested } from './suggested.js';

/** How far their list is from ours, in meetings (of a split or merged one, those of the side that has more). */
export interface Distance {
  /** those that differ, those that are within tolerance but not equal, and those of which nothing can be told */
  readonly differing: number;
  readonly inexact: number;
  readonly unknown: number;
}

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
  /** mistakes that were tried on a part of the log only, as it is long */
  readonly sampledOnly: number;
}

/** A first look is at about so many events. */
const FIRST_LOOK = 8000;
/** So many of those that look best then are tried on all of the log. */
const CLOSER = 5;
/** A mistake that rewrites the log is tried on no more events than this. */
const LONGEST_REWRITTEN = 60_000;
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
  const part = sampleOf(input.events, theirs, held.items, FIRST_LOOK);
  const isLong = input.events.length > LONGEST_REWRITTEN;
  const base = defineRules(input.rules);
  const all = [...readings(base), ...suggested(held.items, base)];
  const before = distanceOf(held.items);
  const chosen: Explaining[] = [];
  let left = before;

  while (chosen.length < MOST && lossOf(left) > 0) {
    const found: Explaining | null = yield* best(chosen.map(({ reading }) => reading));
    if (found === null || lossOf(left) - lossOf(found.left) < Math.max(1, WORTH * lossOf(left))) break;
    chosen.push(found);
    left = found.left;
  }
  return {
    before,
    explanations: chosen,
    tried: all.length,
    sampledOnly: isLong ? all.filter(rewritesLog).length : 0,
  };

  function* best(beside: readonly Reading[]): Generator<void, Explaining | null> {
    const firstLook: { reading: Reading; loss: number }[] = [];
    for (const reading of all) {
      if (beside.some((other) => clash(other, reading))) continue;
      const loss = lossOf(distance(part, [...beside, reading]));
      if (loss < Infinity) firstLook.push({ reading, loss });
      yield;
    }
    const isTriedOnAll = (reading: Reading) =>
      part.events === whole.events || !isLong || !rewritesLog(reading);
    const closer: { reading: Reading; left: Distance }[] = [];
    const promising = firstLook
      .sort((a, b) => a.loss - b.loss)
      .filter(({ reading }) => isTriedOnAll(reading));
    for (const { reading } of promising.slice(0, CLOSER)) {
      const tried = reading.kind === 'options' ? yield* refined(reading, beside) : reading;
      closer.push({ reading: tried, left: distance(whole, [...beside, tried]) });
      yield;
    }
    const [first, ...others] = closer.sort((a, b) => lossOf(a.left) - lossOf(b.left));
    if (first === undefined) return null;
    const alternatives = others
      .filter(
        (other) => lossOf(other.left) === lossOf(first.left) && other.reading.name !== first.reading.name,
      )
      .map(({ reading }) => reading);
    return { ...first, alternatives };
  }

  /** The value of a length that fits best, between those that are tried. */
  function* refined(
    reading: Extract<Reading, { kind: 'options' }>,
    beside: readonly Reading[],
  ): Generator<void, Reading> {
    const range = between(reading.rules);
    if (range === null) return reading;
    let { low, high } = range;
    let best = { value: reading.rules[range.option] as number, loss: lossAt(reading) };
    while (high - low > 2 && best.loss > 0) {
      yield;
      const sides = [Math.floor((low + best.value) / 2), Math.ceil((best.value + high) / 2)];
      const [down, up] = sides.map((value) => ({
        value,
        loss: lossAt(readingOf({ [range!.option]: value })),
      }));
      if (down!.loss < best.loss && down!.loss <= up!.loss) [high, best] = [best.value, down!];
      else if (up!.loss < best.loss) [low, best] = [best.value, up!];
      else {
        if (down!.value === low && up!.value === high) break;
        [low, high] = [down!.value, up!.value];
      }
    }
    return best.value === reading.rules[range.option] ? reading : readingOf({ [range.option]: best.value });

    function lossAt(tried: Reading): number {
      return lossOf(distance(part, [...beside, tried]));
    }
  }

  function distance({ events, theirs: others }: Part, together: readonly Reading[]): Distance {
    const meetings = listUnder(together, { ...input, events });
    if (meetings === null) return { differing: Infinity, inexact: 0, unknown: 0 };
    return distanceOf(holdAgainst(meetings, others, surroundings).items);
  }

  /** What a reading makes unknown is not explained by it. */
  function lossOf({ differing, inexact, unknown }: Distance): number {
    return differing + (isCoarse ? 0 : INEXACT * inexact) + unknown;
  }
}

function distanceOf(items: readonly ComparedItem[]): Distance {
  const distance = { differing: 0, inexact: 0, unknown: 0 };
  for (const { outcome, ours, theirs } of items) {
    // One meeting that swallows all others must not count as one difference.
    const meetings = Math.max(ours.length, theirs.length);
    if (outcome === 'unknown') distance.unknown += meetings;
    else if (outcome === 'within_tolerance') distance.inexact += meetings;
    else if (outcome !== 'equal') distance.differing += meetings;
  }
  return distance;
}
