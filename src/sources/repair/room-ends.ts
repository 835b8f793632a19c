import type { EpochMs } from '../../model/time.js';
import type { People, Person } from './people.js';

/** The end of a room or, where others were in it, of one of its sessions. */
export interface RoomEnd {
  readonly at: EpochMs;
  readonly session: string | null;
  readonly isOfAll: boolean;
}

/** Whether an end is one of the session that someone is in. */
export function endsFor(session: string | null, person: Person): boolean {
  return session === null || person.session === null || person.session === session;
}

/** Keeps an end, in the order of time. */
export function keepEnd({ ends }: People, end: RoomEnd): void {
  const place = firstAfter(ends, end.at);
  const before = ends[place - 1];
  const isKnown = before?.at === end.at && before.session === end.session && before.isOfAll === end.isOfAll;
  if (!isKnown) ends.splice(place, 0, end);
}

/** The first end that was told already of a visit that began at an instant, null if none was, or it is forgotten. */
export function endAfter({ ends }: People, person: Person, at: EpochMs, horizon: EpochMs): RoomEnd | null {
  for (let i = firstAfter(ends, Math.max(at, horizon)); i < ends.length; i++) {
    const end = ends[i]!;
    if (end.isOfAll || endsFor(end.session, person)) return end;
  }
  return null;
}

/** Whether a visit was closed by an end, after its own leave, which came later and says when it was. */
export function isEnded({ ends }: People, closed: EpochMs, at: EpochMs): boolean {
  return at < closed && ends[firstAfter(ends, closed) - 1]?.at === closed;
}

/** The place of the first end after an instant. */
function firstAfter(ends: readonly RoomEnd[], at: EpochMs): number {
  let [from, to] = [0, ends.length];
  // Most come in the order of time.
  if (to > 0 && ends[to - 1]!.at <= at) return to;
  while (from < to) {
    const middle = (from + to) >> 1;
    if (ends[middle]!.at <= at) from = middle + 1;
    else to = middle;
  }
  return from;
}
