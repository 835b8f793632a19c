import { InvalidArgumentError } from 'commander';
import { parseTime } from '../model/parse-time.js';
import type { EpochMs } from '../model/time.js';

/** A point in time on a command line: `last` (that of the latest event), `now`, or a time. */
export type AsOfArgument = 'last' | 'now' | EpochMs;

export function parseAsOf(text: string): AsOfArgument {
  if (text === 'last' || text === 'now') return text;
  const at = parseTime(/^[+-]?\d+(\.\d+)?$/.test(text) ? Number(text) : text);
  if (typeof at === 'number') return at;
  throw new InvalidArgumentError(
    'Expected last, now, milliseconds since the Unix epoch, or ISO 8601 such as 2026-03-24T14:50:59Z.',
  );
}

/** T in milliseconds; null: that of the latest event. */
export function asOfFrom(asked: AsOfArgument): EpochMs | null {
  return asked === 'last' ? null : asked === 'now' ? Date.now() : asked;
}
