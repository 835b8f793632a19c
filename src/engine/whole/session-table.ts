import type { Explanation } from '../../model/explanation.js';
import type { EpochMs } from '../../model/time.js';
import { createNumberList, type NumberList } from '../flat/number-list.js';

/** Sessions as they were found, room by room, each seen both as 64-bit times and as 32-bit words. */
export interface SessionTable {
  count: number;
  times: Float64Array;
  words: Int32Array;
  /** the visits that have a record, those of a session in the order of its records */
  readonly records: NumberList;
  /** empty unless they are asked for */
  readonly explanations: Explanation[];
}

/** The size of a session, and its fields: times, then words. */
export const SESSION_TIMES = 5;
export const SESSION_WORDS = 10;
export const START = 0;
export const END = 1; // NEVER while it runs
export const DECIDED_AT = 2; // NEVER while it runs
export const ROOM = 6;
export const MAX = 7;
export const RECORDS_FROM = 8;
export const RECORDS_TO = 9;

/** Most sessions have more visits than this, and few visits have a record in several. */
const VISITS_A_SESSION = 6;
const RECORDS_A_VISIT = 1.125;

/** With room for what so many visits mostly come to: growing is work, and work for the garbage collector. */
export function createSessionTable(visits: number): SessionTable {
  const times = new Float64Array(Math.ceil((visits + 1) / VISITS_A_SESSION) * SESSION_TIMES);
  return {
    count: 0,
    times,
    words: new Int32Array(times.buffer),
    records: createNumberList(Math.ceil(visits * RECORDS_A_VISIT) + 1),
    explanations: [],
  };
}

/** Adds a session; its records are those from `recordsFrom` on. */
export function addSession(
  table: SessionTable,
  room: number,
  start: EpochMs,
  end: EpochMs,
  decidedAt: EpochMs,
  max: number,
  recordsFrom: number,
): void {
  const session = table.count++;
  if (session * SESSION_TIMES === table.times.length) growSessions(table);
  const { times, words } = table;
  const t = session * SESSION_TIMES;
  const w = session * SESSION_WORDS;
  times[t + START] = start;
  times[t + END] = end;
  times[t + DECIDED_AT] = decidedAt;
  words[w + ROOM] = room;
  words[w + MAX] = max;
  words[w + RECORDS_FROM] = recordsFrom;
  words[w + RECORDS_TO] = table.records.length;
}

function growSessions(table: SessionTable): void {
  const words = new Int32Array(2 * table.words.length);
  // As words: a number made of two of them might not be kept as it is.
  words.set(table.words);
  table.words = words;
  table.times = new Float64Array(words.buffer);
}
