/** Units of numeric times in files. */
export type TimeUnit = 's' | 'ms' | 'us' | 'ns';

/** What to multiply a numeric time by to have milliseconds. */
export const MS_PER_UNIT: Readonly<Record<TimeUnit, number>> = { s: 1000, ms: 1, us: 1e-3, ns: 1e-6 };

/** What units are called in messages. */
export const UNIT_NAMES: Readonly<Record<TimeUnit, string>> = {
  s: 'seconds',
  ms: 'milliseconds',
  us: 'microseconds',
  ns: 'nanoseconds',
};

/**
 * The unit that a number's size suggests: times of this century lie three powers of ten apart in the four units.
 * Below 1e8 it is milliseconds, as in logs that count from zero.
 */
export function unitBySize(at: number): TimeUnit {
  const size = Math.abs(at);
  if (size < 1e8) return 'ms';
  if (size < 1e11) return 's';
  if (size < 1e14) return 'ms';
  return size < 1e17 ? 'us' : 'ns';
}
