import { tzOffset } from '@date-fns/tz';
import { toDate } from 'date-fns/toDate';
import { parseIso8601 } from '../model/iso-8601.js';
import { wholeMs } from '../model/parse-time.js';
import type { EpochMs } from '../model/time.js';

/** Which of two instants a clock's reading means in the hour that autumn repeats. */
export type RepeatedHour = 'earlier' | 'later';

/** A clock's reading that is not one instant: there were two, or none as the clock was put forward over it. */
export interface OddLocalTime {
  readonly kind: 'repeated' | 'skipped';
  readonly text: string;
  /** how it was read */
  readonly at: EpochMs;
}

const DAY = 86_400_000;

/**
 * Makes local times readable: ISO 8601 without offset, with `T` or a space.
 *
 * A reading of the hour that is repeated in autumn is the earlier of its two instants, unless `later` is asked for. A reading that
 * spring skips is moved forward by as much as the clock was. Both are told to `onOdd`.
 * @throws RangeError if the zone is not known
 */
export function createLocalTime(
  zone: string,
  repeatedHour: RepeatedHour,
  onOdd: (odd: OddLocalTime) => void,
): (text: string) => EpochMs | null {
  if (Number.isNaN(offsetAt(zone, 0))) throw new RangeError(`${JSON.stringify(zone)} is no IANA time zone`);
  return (text) => {
    const wall = parseIso8601(`${text.replace(' ', 'T')}Z`);
    if (typeof wall !== 'number') return null;
    const before = wall - offsetAt(zone, wall - DAY);
    const after = wall - offsetAt(zone, wall + DAY);
    if (before === after) return wholeMs(before);
    const fits = [before, after].filter((at) => at + offsetAt(zone, at) === wall);
    const [only] = fits;
    if (fits.length === 1) return wholeMs(only!);
    const isRepeated = fits.length === 2;
    // Of the offsets on both sides, the one before the change is what moves a skipped reading forward.
    const at = !isRepeated ? before : repeatedHour === 'earlier' ? Math.min(...fits) : Math.max(...fits);
    onOdd({ kind: isRepeated ? 'repeated' : 'skipped', text, at: wholeMs(at) });
    return wholeMs(at);
  };
}

function offsetAt(zone: string, at: EpochMs): number {
  return tzOffset(zone, toDate(at)) * 60_000;
}
