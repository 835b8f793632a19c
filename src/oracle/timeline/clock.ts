import type { EpochMs } from '../../model/time.js';

/** Times as in the examples of SPEC.md: `m:ss` or `h:mm:ss` from an origin, with `.mmm` where there are any. */
export interface Clock {
  readonly origin: EpochMs;
  readonly at: (ms: EpochMs) => string;
  readonly lasting: (seconds: number) => string;
}

/** Times further from the epoch than this are told from an origin of their own. */
const NEAR = 10 * 24 * 3_600_000;

/** A clock for some times: from the epoch if they are near it, else from the full hour before the earliest. */
export function clockFor(times: readonly EpochMs[]): Clock {
  const earliest = times.length === 0 ? 0 : Math.min(...times);
  const origin = Math.abs(earliest) < NEAR ? 0 : Math.floor(earliest / 3_600_000) * 3_600_000;
  return {
    origin,
    at: (ms) => length(ms - origin),
    lasting: (seconds) => length(seconds * 1000),
  };
}

function length(ms: number): string {
  const [sign, positive] = ms < 0 ? ['-', -ms] : ['', ms];
  const seconds = Math.floor(positive / 1000);
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const two = (n: number) => String(n).padStart(2, '0');
  const rest = positive % 1000 === 0 ? '' : `.${String(positive % 1000).padStart(3, '0')}`;
  return `${sign}${h > 0 ? `${h}:${two(m)}` : m}:${two(s)}${rest}`;
}
