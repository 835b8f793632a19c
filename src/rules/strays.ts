import type { StrayEvent } from '../model/anomaly.js';
import { compareText } from '../model/compare-text.js';

/** Clause `strays`: a join while a visit is open, and stays open, changes nothing. */
export function isDuplicateJoin(wasOpen: boolean, closed: boolean, joins: boolean): boolean {
  return joins && wasOpen && !closed;
}

/** Clause `strays`: a leave while no visit is open, and no join comes with it, changes nothing. */
export function isOrphanLeave(wasOpen: boolean, joins: boolean, leaves: boolean): boolean {
  return leaves && !wasOpen && !joins;
}

/** Clause `strays`: by at, room, participant_id, code; texts by UTF-16 code units. */
export function compareStrays(a: StrayEvent, b: StrayEvent): number {
  return (
    a.at - b.at ||
    compareText(a.room, b.room) ||
    compareText(a.participant_id, b.participant_id) ||
    compareText(a.code, b.code)
  );
}
