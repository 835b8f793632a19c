import type { Meeting } from '../../model/meeting.js';
import { type Correction, corrected } from './correction.js';
import type { ForeignMeeting } from './foreign-meeting.js';

/** What a unit taken for another multiplies: nothing, then ms, µs and ns in place of s, and s taken for ms. */
const TIME_FACTORS = [1, 1e-3, 1e-6, 1e-9, 1e3];
/** The same of lengths, minutes and hours too. */
const LENGTH_FACTORS = [1, 1e-3, 60, 3600, 1e-6, 1e3];

/** So many of their meetings tell. */
const SAMPLE = 200;
/** Offsets up to this are looked for, in seconds: all time zones, and a day. */
const FARTHEST = 26 * 3600;
/** So many of ours are tried for one of theirs. */
const TRIED = 4000;
/** Where so many fit as they are, nothing is wrong with all of them. */
const ENOUGH = 0.5;
/** A correction must make so many fit, and several times as many as fitted before. */
const CONVINCING = 0.4;
const TIMES_MORE = 4;
/** Fewer may fit by chance. */
const LEAST = 3;

/**
 * Finds what is wrong with all times of their list: a unit that was taken for another, or a constant offset. Null if enough of a sample
 * fits as it is, or nothing convinces.
 * @param tolerance in seconds
 */
export function findCorrection(
  ours: readonly Meeting[],
  theirs: readonly ForeignMeeting[],
  tolerance: number,
): Correction | null {
  const rooms = byRoom(ours);
  const comparable = theirs.filter(({ room }) => rooms.has(room));
  const sample = comparable.filter((_, i) => i % Math.ceil(comparable.length / SAMPLE) === 0);
  const plain = { timeFactor: 1, durationFactor: 1, offset: 0, timeStep: 0, durationStep: 0 };
  const before = fitting(rooms, sample, tolerance, plain);
  if (sample.length < LEAST || before >= ENOUGH * sample.length) return null;
  let best: Correction | null = null;
  for (const timeFactor of TIME_FACTORS) {
    for (const durationFactor of LENGTH_FACTORS) {
      const tried = tryFactors(timeFactor, durationFactor);
      if (tried.fitting > (best?.fitting ?? 0)) best = tried;
    }
  }
  if (best === null || best.fitting < Math.max(LEAST, CONVINCING * sample.length)) return null;
  const isNothing = best.timeFactor === 1 && best.durationFactor === 1 && best.offset === 0;
  return isNothing || best.fitting < TIMES_MORE * before ? null : best;

  function tryFactors(timeFactor: number, durationFactor: number): Correction {
    // Whole numbers of a coarser unit have lost their digits.
    const timeStep =
      timeFactor > 1 && sample.every(({ start_time }) => Number.isInteger(start_time)) ? timeFactor : 0;
    const isCoarse = durationFactor > 1 && sample.every(({ duration }) => Number.isInteger(duration));
    const factors = { timeFactor, durationFactor, timeStep, durationStep: isCoarse ? durationFactor : 0 };
    const scaled = corrected(sample, { ...factors, offset: 0 });
    const offset = likeliestOffset(rooms, scaled, tolerance, factors);
    const counts = { fittingBefore: before, sample: sample.length };
    const shifted = { ...factors, offset };
    return { ...shifted, ...counts, fitting: fitting(rooms, sample, tolerance, shifted) };
  }
}

type Steps = Pick<Correction, 'timeStep' | 'durationStep'>;

/** How many of theirs have one of ours of their own within tolerance. */
function fitting(
  rooms: ReadonlyMap<string, readonly Meeting[]>,
  theirs: readonly ForeignMeeting[],
  tolerance: number,
  correction: Parameters<typeof corrected>[1] & Steps,
): number {
  const time = Math.max(tolerance, correction.timeStep);
  const length = Math.max(tolerance, correction.durationStep);
  // What shrinks all lengths to nothing would fit anything that is short.
  const taken = new Set<Meeting>();
  for (const their of corrected(theirs, correction)) {
    const own = around(rooms.get(their.room)!, their.start_time, time).find(
      (our) => Math.abs(our.duration - their.duration) <= length && !taken.has(our),
    );
    if (own !== undefined) taken.add(own);
  }
  return taken.size;
}

/** The offset for which most of theirs have one of ours of the same length there; 0 where it is no more than the tolerance. */
function likeliestOffset(
  rooms: ReadonlyMap<string, readonly Meeting[]>,
  theirs: readonly ForeignMeeting[],
  tolerance: number,
  { timeStep, durationStep }: Steps,
): number {
  const length = Math.max(tolerance, durationStep);
  const width = Math.max(tolerance, timeStep);
  const votes = theirs
    .flatMap((their, voter) =>
      around(rooms.get(their.room)!, their.start_time, FARTHEST)
        .filter(({ duration }) => Math.abs(duration - their.duration) <= length)
        .map(({ start_time }) => ({ off: their.start_time - start_time, voter })),
    )
    .sort((a, b) => a.off - b.off);
  // The window in which most have a vote.
  const inside = new Map<number, number>();
  let best = { voters: 0, from: 0, to: 0 };
  let from = 0;
  for (const [to, { off, voter }] of votes.entries()) {
    inside.set(voter, (inside.get(voter) ?? 0) + 1);
    for (; off - votes[from]!.off > width; from++) {
      const left = inside.get(votes[from]!.voter)! - 1;
      if (left === 0) inside.delete(votes[from]!.voter);
      else inside.set(votes[from]!.voter, left);
    }
    if (inside.size > best.voters) best = { voters: inside.size, from, to };
  }
  if (best.voters === 0) return 0;
  const middle = votes[Math.floor((best.from + best.to) / 2)]!.off;
  return Math.abs(middle) <= width
    ? 0
    : plainest(middle, votes[best.from]!.off, votes[best.to]!.off, tolerance);
}

/** Whole quarters of an hour are what time zones are off by; the rest is told to the second. */
function plainest(middle: number, least: number, most: number, tolerance: number): number {
  const zone = Math.round(middle / 900) * 900;
  if (zone !== 0 && zone >= least - tolerance && zone <= most + tolerance) return zone;
  return Math.round(middle);
}

/** Those of a room that begin within some seconds of a time, the nearest if there are very many. */
function around(meetings: readonly Meeting[], at: number, seconds: number): readonly Meeting[] {
  const low = firstFrom(meetings, at - seconds);
  const high = firstFrom(meetings, at + seconds + 1e-9);
  if (high - low <= TRIED) return meetings.slice(low, high);
  const middle = firstFrom(meetings, at);
  return meetings.slice(Math.max(low, middle - TRIED / 2), Math.min(high, middle + TRIED / 2));
}

function firstFrom(meetings: readonly Meeting[], at: number): number {
  let [low, high] = [0, meetings.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (meetings[middle]!.start_time < at) low = middle + 1;
    else high = middle;
  }
  return low;
}

function byRoom(meetings: readonly Meeting[]): Map<string, Meeting[]> {
  const rooms = new Map<string, Meeting[]>();
  for (const meeting of meetings) {
    const room = rooms.get(meeting.room);
    if (room === undefined) rooms.set(meeting.room, [meeting]);
    else room.push(meeting);
  }
  for (const room of rooms.values()) room.sort((a, b) => a.start_time - b.start_time);
  return rooms;
}
