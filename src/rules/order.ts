import { compareText } from '../model/compare-text.js';
import { type EpochMs, NEVER } from '../model/time.js';

/** What orders meetings: the exact start, the room, and when the end was decided (`NEVER` while ongoing). */
export interface MeetingKey {
  readonly start: EpochMs;
  readonly room: string;
  readonly decidedAt: EpochMs;
}

/** Clause `order`, canonical: by start, then room by UTF-16 code units. */
export function compareByStart(a: MeetingKey, b: MeetingKey): number {
  return a.start - b.start || compareText(a.room, b.room);
}

/**
 * Clause `order`, the HTTP listing: newest first, then room. Takes the starts of meetings that are in canonical order, and gives their
 * places as they are listed: those of one start are in order already.
 */
export function* newestFirst(starts: readonly EpochMs[]): Generator<number> {
  for (let last = starts.length; last > 0; ) {
    let first = last - 1;
    while (first > 0 && starts[first - 1] === starts[first]) first--;
    for (let place = first; place < last; place++) yield place;
    last = first;
  }
}

/** Clause `order`, the order of closing: by the instant of decision, then canonical; ongoing ones last. */
export function compareByClosing(a: MeetingKey, b: MeetingKey): number {
  if (a.decidedAt !== b.decidedAt) {
    if (a.decidedAt === NEVER) return 1;
    if (b.decidedAt === NEVER) return -1;
    return a.decidedAt - b.decidedAt;
  }
  return compareByStart(a, b);
}
