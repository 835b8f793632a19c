import { checkChoice, checkFlag, checkIterable, checkOptions, checkValue } from '../engine/check-options.js';
import type { ReadEventsOptions } from './read-events.js';
import { repairKinds } from './repair/repair.js';

const OPTIONS = [
  'source',
  'roomBy',
  'breakouts',
  'bots',
  'room',
  'timezone',
  'repeatedHour',
  'repair',
  'maxOpen',
] as const satisfies readonly (keyof ReadEventsOptions)[];

/** The longest that a visit may last, in seconds: all the time there is. */
const LONGEST = 8.64e12;

/**
 * Refuses options that are none, and records that cannot be gone through.
 * @throws TypeError or RangeError that names what is wrong
 */
export function checkReading(records: unknown, options: ReadEventsOptions): void {
  checkOptions('readEvents', options, OPTIONS);
  const { source, room, timezone, repair, maxOpen } = options;
  const expected = 'one of `sources`, or what `compileMapping` makes of a mapping';
  checkValue('source', source, isSource(source), expected);
  checkChoice('roomBy', options.roomBy, ['name', 'session']);
  checkChoice('breakouts', options.breakouts, ['separate', 'merge', null]);
  checkFlag('bots', options.bots);
  checkValue('room', room, room === null || typeof room === 'string', 'a text or null');
  const isZone = timezone === null || typeof timezone === 'string';
  checkValue('timezone', timezone, isZone, 'an IANA time zone such as "Europe/London", or null');
  checkChoice('repeatedHour', options.repeatedHour, ['earlier', 'later']);
  checkRepair(repair);
  // What is less than half a millisecond comes to none.
  const isLength = typeof maxOpen === 'number' && maxOpen >= 0.001 && maxOpen <= LONGEST;
  checkValue('maxOpen', maxOpen, maxOpen === null || isLength, 'seconds from 0.001 on, or null for no end');
  checkIterable('readEvents', 'records', 'parsed records', records);
}

function isSource(source: unknown): boolean {
  if (typeof source !== 'object' || source === null) return false;
  const { name, recognise, read } = source as Record<string, unknown>;
  return typeof name === 'string' && typeof recognise === 'function' && typeof read === 'function';
}

function checkRepair(repair: unknown): void {
  if (!Array.isArray(repair)) {
    checkValue('repair', repair, typeof repair === 'boolean', 'true, false or a list of what to repair');
    return;
  }
  // A hole in a list is none of them.
  for (const kind of repair) checkChoice('repair', kind ?? null, repairKinds);
}
