import { printable } from '../formats/printable.js';
import { type TimeUnit, UNIT_NAMES } from '../model/time-unit.js';

/** Tells in which unit a file's numeric times are read, and how to say otherwise. */
export function describeTimeUnit(file: string, unit: TimeUnit, line: number): string {
  return `${printable(file)}:${line}: numeric times look like ${UNIT_NAMES[unit]} and are read so; --time-unit says otherwise`;
}
