import type { Difference } from './difference.js';

/** What a value looks like that comes of a classic mistake; null where none is recognised. */
export function hintAt({ kind, path, want, got }: Difference): string | null {
  const field = path.slice(path.lastIndexOf('/') + 1);
  if (kind === 'shape' && want === undefined) return `"${field}" is no documented field; leave it out`;
  if (kind === 'shape' && got === undefined)
    return `"${field}" is missing; every documented field is there, null or not`;
  if (kind === 'name' && got === '' && want === null) return 'no name is null, not an empty text';
  if (typeof want !== 'number') return null;
  if (typeof got === 'string') {
    return Number.isNaN(Date.parse(got)) || /^-?\d+(\.\d+)?$/.test(got)
      ? 'a number came as text; write numbers as numbers'
      : 'times in meetings are Unix seconds, not texts';
  }
  if (typeof got !== 'number') return null;
  if (got !== 0 && want !== 0 && Math.floor(got / 1000) === want) {
    return 'looks like milliseconds; times and durations in meetings are seconds';
  }
  if (!Number.isInteger(got))
    return 'times and durations in meetings are whole seconds (clause whole-seconds)';
  const off = got - want;
  if (
    kind === 'start' &&
    off !== 0 &&
    off % 900 === 0 &&
    Math.abs(off) <= 14 * 3600 &&
    Math.abs(want) > 1e8
  ) {
    return `off by ${off / 3600} h, which looks like a time zone; times are Unix seconds`;
  }
  return null;
}
