import type { ExpectedMeeting } from '../case.js';
import { compareKeys, type Fields } from './canonical.js';

/** Which meeting of an answer stands for which wanted one, by their places. */
export interface Pairing {
  /** for each wanted meeting the one that stands for it; undefined for none */
  readonly partners: readonly (number | undefined)[];
  /** those that stand for none */
  readonly extra: readonly number[];
}

/**
 * Pairs meetings of one room and start. What is left over in a room is paired in order if it is as many on both sides:
 * then the starts are wrong; else some are missing, or too many.
 */
export function pairMeetings(got: readonly Fields[], want: readonly ExpectedMeeting[]): Pairing {
  const free = new Set(got.keys());
  const partners: (number | undefined)[] = want.map((wanted) => {
    const at = [...free].find(
      (i) => got[i]!.room === wanted.room && got[i]!.start_time === wanted.start_time,
    );
    if (at !== undefined) free.delete(at);
    return at;
  });
  for (const room of new Set(want.map((wanted) => wanted.room))) {
    const lone = [...want.keys()].filter((i) => partners[i] === undefined && want[i]!.room === room);
    const left = [...free].filter((i) => got[i]!.room === room);
    if (lone.length !== left.length) continue;
    for (const [n, i] of lone.entries()) {
      partners[i] = left[n];
      free.delete(left[n]!);
    }
  }
  return { partners, extra: [...free] };
}

export function compareStarts(got: Fields, want: ExpectedMeeting): number {
  return compareKeys([got.start_time], [want.start_time]);
}
