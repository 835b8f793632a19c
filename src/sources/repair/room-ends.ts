import { ALWAYS, type EpochMs } from '../../model/time.js';
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

/**
 * The first end that was told already of a visit that began at an instant, null if none was, or it is forgotten.
 * @param longest no visit is longer, whatever ends after that
 */
export function endAfter(
  { ends }: People,
  person: Person,
  at: EpochMs,
  horizon: EpochMs,
  longest: number,
): RoomEnd | null {
  for (let i = firstAfter(ends, Math.max(at, horizon)); i < ends.length; i++) {
    const end = ends[i]!;
    if (end.at - at > longest) return null;
    if (end.isOfAll || endsFor(end.session, person)) return end;
  }
  return null;
}

/** Whether a visit was closed by an end that is not forgotten, after an own leave that came later and says when it was. */
export function isEnded({ ends }: People, { last }: Person, at: EpochMs, horizon: EpochMs): boolean {
  const closed = last?.leave ?? ALWAYS;
  return at < closed && closed > horizon && ends[firstAfter(ends, closed) - 1]?.at === closed;
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
