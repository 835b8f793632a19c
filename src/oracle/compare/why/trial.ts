import type { CaseInput } from '../../case.js';
import type { ComparedItem } from '../comparison.js';
import { holdAgainst, type Surroundings, type Told } from '../hold-against.js';
import { goesRoomByRoom, listUnder, type Reading } from './reading.js';
import type { Part } from './sample.js';

/** How far their list is from ours, in meetings (of a split or merged one, those of the side that has more). */
export interface Distance {
  /** those that differ, those that are within tolerance but not equal, and those of which nothing can be told */
  readonly differing: number;
  readonly inexact: number;
  readonly unknown: number;
}

/** How far, and in which rooms anything is not equal. */
export interface Standing {
  readonly left: Distance;
  readonly rooms: ReadonlySet<string>;
}

/** A part of a log in two: what is known to be unequal comes first, so that most trials end there. */
export interface Divided {
  readonly all: Part;
  readonly unequal: Part;
  readonly others: Part;
}

export function divided(all: Part, { rooms }: Standing): Divided {
  const half = (isUnequal: boolean): Part => ({
    events: all.events.filter(({ room }) => rooms.has(room) === isUnequal),
    theirs: all.theirs.filter(({ room }) => rooms.has(room) === isUnequal),
  });
  return { all, unequal: half(true), others: half(false) };
}

/** What a trial rests on, whatever part of the log it is made on. */
export interface Ground {
  readonly input: CaseInput;
  readonly surroundings: Surroundings;
  readonly told: Told;
}

/**
 * How their list stands to ours under some readings; null where they do not go together, and as soon as `goesOn` is not content with how
 * far it is already.
 */
export function tryReadings(
  { all, unequal, others }: Divided,
  together: readonly Reading[],
  { input, surroundings, told }: Ground,
  goesOn: (left: Distance) => boolean,
): Standing | null {
  let standing: Standing = { left: { differing: 0, inexact: 0, unknown: 0 }, rooms: new Set() };
  for (const { events, theirs } of together.every(goesRoomByRoom) ? [unequal, others] : [all]) {
    const meetings = listUnder(together, { ...input, events });
    if (meetings === null) return null;
    standing = both(standing, standingOf(holdAgainst(meetings, theirs, surroundings, told).items));
    if (!goesOn(standing.left)) return null;
  }
  return standing;
}

export function standingOf(items: readonly ComparedItem[]): Standing {
  const left = { differing: 0, inexact: 0, unknown: 0 };
  const rooms = new Set<string>();
  for (const { outcome, room, ours, theirs } of items) {
    if (outcome === 'equal') continue;
    rooms.add(room);
    // One meeting that swallows all others must not count as one difference.
    const meetings = Math.max(ours.length, theirs.length);
    if (outcome === 'unknown') left.unknown += meetings;
    else if (outcome === 'within_tolerance') left.inexact += meetings;
    else left.differing += meetings;
  }
  return { left, rooms };
}

function both(a: Standing, b: Standing): Standing {
  return {
    left: {
      differing: a.left.differing + b.left.differing,
      inexact: a.left.inexact + b.left.inexact,
      unknown: a.left.unknown + b.left.unknown,
    },
    rooms: new Set([...a.rooms, ...b.rooms]),
  };
}
