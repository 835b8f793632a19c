import type { VisitKeeper } from './flat/flat-host.js';
import * as F from './flat/flat-state.js';
import { WORDS_A_UNIT } from './flat/record-heap.js';
import { addSlot, createSlotTable, firstSlot, nextSlot, removeSlot, spread } from './flat/slot-table.js';
import type { NameBook } from './name-book.js';

/** The visits of a log whose participants are texts, and whose names are told by reference. */
export interface BulkVisits {
  /** The number of a participant, the same in any room. */
  participantOf(id: string): number;
  /** The record of a participant in a room: the visit that is open, or one for a visit to come. */
  recordOf(room: number, participant: number): number;
  readonly keeper: VisitKeeper;
  /** by participant */
  readonly ids: readonly string[];
  readonly state: F.FlatState;
}

/** Words of a record beyond the engine's: where its names are, and its room. */
export const JOIN_REF = F.FREE_VISIT_WORDS;
export const LEAVE_REF = F.FREE_VISIT_WORDS + 1;
const ROOM = F.FREE_VISIT_WORDS + 2;
const UNITS = 1;

export function createBulkVisits(state: F.FlatState, book: NameBook): BulkVisits {
  const numbers = new Map<string, number>();
  const ids: string[] = [];
  /** of those who have a record: by room and participant */
  const open = createSlotTable();

  function participantOf(id: string): number {
    const known = numbers.get(id);
    if (known !== undefined) return known;
    numbers.set(id, ids.length);
    return ids.push(id) - 1;
  }

  function recordOf(room: number, participant: number): number {
    const { words } = state.heap;
    const { slots } = open;
    const hash = hashOf(room, participant);
    for (let slot = firstSlot(slots, hash); slots[slot + 1] !== 0; slot = nextSlot(slots, slot)) {
      if (slots[slot] !== hash) continue;
      const record = slots[slot + 1]! - 1;
      const w = record * WORDS_A_UNIT;
      if (words[w + F.OWNER] === participant && words[w + ROOM] === room) return record;
    }
    return newRecord(room, participant, hash);
  }

  function newRecord(room: number, participant: number, hash: number): number {
    const record = F.addRecord(state, UNITS, participant);
    state.heap.words[record * WORDS_A_UNIT + ROOM] = room;
    addSlot(open, hash, record);
    return record;
  }

  function forget(room: number, record: number): void {
    removeSlot(open, hashOf(room, state.heap.words[record * WORDS_A_UNIT + F.OWNER]!), record);
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
      const participant = state.heap.words[visit * WORDS_A_UNIT + F.OWNER]!;
      return newRecord(room, participant, hashOf(room, participant));
    },
    unnamed() {},
    unused: forget,
    dropped() {},
    spelled: (_record, ref) => ref,
    agreed: book.agree,
  };

  return { participantOf, recordOf, keeper, ids, state };
}

/** The id of the participant whose record it is. */
export function idOfVisit({ ids, state }: BulkVisits, visit: number): string {
  return ids[state.heap.words[visit * WORDS_A_UNIT + F.OWNER]!]!;
}

function hashOf(room: number, participant: number): number {
  return spread(Math.imul(room, 0x9e3779b1 | 0) ^ participant);
}
