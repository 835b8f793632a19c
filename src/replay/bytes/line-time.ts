import { parseTime, type TimeProblem } from '../../model/parse-time.js';
import type { EpochMs } from '../../model/time.js';
import { MS_PER_UNIT, unitBySize } from '../../model/time-unit.js';
import type { UnitReading } from '../read-record.js';
import type { ScannedLine } from './scan-line.js';

/**
 * Takes a number as a line's time, in the unit of the input; false if it is none in that unit. Not the first number, which decides the unit:
 * that is for the general path. Of milliseconds no number of 15 digits is out of range.
 */
export function setNumber(line: ScannedLine, at: number, isWhole: boolean, units: UnitReading): boolean {
  if (units.unit === null || (units.asked === 'auto' && unitBySize(at) !== units.unit)) return false;
  return (isWhole && units.unit === 'ms') || setTime(line, parseTime(at, MS_PER_UNIT[units.unit]));
}

/** Takes a time as a line's; false if it is none. */
export function setTime(line: ScannedLine, time: EpochMs | TimeProblem): boolean {
  if (typeof time !== 'number') return false;
  line.at = time;
  return true;
}
