import type { Explanation } from '../../model/explanation.js';
import type { EpochMs } from '../../model/time.js';
import { grown } from './grown.js';

/** Sessions as they were found, room by room, each with the visits that have a record in it. */
export interface SessionTable {
  count: number;
  room: Int32Array;
  start: Float64Array;
  /** `NEVER` while it runs */
  end: Float64Array;
  /** `NEVER` while it runs */
  decidedAt: Float64Array;
  max: Int32Array;
  /** where its records begin; they end where those of the next begin */
  recordsFrom: Int32Array;
  /** visits, in the order of their records */
  records: Int32Array;
  recordCount: number;
  /** empty unless they are asked for */
  readonly explanations: Explanation[];
}

const FIRST_SIZE = 1024;

export function createSessionTable(): SessionTable {
  return {
    count: 0,
    room: new Int32Array(FIRST_SIZE),
    start: new Float64Array(FIRST_SIZE),
    end: new Float64Array(FIRST_SIZE),
    decidedAt: new Float64Array(FIRST_SIZE),
    max: new Int32Array(FIRST_SIZE),
    recordsFrom: new Int32Array(FIRST_SIZE + 1),
    records: new Int32Array(FIRST_SIZE),
    recordCount: 0,
    explanations: [],
  };
}

/** Adds a session whose records have been added. */
export function addSession(
  table: SessionTable,
  room: number,
  start: EpochMs,
  end: EpochMs,
  decidedAt: EpochMs,
  max: number,
): void {
  if (table.count === table.room.length) growSessions(table);
  const session = table.count++;
  table.room[session] = room;
  table.start[session] = start;
  table.end[session] = end;
  table.decidedAt[session] = decidedAt;
  table.max[session] = max;
  table.recordsFrom[session + 1] = table.recordCount;
}

/** Makes sure that so many records more can be added. */
export function reserveRecords(table: SessionTable, more: number): void {
  const needed = table.recordCount + more;
  if (needed <= table.records.length) return;
  table.records = grown(table.records, new Int32Array(Math.max(needed, 2 * table.records.length)));
}

function growSessions(table: SessionTable): void {
  const size = 2 * table.room.length;
  table.room = grown(table.room, new Int32Array(size));
  table.start = grown(table.start, new Float64Array(size));
  table.end = grown(table.end, new Float64Array(size));
  table.decidedAt = grown(table.decidedAt, new Float64Array(size));
  table.max = grown(table.max, new Int32Array(size));
  table.recordsFrom = grown(table.recordsFrom, new Int32Array(size + 1));
}
