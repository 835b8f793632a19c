import type { Correction } from './correction.js';

/** What is wrong with all times, in words: `their times are 3600 s (1 h) later`. */
export function describeCorrection({ timeFactor, durationFactor, offset }: Correction): string {
  const units = [
    timeFactor === 1 ? null : `their times are ${TIMES.get(timeFactor)}`,
    durationFactor === 1 ? null : `their durations are ${LENGTHS.get(durationFactor)}`,
  ].filter((text) => text !== null);
  const shift =
    offset === 0 ? [] : [`their times are ${lengthOf(Math.abs(offset))} ${offset > 0 ? 'later' : 'earlier'}`];
  return [...units, ...shift].join(' and ');
}

const TIMES = new Map([
  [1e-3, 'in milliseconds'],
  [1e-6, 'in microseconds'],
  [1e-9, 'in nanoseconds'],
  [1e3, 'seconds that were taken for milliseconds'],
]);

const LENGTHS = new Map([
  [1e-3, 'in milliseconds'],
  [1e-6, 'in microseconds'],
  [60, 'in minutes'],
  [3600, 'in hours'],
  [1e3, 'seconds that were taken for milliseconds'],
]);

function lengthOf(seconds: number): string {
  if (seconds % 900 !== 0) return `${seconds} s`;
  const hours = Math.floor(seconds / 3600);
  const rest = (seconds % 3600) / 60;
  const parts = [hours > 0 ? `${hours} h` : '', rest > 0 ? `${rest} min` : ''].filter((part) => part !== '');
  return `${seconds} s (${parts.join(' ')})`;
}
