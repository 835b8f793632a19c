import type { VisitKeeper } from './flat/flat-host.js';
import * as F from './flat/flat-state.js';
import { WORDS_A_UNIT } from './flat/record-heap.js';
import { addSlot, createSlotTable, firstSlot, nextSlot, removeSlot, spread } from './flat/slot-table.js';
import type { NameBook } from './name-book.js';

/** The visits of a log whose participants are texts, and whose names are told by reference. */
export interface BulkVisits {
  /** The record of a participant in a room: the visit that is open, or one for a visit to come. */
  recordOf(room: number, id: string): number;
  /** The id of the participant whose record it is. */
  idOf(record: number): string;
  readonly keeper: VisitKeeper;
}

/** Words of a record beyond the engine's: where its names are, and the hash of its participant. */
export const JOIN_REF = F.FREE_VISIT_WORDS;
export const LEAVE_REF = F.FREE_VISIT_WORDS + 1;
const HASH = F.FREE_VISIT_WORDS + 2;
const UNITS = 1;

/** So much of an id's beginning, and of its end, is hashed. */
const HASHED = 24;

export function createBulkVisits(state: F.FlatState, book: NameBook): BulkVisits {
  /** by record */
  const ids: string[] = [];
  /** of those who have a record, by room and id: a table of the few who are there is faster than one of all */
  const table = createSlotTable();

  function recordOf(room: number, id: string): number {
    const { words } = state.heap;
    const { slots } = table;
    const hash = hashOf(room, id);
    for (let slot = firstSlot(slots, hash); slots[slot + 1] !== 0; slot = nextSlot(slots, slot)) {
      if (slots[slot] !== hash) continue;
      const record = slots[slot + 1]! - 1;
      if (words[record * WORDS_A_UNIT + F.OWNER] === room && ids[record] === id) return record;
    }
    return addRecord(room, id, hash);
  }

  function addRecord(room: number, id: string, hash: number): number {
    const record = F.addRecord(state, UNITS, room);
    while (ids.length <= record) ids.push('');
    ids[record] = id;
    state.heap.words[record * WORDS_A_UNIT + HASH] = hash;
    addSlot(table, hash, record);
    return record;
  }

  function forget(_room: number, record: number): void {
    removeSlot(table, state.heap.words[record * WORDS_A_UNIT + HASH]!, record);
  }

  const keeper: VisitKeeper = {
    opened(visit, ref) {
      state.heap.words[visit * WORDS_A_UNIT + JOIN_REF] = ref;
    },
    left(room, visit, ref) {
      state.heap.words[visit * WORDS_A_UNIT + LEAVE_REF] = ref;
      forget(room, visit);
    },
    anew(room, visit) {
      return addRecord(room, ids[visit]!, state.heap.words[visit * WORDS_A_UNIT + HASH]!);
    },
    unnamed() {},
    unused: forget,
    dropped() {},
    spelled: (_record, ref) => ref,
    agreed: book.agree,
  };

  return { recordOf, idOf: (record) => ids[record]!, keeper };
}

function hashOf(room: number, id: string): number {
  const { length } = id;
  let hash = Math.imul(room, 0x9e3779b1 | 0) ^ length;
  const first = Math.min(length, HASHED);
  for (let i = 0; i < first; i++) hash = Math.imul(hash ^ id.charCodeAt(i), 0x01000193);
  for (let i = Math.max(first, length - HASHED); i < length; i++) {
    hash = Math.imul(hash ^ id.charCodeAt(i), 0x01000193);
  }
  return spread(hash);
}
