import { tzOffset } from '@date-fns/tz/tzOffset';
import { toDate } from 'date-fns/toDate';
import { parseIso8601 } from '../model/iso-8601.js';
import { wholeMs } from '../model/parse-time.js';
import { type EpochMs, isInRange } from '../model/time.js';

/** Which of two instants a clock's reading means in the hour that autumn repeats. */
export type RepeatedHour = 'earlier' | 'later';

/** A clock's reading that is not one instant: there were two, or none as the clock was put forward over it. */
export interface OddLocalTime {
  readonly kind: 'repeated' | 'skipped';
  readonly text: string;
  /** how it was read */
  readonly at: EpochMs;
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** What lies so close to the ends of all times is not read, as offsets are looked for around it. */
const AROUND = 3 * DAY;

/** Of so many hours the offset is remembered: a year of them. */
const MOST_HOURS = 8784;

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
  const offsetAt = createOffsets(zone);
  if (Number.isNaN(offsetAt(0))) throw new RangeError(`${JSON.stringify(zone)} is no IANA time zone`);
  return (text) => {
    const wall = parseIso8601(`${text.replace(' ', 'T')}Z`);
    if (typeof wall !== 'number' || !isInRange(wall - AROUND) || !isInRange(wall + AROUND)) return null;
    const before = wall - offsetAt(wall - DAY);
    const after = wall - offsetAt(wall + DAY);
    if (before === after) return wholeMs(before);
    const fits = [before, after].filter((at) => at + offsetAt(at) === wall);
    const [only] = fits;
    if (fits.length === 1) return wholeMs(only!);
    const isRepeated = fits.length === 2;
    // Of the offsets on both sides, the one before the change is what moves a skipped reading forward.
    const at = !isRepeated ? before : repeatedHour === 'earlier' ? Math.min(...fits) : Math.max(...fits);
    onOdd({ kind: isRepeated ? 'repeated' : 'skipped', text, at: wholeMs(at) });
    return wholeMs(at);
  };
}

/**
 * Tells the offset of a zone from UTC in milliseconds. To ask for it takes long, so it is asked for once an hour of the log: one that begins
 * and ends with the same offset has no other between, as no clock is changed twice in an hour.
 */
function createOffsets(zone: string): (at: EpochMs) => number {
  const byHour = new Map<number, number>();
  return (at) => {
    const hour = Math.floor(at / HOUR);
    let offset = byHour.get(hour);
    if (offset === undefined) {
      const first = askOffset(zone, hour * HOUR);
      offset = first === askOffset(zone, (hour + 1) * HOUR - 1) ? first : Number.NaN;
      if (byHour.size === MOST_HOURS) byHour.clear();
      byHour.set(hour, offset);
    }
    return Number.isNaN(offset) ? askOffset(zone, at) : offset;
  };
}

function askOffset(zone: string, at: EpochMs): number {
  return tzOffset(zone, toDate(at)) * 60_000;
}
