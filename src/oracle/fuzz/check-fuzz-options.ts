import {
  checkChoice,
  checkFlag,
  checkOptions,
  checkSeconds,
  checkValue,
  checkWhole,
} from '../../engine/check-options.js';
import { limitNames } from '../conform.js';
import { checkCommands } from '../harness/check-command.js';
import { checksKnown } from './draw-probes.js';
import type { FuzzOptions } from './fuzz.js';

const OPTIONS = [
  ...limitNames,
  'seed',
  'runs',
  'duration',
  'untilFound',
  'checks',
  'shrinkTime',
  'stop',
  'onSignature',
] as const satisfies readonly (keyof FuzzOptions)[];

/** For so long cases may be drawn, in seconds: a timer that waits for the end still has room for who is slow. */
const LONGEST_DRAWING = 500 * 3600;

/**
 * Refuses commands and options that are none; limits are checked where they are made.
 * @throws TypeError or RangeError that names what is wrong
 */
export function checkFuzz(of: string, commands: unknown, options: FuzzOptions): void {
  checkCommands(of, commands);
  checkOptions(of, options, OPTIONS);
  const { seed, runs, duration, untilFound, checks, shrinkTime, stop, onSignature } = options;
  checkWhole('seed', seed, -(2 ** 31), 2 ** 31 - 1);
  if (runs !== Number.POSITIVE_INFINITY) checkWhole('runs', runs, 0);
  checkSeconds('duration', duration, LONGEST_DRAWING);
  checkFlag('untilFound', untilFound);
  checkChoice('checks', checks, checksKnown);
  const isLength = typeof shrinkTime === 'number' && shrinkTime >= 0;
  checkValue('shrinkTime', shrinkTime, isLength, 'seconds ≥ 0');
  checkValue('stop', stop, stop instanceof AbortSignal, 'an AbortSignal');
  checkValue('onSignature', onSignature, typeof onSignature === 'function', 'a function');
}
