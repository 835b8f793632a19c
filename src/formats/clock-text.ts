import { tzOffset } from '@date-fns/tz/tzOffset';
import { type EpochMs, TIME_LIMIT } from '../model/time.js';

const MINUTE = 60_000;
const DAY = 86_400_000;

/** So many minutes are kept in mind. */
const MINUTES = 10_000;

/** Says instants as the clock of a time zone shows them, to the second. */
export function createClockText(timezone: string): (at: EpochMs) => string {
  /** What it shows of a minute but its seconds, by the minute of UTC; null where the two do not begin together. */
  let shown = new Map<number, string | null>();

  // What formats by a pattern takes longer to load than a small replay takes.
  function say(at: EpochMs): string {
    const wall = Math.round(at + tzOffset(timezone, new Date(at)) * MINUTE);
    const text = new Date(wall).toISOString().slice(0, -5).replace('T', ' ');
    // Of years of other than four digits, only those before 0 have a sign, and none more zeros than it takes.
    return text.replace(/^([+-])0{0,2}/, (_, sign) => (sign === '-' ? sign : ''));
  }

  /** To say a minute takes longer than all else of a row of a table, and most rows have some in common with others. */
  function ofMinute(minute: number): string | null {
    const known = shown.get(minute);
    if (known !== undefined) return known;
    const [first, last] = [say(minute * MINUTE), say((minute + 1) * MINUTE - 1)];
    const before = first.slice(0, -2);
    const text = first.endsWith('00') && last === `${before}59` ? before : null;
    if (shown.size === MINUTES) shown = new Map();
    shown.set(minute, text);
    return text;
  }

  return (at) => {
    // Near the ends of time the time zone's offset leads beyond them.
    if (Math.abs(at) > TIME_LIMIT - DAY) return `${at} ms`;
    const minute = Math.floor(at / MINUTE);
    const before = ofMinute(minute);
    if (before === null) return say(at);
    return before + String(Math.floor((at - minute * MINUTE) / 1000)).padStart(2, '0');
  };
}
