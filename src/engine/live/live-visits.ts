import { NEVER } from '../../model/time.js';
import type { Visit } from '../../model/visit.js';
import type { CompiledRules } from '../compile-rules.js';
import type { VisitKeeper } from '../flat/flat-host.js';
import * as F from '../flat/flat-state.js';
import { NONE } from '../flat/none.js';
import { TIMES_A_UNIT, WORDS_A_UNIT } from '../flat/record-heap.js';
import { addSlot, createSlotTable, firstSlot, nextSlot, removeSlot } from '../flat/slot-table.js';
import { createPackedText, isPackedAt, type PackedText, packText, putPacked } from './packed-text.js';

/** The visits of the live engine: flat records, and beside them, by record, what texts they have. */
export interface LiveVisits {
  /** The record of a participant in a room, NONE if there is none. */
  find(room: number, id: string): number;
  /**
   * Looks at all visits of a room that will be gone through one by one, and changes nothing: so waiting for their memory
   * is done at once for all of them.
   */
  expect(room: number): void;
  /** what was seen by that, of no meaning: a result, so that it is not optimised away */
  readonly looked: () => number;
  /** Makes a record for a participant who has none. Its names are those of a join. */
  add(room: number, id: string, userId: string | null, userName: string | null): number;
  /** Refers to the names of an event of a participant who has a record already: a record that is no visit, yet. */
  refer(room: number, id: string, userId: string | null, userName: string | null): number;
  /** Makes a record for a visit that began, and perhaps ended, earlier: the latest of its room. */
  restore(room: number, id: string, visit: Visit): number;
  idOf(record: number): string;
  joinUserId(record: number): string | null;
  joinUserName(record: number): string | null;
  leaveUserId(record: number): string | null;
  leaveUserName(record: number): string | null;
  readonly keeper: VisitKeeper;
}

/** Words of a record beyond the engine's: the hash of room and participant, the id's length if it is packed, and the id. */
const HASH = F.FREE_VISIT_WORDS;
const LENGTH = HASH + 1;
const TEXT = HASH + 2;

/** So many visits are looked at though not all of them will be needed. */
const FEW = 64;

/** The texts of a record lie together, so that looking at them touches memory in one place. */
const TEXTS = 5;
const ID = 0;
const JOIN_USER_ID = 1;
const JOIN_USER_NAME = 2;
const LEAVE_USER_ID = 3;
const LEAVE_USER_NAME = 4;

export function createLiveVisits(state: F.FlatState, rules: CompiledRules): LiveVisits {
  const texts: (string | null)[] = [];
  /** the id that was looked for last */
  const packed = createPackedText();
  /** of those who have a record, by room and id */
  const table = createSlotTable();

  function find(room: number, id: string): number {
    packText(packed, id, room);
    const { words } = state.heap;
    const { slots } = table;
    const { hash, length } = packed;
    for (let slot = firstSlot(slots, hash); slots[slot + 1] !== 0; slot = nextSlot(slots, slot)) {
      if (slots[slot] !== hash) continue;
      const record = slots[slot + 1]! - 1;
      const w = record * WORDS_A_UNIT;
      if (words[w + F.OWNER] !== room || words[w + LENGTH] !== length) continue;
      if (length < 0 ? texts[record * TEXTS + ID] === id : isPackedAt(packed, words, w + TEXT)) return record;
    }
    return NONE;
  }

  let looked = 0;

  function expect(room: number): void {
    const { roomLinks, heap } = state;
    const { words } = heap;
    const count = roomLinks[room * F.ROOM_LINKS + F.VISITS]!;
    if (count > FEW) return;
    const list = F.visitListOf(state, room);
    let seen = 0;
    for (let i = 0; i < count; i++) {
      const record = words[list + i]!;
      seen ^= words[record * WORDS_A_UNIT]!;
      if (texts[record * TEXTS] === null) seen++;
    }
    looked = seen;
  }

  function add(room: number, id: string, userId: string | null, userName: string | null): number {
    const record = refer(room, id, userId, userName);
    addSlot(table, packed.hash, record);
    return record;
  }

  function refer(room: number, id: string, userId: string | null, userName: string | null): number {
    const record = F.addRecord(state, unitsFor(packed), room);
    const { words } = state.heap;
    const w = record * WORDS_A_UNIT;
    words[w + HASH] = packed.hash;
    words[w + LENGTH] = packed.length;
    if (packed.length >= 0) putPacked(packed, words, w + TEXT);
    const x = record * TEXTS;
    while (texts.length < x + TEXTS) texts.push(null);
    texts[x + ID] = id;
    texts[x + JOIN_USER_ID] = userId;
    texts[x + JOIN_USER_NAME] = userName;
    return record;
  }

  function restore(room: number, id: string, visit: Visit): number {
    const { join, leave, joinUserId, joinUserName, leaveUserId, leaveUserName } = visit;
    const isOpen = leave === NEVER;
    packText(packed, id, room);
    const record = isOpen
      ? add(room, id, joinUserId, joinUserName)
      : refer(room, id, joinUserId, joinUserName);
    texts[record * TEXTS + LEAVE_USER_ID] = leaveUserId;
    texts[record * TEXTS + LEAVE_USER_NAME] = leaveUserName;
    F.openVisit(state, room, record, 0);
    state.heap.times[record * TIMES_A_UNIT + F.JOIN_AT] = join;
    if (isOpen) return record;
    state.heap.times[record * TIMES_A_UNIT + F.LEAVE_AT] = leave;
    state.heap.words[record * WORDS_A_UNIT + F.FLAGS]! &= ~F.IS_OPEN;
    state.roomLinks[room * F.ROOM_LINKS + F.OPEN]!--;
    return record;
  }

  function unlist(record: number): void {
    removeSlot(table, state.heap.words[record * WORDS_A_UNIT + HASH]!, record);
  }

  /** Lets the texts go, as the record is given back. */
  function dropped(record: number): void {
    const x = record * TEXTS;
    for (let i = x; i < x + TEXTS; i++) texts[i] = null;
  }

  function unnamed(ref: number): void {
    dropped(ref);
    F.removeRecord(state, ref);
  }

  const keeper: VisitKeeper = {
    opened(visit, ref) {
      if (ref === NONE || ref === visit) return;
      texts[visit * TEXTS + JOIN_USER_ID] = texts[ref * TEXTS + JOIN_USER_ID]!;
      texts[visit * TEXTS + JOIN_USER_NAME] = texts[ref * TEXTS + JOIN_USER_NAME]!;
      unnamed(ref);
    },
    left(_room, visit, ref) {
      unlist(visit);
      if (ref === NONE) return;
      texts[visit * TEXTS + LEAVE_USER_ID] = texts[ref * TEXTS + JOIN_USER_ID]!;
      texts[visit * TEXTS + LEAVE_USER_NAME] = texts[ref * TEXTS + JOIN_USER_NAME]!;
      unnamed(ref);
    },
    anew(_room, _visit, ref) {
      addSlot(table, state.heap.words[ref * WORDS_A_UNIT + HASH]!, ref);
      return ref;
    },
    unnamed,
    unused(_room, record) {
      unlist(record);
      dropped(record);
    },
    dropped,
    spelled(record, ref) {
      if (ref !== NONE) return ref;
      const room = state.heap.words[record * WORDS_A_UNIT + F.OWNER]!;
      packText(packed, idOf(record), room);
      return refer(room, idOf(record), textOf(record, JOIN_USER_ID), textOf(record, JOIN_USER_NAME));
    },
    agreed(a, b) {
      if (a === NONE || b === NONE) return a === NONE ? b : a;
      for (const name of [JOIN_USER_ID, JOIN_USER_NAME]) {
        texts[a * TEXTS + name] = rules.agreedName(textOf(a, name), textOf(b, name));
      }
      unnamed(b);
      return a;
    },
  };

  function textOf(record: number, text: number): string | null {
    return texts[record * TEXTS + text]!;
  }

  function idOf(record: number): string {
    return texts[record * TEXTS + ID]!;
  }

  return {
    find,
    expect,
    looked: () => looked,
    add,
    refer,
    restore,
    idOf,
    joinUserId: (record) => textOf(record, JOIN_USER_ID),
    joinUserName: (record) => textOf(record, JOIN_USER_NAME),
    leaveUserId: (record) => textOf(record, LEAVE_USER_ID),
    leaveUserName: (record) => textOf(record, LEAVE_USER_NAME),
    keeper,
  };
}

function unitsFor({ count, length }: PackedText): number {
  return length < 0 ? 1 : Math.ceil((TEXT + count) / WORDS_A_UNIT);
}
