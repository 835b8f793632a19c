import type { SuspectUnit } from '../model/anomaly.js';

/** Numbers of this size are seconds of this century's clocks, or milliseconds of the early seventies. */
const SECONDS_FROM = 1e8;
const SECONDS_BELOW = 1e11;

/** What the numeric times seen so far say about their unit. */
export interface UnitSuspicion {
  events: number;
  smallest: number;
  largest: number;
}

export function noSuspicion(): UnitSuspicion {
  return { events: 0, smallest: Number.POSITIVE_INFINITY, largest: Number.NEGATIVE_INFINITY };
}

/** Takes note of the `at` of one valid event, as it was given; once one is beyond suspicion, so is the log. */
export function noteTime(suspicion: UnitSuspicion, at: unknown): void {
  if (suspicion.largest >= SECONDS_BELOW || typeof at !== 'number') return;
  suspicion.events++;
  if (at < suspicion.smallest) suspicion.smallest = at;
  if (at > suspicion.largest) suspicion.largest = at;
}

/** The anomaly, if every numeric time lies where only seconds would be expected. */
export function suspectUnit({ events, smallest, largest }: UnitSuspicion): SuspectUnit | null {
  if (events === 0 || smallest < SECONDS_FROM || largest >= SECONDS_BELOW) return null;
  return { code: 'suspect-unit', events, smallest_at: smallest, largest_at: largest };
}
