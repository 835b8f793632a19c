import { addSlot, createSlotTable, firstSlot, nextSlot } from '../../engine/flat/slot-table.js';
import { ALWAYS, type EpochMs } from '../../model/time.js';
import type { LogAccount } from '../log-account.js';
import type { TakeEvent, TakeEvents } from './byte-events.js';
import type { EventSink } from './byte-run.js';
import { isSameText, putText, wordsFor } from './byte-text.js';
import { type Clock, STEP } from './clocks.js';
import type { ScannedLine } from './scan-line.js';
import { reportLateLine } from './take-batch.js';

/**
 * For a log in which the events of a room stand together, in time order: when the next room begins, nothing more comes of
 * the one before, so that only what runs on until T is kept of it. An event that goes back in time, or of a room whose
 * group has ended, is late.
 */
export function createGroupClock(account: LogAccount, run: EventSink): Clock {
  const ended = createRoomSet();
  let room = new Int32Array(16);
  let roomLength = -1;
  let last = ALWAYS;
  let advanced = ALWAYS;
  let isLate = false;

  function advance(watermark: EpochMs): void {
    advanced = watermark;
    const asOf = account.asOf();
    run.advance(asOf === null ? watermark : Math.min(watermark, asOf));
  }

  function beginGroup(view: DataView, { roomFrom, roomTo, roomHash }: ScannedLine): void {
    if (roomLength >= 0) advance(last);
    roomLength = roomTo - roomFrom;
    if (wordsFor(roomLength) > room.length) room = new Int32Array(2 * wordsFor(roomLength));
    putText(room, 0, view, roomFrom, roomLength);
    last = ALWAYS;
    advanced = ALWAYS;
    isLate = !ended.add(roomHash, otherHash(view, roomFrom, roomTo));
  }

  const take: TakeEvent = (view, line) => {
    const { at, roomFrom, roomTo } = line;
    if (roomTo - roomFrom !== roomLength || !isSameText(room, 0, view, roomFrom, roomLength)) {
      beginGroup(view, line);
    }
    if (isLate || at < last) {
      account.countLate();
      reportLateLine(account, view, line);
      return;
    }
    last = at;
    if (at - 1 - advanced >= STEP) advance(at - 1);
    run.take(view, line);
  };

  function* finish(): Generator<void> {
    const end = account.end();
    if (end !== null) yield* run.finish(end);
  }

  const takeRun: TakeEvents = (view, lines, count) => {
    run.expect(lines, count);
    for (let i = 0; i < count; i++) take(view, lines[i]!);
  };

  return { take, takeRun, takeAny: null, finish, isDisordered: () => false, discard() {} };
}

/** A second hash of the same bytes, which agrees with the first no more than by chance. */
function otherHash(view: DataView, from: number, to: number): number {
  let hash = 0x811c9dc5 | 0;
  for (let i = from; i < to; i++) hash = Math.imul(hash ^ view.getUint8(i), 0x01000193);
  return hash;
}

/** Rooms by two hashes of their names, 64 bits together, so that a room takes few bytes however long its name. */
function createRoomSet() {
  const table = createSlotTable();
  let others = new Int32Array(256);
  let size = 0;

  /** Adds a room; false if it is there already. */
  function add(roomHash: number, other: number): boolean {
    const { slots } = table;
    for (let slot = firstSlot(slots, roomHash); slots[slot + 1] !== 0; slot = nextSlot(slots, slot)) {
      if (slots[slot] === roomHash && others[slots[slot + 1]! - 1] === other) return false;
    }
    const { crowdedOut } = table;
    if (crowdedOut.size > 0 && crowdedOut.has(textOf(roomHash, other))) return false;
    if (size === others.length) {
      const grown = new Int32Array(2 * size);
      grown.set(others);
      others = grown;
    }
    others[size] = other;
    if (!addSlot(table, roomHash, size)) crowdedOut.set(textOf(roomHash, other), size);
    size++;
    return true;
  }

  return { add };
}

function textOf(roomHash: number, other: number): string {
  return `${roomHash} ${other}`;
}
