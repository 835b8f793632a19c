import type { CompiledRules } from '../../engine/compile-rules.js';
import { JOIN } from '../../engine/flat/event-types.js';
import type { VisitKeeper } from '../../engine/flat/flat-host.js';
import * as F from '../../engine/flat/flat-state.js';
import { NONE } from '../../engine/flat/none.js';
import { WORDS_A_UNIT } from '../../engine/flat/record-heap.js';
import {
  addSlot,
  createSlotTable,
  firstNumber,
  firstSlot,
  nextSlot,
  removeCrowded,
  removeSlot,
  textInRoom,
} from '../../engine/flat/slot-table.js';
import {
  bytesAt,
  bytesInWords,
  hashWords,
  isSameText,
  putText,
  textInWords,
  textOf,
  wordsFor,
} from './byte-text.js';
import { BATCH, type ScannedLine } from './scan-line.js';
import { touchAll } from './touch-all.js';
import {
  HAS_APART,
  HAS_LEAVE_NAMES,
  idLengthIn,
  LENGTHS_SHIFT,
  LONGEST,
  leaveNamesOf,
  NO_TEXT,
  spaceFor,
  TEXTS,
  TOO_LONG,
  userIdLengthIn,
  userNameLengthIn,
} from './visit-words.js';

/** Names as the bytes of JSON strings without their quotes. */
export interface Names {
  readonly userId: Uint8Array | null;
  readonly userName: Uint8Array | null;
}

/** What has no room in a visit's record. */
interface Apart {
  /** the participant's id if it is too long, in words, and its length in bytes */
  id: Int32Array | null;
  idLength: number;
  /** the join's names, where not those in the record hold */
  joined: Names | null;
}

/**
 * Visits whose texts lie in their records, so that looking at one touches memory in one place: the id, the user id and
 * the user name of the join, one behind the other, each where a 64-bit number begins. What is long or rare lies apart.
 */
export interface ByteVisits {
  readonly state: F.FlatState;
  /** The record of a participant in a room, NONE if there is none. */
  readonly find: (room: number, view: DataView, line: ScannedLine) => number;
  /** Looks at the memory of the participants of lines to come, in the rooms given. */
  readonly expect: (lines: readonly ScannedLine[], count: number, rooms: Int32Array) => number;
  /** Makes a record for a participant who has none; with the line's names if it is a join. */
  readonly add: (room: number, view: DataView, line: ScannedLine) => number;
  /**
   * Refers to the names of an event of a participant who has a record already, NONE if they cannot matter: by a record of
   * their own, which for a join can become the next visit.
   */
  readonly refer: (room: number, record: number, view: DataView, line: ScannedLine) => number;
  readonly idOf: (record: number) => string;
  /** The names of the join. */
  readonly namesOf: (record: number) => Names;
  readonly idBytes: (record: number) => Uint8Array;
  readonly keeper: VisitKeeper<F.FlatState>;
}

export function createByteVisits(state: F.FlatState, rules: CompiledRules): ByteVisits {
  const table = createSlotTable();
  const apart = new Map<number, Apart>();
  const places = new Int32Array(BATCH);
  /** the record that was found or added last, and its hash: who leaves is taken out of the table right after that */
  let latest = NONE;
  let latestHash = 0;

  function find(room: number, view: DataView, { idFrom, idTo, idHash }: ScannedLine): number {
    const hash = hashIn(room, idHash);
    const length = idTo - idFrom;
    const { slots } = table;
    const { words } = state.heap;
    for (let slot = firstSlot(slots, hash); slots[slot + 1] !== 0; slot = nextSlot(slots, slot)) {
      if (slots[slot] !== hash) continue;
      const record = slots[slot + 1]! - 1;
      const w = record * WORDS_A_UNIT;
      if (words[w + F.OWNER] !== room) continue;
      const isKnown =
        length <= LONGEST
          ? idLengthIn(words[w + F.FLAGS]!) === length && isSameText(words, w + TEXTS, view, idFrom, length)
          : isLongId(record, view, idFrom, length);
      if (!isKnown) continue;
      latest = record;
      latestHash = hash;
      return record;
    }
    const { crowdedOut } = table;
    return crowdedOut.size === 0
      ? NONE
      : (crowdedOut.get(textInRoom(room, textOf(bytesAt(view, idFrom, idTo)))) ?? NONE);
  }

  function expect(lines: readonly ScannedLine[], count: number, rooms: Int32Array): number {
    const { slots } = table;
    for (let i = 0; i < count; i++) places[i] = firstSlot(slots, hashIn(rooms[i]!, lines[i]!.idHash));
    let seen = touchAll(slots, places, count);
    for (let i = 0; i < count; i++) {
      const record = firstNumber(slots, hashIn(rooms[i]!, lines[i]!.idHash));
      places[i] = record === NONE ? lastOfList(rooms[i]!) : record * WORDS_A_UNIT;
    }
    seen ^= touchAll(state.heap.words, places, count);
    return seen;
  }

  /** About where a visit of who is not known yet will be listed. */
  function lastOfList(room: number): number {
    if (room === NONE) return 0;
    return Math.max(0, F.visitListOf(state, room) + state.roomLinks[room * F.ROOM_LINKS + F.VISITS]! - 1);
  }

  function isLongId(record: number, view: DataView, from: number, length: number): boolean {
    const other = apart.get(record);
    return other?.id != null && other.idLength === length && isSameText(other.id, 0, view, from, length);
  }

  function add(room: number, view: DataView, line: ScannedLine): number {
    const record = recordOf(room, view, line, line.type === JOIN);
    latest = record;
    latestHash = hashIn(room, line.idHash);
    list(room, record, latestHash);
    return record;
  }

  function recordOf(room: number, view: DataView, line: ScannedLine, isNamed: boolean): number {
    const { idFrom, idTo, userIdFrom, userIdTo, userNameFrom, userNameTo } = line;
    const idLength = idTo - idFrom;
    const userIdLength = isNamed ? lengthOf(userIdFrom, userIdTo) : NO_TEXT;
    const userNameLength = isNamed ? lengthOf(userNameFrom, userNameTo) : NO_TEXT;
    return idLength <= LONGEST && userIdLength !== TOO_LONG && userNameLength !== TOO_LONG
      ? addInline(room, view, idFrom, idLength, userIdFrom, userIdLength, userNameFrom, userNameLength)
      : addApart(room, view, idFrom, idLength, isNamed ? namesIn(view, line) : null);
  }

  function addInline(
    room: number,
    view: DataView,
    idFrom: number,
    idLength: number,
    userIdFrom: number,
    userIdLength: number,
    userNameFrom: number,
    userNameLength: number,
  ): number {
    const userIdAt = TEXTS + spaceFor(idLength);
    const userNameAt = userIdAt + spaceFor(userIdLength);
    const end = userNameAt + spaceFor(userNameLength);
    const record = F.addRecord(state, unitsFor(end), room);
    // It may be one that has been given back.
    if (record === latest) latest = NONE;
    const { words } = state.heap;
    const w = record * WORDS_A_UNIT;
    words[w + F.FLAGS]! |= (idLength | (userIdLength << 6) | (userNameLength << 12)) << LENGTHS_SHIFT;
    if (idLength !== NO_TEXT) putText(words, w + TEXTS, view, idFrom, idLength);
    if (userIdLength !== NO_TEXT) putText(words, w + userIdAt, view, userIdFrom, userIdLength);
    if (userNameLength !== NO_TEXT) putText(words, w + userNameAt, view, userNameFrom, userNameLength);
    return record;
  }

  /** A record with its id, if that is not too long, and nothing else. */
  function addApart(
    room: number,
    view: DataView,
    idFrom: number,
    idLength: number,
    joined: Names | null,
  ): number {
    const isInline = idLength <= LONGEST;
    const record = addInline(room, view, idFrom, isInline ? idLength : NO_TEXT, 0, NO_TEXT, 0, NO_TEXT);
    if (isInline && joined === null) return record;
    const other = apartOf(record);
    other.joined = joined;
    if (isInline) return record;
    other.id = new Int32Array(wordsFor(idLength));
    other.idLength = idLength;
    putText(other.id, 0, view, idFrom, idLength);
    return record;
  }

  function apartOf(record: number): Apart {
    let other = apart.get(record);
    if (other === undefined) {
      other = { id: null, idLength: 0, joined: null };
      apart.set(record, other);
      state.heap.words[record * WORDS_A_UNIT + F.FLAGS]! |= HAS_APART;
    }
    return other;
  }

  function refer(room: number, record: number, view: DataView, line: ScannedLine): number {
    if (line.type === JOIN) return recordOf(room, view, line, true);
    if (line.userIdFrom < 0 && line.userNameFrom < 0) return NONE;
    const { words } = state.heap;
    const w = record * WORDS_A_UNIT;
    if ((words[w + F.FLAGS]! & HAS_APART) === 0) {
      // A leave's names are asked for only where the join has none (clause `names`).
      const lacksId = userIdLengthIn(words[w + F.FLAGS]!) === NO_TEXT;
      const lacksName = userNameLengthIn(words[w + F.FLAGS]!) === NO_TEXT;
      if (!(lacksId && line.userIdFrom >= 0) && !(lacksName && line.userNameFrom >= 0)) return NONE;
    }
    return recordOf(room, view, line, true);
  }

  function idHashOf(record: number): number {
    const { words } = state.heap;
    const w = record * WORDS_A_UNIT;
    const length = idLengthIn(words[w + F.FLAGS]!);
    if (length !== NO_TEXT) return hashWords(words, w + TEXTS, length);
    const { id, idLength } = apart.get(record)!;
    return hashWords(id!, 0, idLength);
  }

  function idBytes(record: number): Uint8Array {
    const { words } = state.heap;
    const w = record * WORDS_A_UNIT;
    const length = idLengthIn(words[w + F.FLAGS]!);
    if (length !== NO_TEXT) return bytesInWords(words, w + TEXTS, length);
    const { id, idLength } = apart.get(record)!;
    return bytesInWords(id!, 0, idLength);
  }

  function idOf(record: number): string {
    const { words } = state.heap;
    const w = record * WORDS_A_UNIT;
    const length = idLengthIn(words[w + F.FLAGS]!);
    return length === NO_TEXT ? textOf(idBytes(record)) : textInWords(words, w + TEXTS, length);
  }

  /** Lets a record be found. */
  function list(room: number, record: number, hash: number): void {
    if (!addSlot(table, hash, record)) table.crowdedOut.set(textInRoom(room, idOf(record)), record);
  }

  function unlist(room: number, record: number): void {
    const hash = record === latest ? latestHash : hashIn(room, idHashOf(record));
    if (!removeSlot(table, hash, record)) removeCrowded(table, textInRoom(room, idOf(record)), record);
  }

  function namesOf(record: number): Names {
    const { words } = state.heap;
    const w = record * WORDS_A_UNIT;
    const joined = (words[w + F.FLAGS]! & HAS_APART) === 0 ? null : apart.get(record)!.joined;
    if (joined !== null) return joined;
    const idLength = idLengthIn(words[w + F.FLAGS]!);
    const userIdLength = userIdLengthIn(words[w + F.FLAGS]!);
    const userNameLength = userNameLengthIn(words[w + F.FLAGS]!);
    const userIdAt = w + TEXTS + spaceFor(idLength);
    const userNameAt = userIdAt + spaceFor(userIdLength);
    return {
      userId: userIdLength === NO_TEXT ? null : bytesInWords(words, userIdAt, userIdLength),
      userName: userNameLength === NO_TEXT ? null : bytesInWords(words, userNameAt, userNameLength),
    };
  }

  /** Of two names that were told at one instant, the one that stands for both. */
  function agree(a: Uint8Array | null, b: Uint8Array | null): Uint8Array | null {
    const texts = [a, b].map((bytes) => (bytes === null ? null : textOf(bytes)));
    const stands = rules.agreedName(texts[0]!, texts[1]!);
    return stands === null ? null : stands === texts[0] ? a : b;
  }

  function removeApart(record: number): void {
    const { words } = state.heap;
    const flags = words[record * WORDS_A_UNIT + F.FLAGS]!;
    if ((flags & HAS_APART) !== 0) apart.delete(record);
    if ((flags & HAS_LEAVE_NAMES) !== 0) unnamed(leaveNamesOf(words, record));
  }

  function unnamed(ref: number): void {
    removeApart(ref);
    F.removeRecord(state, ref);
  }

  const keeper: VisitKeeper<F.FlatState> = {
    opened(_state, visit, ref) {
      if (ref === NONE || ref === visit) return;
      apartOf(visit).joined = namesOf(ref);
      unnamed(ref);
    },
    left(_state, room, visit, ref) {
      unlist(room, visit);
      if (ref === NONE) return;
      const { words } = state.heap;
      words[visit * WORDS_A_UNIT + F.OWNER] = ref;
      words[visit * WORDS_A_UNIT + F.FLAGS]! |= HAS_LEAVE_NAMES;
    },
    anew(_state, room, _visit, ref) {
      list(room, ref, hashIn(room, idHashOf(ref)));
      return ref;
    },
    unnamed: (_state, ref) => unnamed(ref),
    unused(_state, room, record) {
      unlist(room, record);
      removeApart(record);
    },
    dropped: (_state, record) => removeApart(record),
    spelled(_state, record, ref) {
      if (ref !== NONE) return ref;
      const copy = copyOfId(record);
      apartOf(copy).joined = namesOf(record);
      return copy;
    },
    agreed(_state, a, b) {
      if (a === NONE || b === NONE) return a === NONE ? b : a;
      const [first, second] = [namesOf(a), namesOf(b)];
      apartOf(a).joined = {
        userId: agree(first.userId, second.userId),
        userName: agree(first.userName, second.userName),
      };
      unnamed(b);
      return a;
    },
  };

  /** Another record of the same participant, without names. */
  function copyOfId(record: number): number {
    const id = idBytes(record);
    const padded = new Uint8Array(id.length + 4);
    padded.set(id);
    const room = state.heap.words[record * WORDS_A_UNIT + F.OWNER]!;
    return addApart(room, new DataView(padded.buffer), 0, id.length, null);
  }

  return {
    state,
    find,
    expect,
    add,
    refer,
    idOf,
    namesOf,
    idBytes,
    keeper,
  };
}

/** The length of a name where it can be told in a record. */
function lengthOf(from: number, to: number): number {
  if (from < 0) return NO_TEXT;
  return to - from <= LONGEST ? to - from : TOO_LONG;
}

function unitsFor(words: number): number {
  return Math.ceil(words / WORDS_A_UNIT);
}

/** Both are spread over all bits, so that nothing is to be done for their sake. */
function hashIn(room: number, idHash: number): number {
  return idHash ^ Math.imul(room + 1, 0x85ebca6b | 0);
}

function namesIn(view: DataView, line: ScannedLine): Names {
  const { userIdFrom, userIdTo, userNameFrom, userNameTo } = line;
  // A copy: the bytes are good only for the length of a call.
  return {
    userId: userIdFrom < 0 ? null : new Uint8Array(bytesAt(view, userIdFrom, userIdTo)),
    userName: userNameFrom < 0 ? null : new Uint8Array(bytesAt(view, userNameFrom, userNameTo)),
  };
}
