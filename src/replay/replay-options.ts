import type { CompiledRules } from '../engine/compile-rules.js';
import type { EpochMs } from '../model/time.js';
import type { AccountOptions } from './log-account.js';

/** How to replay. */
export interface ReplayOptions extends Omit<AccountOptions, 'redact'> {
  readonly rules: CompiledRules;
  readonly order: 'start' | 'closed';
  /** whether to say of each meeting why it began and ended */
  readonly explains: boolean;
  /** whether meetings have their exact instants, too */
  readonly isExact?: boolean;
  /** list only meetings that start in it; all are reconstructed, and the others counted */
  readonly window?: Window;
}

/** From the one, until before the other; null: without a bound. In milliseconds. */
export interface Window {
  readonly since: EpochMs | null;
  readonly until: EpochMs | null;
}

export function isInWindow(start: EpochMs, { since, until }: Window): boolean {
  return (since === null || start >= since) && (until === null || start < until);
}
