import type { RuleOptions } from '../model/rule-options.js';
import type { EpochMs } from '../model/time.js';

/** Clause `occupants`: whether a visit counts for who is in the room: an admitted one, with "occupy" any not empty. */
export function countsAsOccupant(
  join: EpochMs,
  leave: EpochMs,
  isAdmitted: boolean,
  shortVisits: RuleOptions['shortVisits'],
): boolean {
  return shortVisits === 'occupy' ? leave > join : isAdmitted;
}
