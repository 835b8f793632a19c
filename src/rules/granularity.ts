import type { RuleOptions } from '../model/rule-options.js';
import type { Seconds } from '../model/time.js';

/** Clause `granularity`: a listed time snapped to the step, floor also below zero; nearest is half up. */
export function snap(second: Seconds, step: Seconds, rounding: RuleOptions['rounding']): Seconds {
  if (rounding === 'ceil') return Math.ceil(second / step) * step + 0;
  if (rounding === 'nearest') return Math.floor((2 * second + step) / (2 * step)) * step;
  return Math.floor(second / step) * step;
}
