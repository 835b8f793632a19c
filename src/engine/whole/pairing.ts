import { NONE } from '../flat/none.js';
import { createNumberList, type NumberList } from '../flat/number-list.js';
import { int32s } from '../small-arrays.js';
import { bringRooms, createGroupedEvents, type GroupedEvents } from './grouped-events.js';
import type { LogRows } from './log-rows.js';
import type { LogTexts } from './log-texts.js';
import { createParticipantTable, type ParticipantTable } from './number-participants.js';
import { createVisitTable, type VisitTable } from './visit-table.js';

/** A log whose events are being paired, room by room, and what has come of it. */
export interface Pairing {
  readonly rows: LogRows;
  readonly events: GroupedEvents;
  /** the visits in the rooms whose events are there */
  readonly visits: VisitTable;
  /** how many visits there were in rooms before these */
  visitsBefore: number;
  /** the first visit of the room that came last, and those before which none is open */
  first: number;
  closedUpTo: number;
  /** its visits that have ended, by time */
  readonly leaves: Int32Array;
  leaveCount: number;
  /** by participant the number of the latest visit, counted from the first of all rooms; NONE or one of a room before for none */
  readonly latest: Int32Array;
  /** where participants are texts, what tells them apart; else null, and their codes are numbers */
  readonly table: ParticipantTable | null;
  /** the places of the room's events that change nothing: one of a participant at an instant */
  readonly duplicateJoins: NumberList;
  readonly orphanLeaves: NumberList;
  /** how many events only repeated another */
  repeated: number;
  /** what was seen by looking ahead, of no meaning: a result, so that it is not optimised away */
  looked: number;
}

/** @param atOnce so many events are brought together at once, as `createGroupedEvents` says */
export function createPairing(rows: LogRows, atOnce: number): Pairing {
  const events = createGroupedEvents(rows, atOnce);
  const { mostJoins, mostOfRoom } = events;
  return {
    rows,
    events,
    visits: createVisitTable(mostJoins),
    visitsBefore: 0,
    first: 0,
    closedUpTo: 0,
    leaves: int32s(mostOfRoom),
    leaveCount: 0,
    latest: int32s(rows.participants ?? mostOfRoom).fill(NONE),
    table: rows.participants === null ? createParticipantTable(mostOfRoom) : null,
    duplicateJoins: createNumberList(),
    orphanLeaves: createNumberList(),
    repeated: 0,
    looked: 0,
  };
}

/** Goes on to the next rooms, up to before `end`, one of `events.ends`; the visits in those before them are given up. */
export function goOn(pairing: Pairing, texts: LogTexts, end: number): void {
  const { visits } = pairing;
  bringRooms(pairing.events, pairing.rows, texts, end);
  pairing.visitsBefore += visits.count;
  visits.count = 0;
}
