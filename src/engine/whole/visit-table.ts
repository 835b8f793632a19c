import { NONE } from '../flat/none.js';
import type { GroupedRows } from './grouped-rows.js';
import { grown } from './grown.js';

/** The visits of a log, room by room and in a room in order of join, and the changes in the room that is being read. */
export interface VisitTable {
  /** How many there are; those of the room that is being read are from `first` on. */
  count: number;
  first: number;
  join: Float64Array;
  /** `NEVER` while it is open */
  leave: Float64Array;
  participant: Int32Array;
  /** the place of its join */
  place: Int32Array;
  /** references to the names of join and leave, NONE for none */
  joinRef: Int32Array;
  leaveRef: Int32Array;
  /** joins and leaves of the room in time order: 2 × visit, + 1 for a join */
  readonly changes: Int32Array;
  changeCount: number;
  /** by participant, the visit that is open in the room, NONE for none */
  readonly open: Int32Array;
  /** Visits of the room before this one are not open. */
  closedUpTo: number;
}

/** With room for a visit for each join; only rules that are not the documented ones need more. */
export function createVisitTable({ from, joins }: GroupedRows, participants: number): VisitTable {
  let most = 0;
  for (let room = 1; room < from.length; room++) most = Math.max(most, from[room]! - from[room - 1]!);
  return {
    count: 0,
    first: 0,
    join: new Float64Array(joins),
    leave: new Float64Array(joins),
    participant: new Int32Array(joins),
    place: new Int32Array(joins),
    joinRef: new Int32Array(joins),
    leaveRef: new Int32Array(joins),
    changes: new Int32Array(2 * most),
    changeCount: 0,
    open: new Int32Array(participants).fill(NONE),
    closedUpTo: 0,
  };
}

/** Begins the next room, in which nobody is. */
export function beginRoom(visits: VisitTable): void {
  const { open, participant, first, count } = visits;
  for (let visit = first; visit < count; visit++) open[participant[visit]!] = NONE;
  visits.first = count;
  visits.closedUpTo = count;
  visits.changeCount = 0;
}

/** Makes room for more visits. */
export function growVisits(visits: VisitTable): void {
  const size = 2 * visits.join.length + 1;
  visits.join = grown(visits.join, new Float64Array(size));
  visits.leave = grown(visits.leave, new Float64Array(size));
  visits.participant = grown(visits.participant, new Int32Array(size));
  visits.place = grown(visits.place, new Int32Array(size));
  visits.joinRef = grown(visits.joinRef, new Int32Array(size));
  visits.leaveRef = grown(visits.leaveRef, new Int32Array(size));
}
