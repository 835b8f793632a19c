import type { UncheckedEvent } from '../../rules/event.js';

/**
 * What numbers and codes in a log stand for, as data: machine code that knows a function of one log is thrown away with
 * that log.
 */
export interface LogTexts {
  readonly rooms: readonly string[];
  readonly participants: readonly string[];
  /** by code of a name, where the names of a log are texts of their own */
  readonly userIds: readonly (string | null)[];
  readonly userNames: readonly (string | null)[];
  /** by code of a name, the event that tells it; null where names are texts of their own */
  readonly events: readonly UncheckedEvent[] | null;
}

/** The text of a code, which must stand for one. */
export function userIdText({ userIds, events }: LogTexts, code: number): string {
  return (events === null ? userIds[code] : events[code]!.user_id)!;
}

/** The text of a code, which must stand for one. */
export function userNameText({ userNames, events }: LogTexts, code: number): string {
  return (events === null ? userNames[code] : events[code]!.user_name)!;
}
