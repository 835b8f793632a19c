import type { CompiledRules } from '../../engine/compile-rules.js';
import type { FlatHost } from '../../engine/flat/flat-host.js';
import {
  advanceFlat,
  earliestStart as firstStart,
  flatClosingWake,
  isFlatForgettable,
} from '../../engine/flat/flat-recipe.js';
import * as F from '../../engine/flat/flat-state.js';
import { CLEAR, endInstant, gatherEvent } from '../../engine/flat/gather-event.js';
import { NONE } from '../../engine/flat/none.js';
import { addNumber, createNumberList } from '../../engine/flat/number-list.js';
import { TIMES_A_UNIT, WORDS_A_UNIT } from '../../engine/flat/record-heap.js';
import { createWakeHeap, popDue, wakeBy } from '../../engine/flat/wake-heap.js';
import type { StrayEvent } from '../../model/anomaly.js';
import { type EpochMs, NEVER } from '../../model/time.js';
import { compareByClosing, type MeetingKey } from '../../rules/order.js';
import { type ByteBuffer, createByteBuffer } from './byte-buffer.js';
import type { ExpectEvents } from './byte-events.js';
import { createByteRooms } from './byte-rooms.js';
import { createByteVisits } from './byte-visits.js';
import type { ScannedLine } from './scan-line.js';
import { writeMeeting } from './write-meeting.js';

/** Takes a meeting as one line of NDJSON, in the order of closing, ongoing ones last. */
export type TakeMeeting = (key: MeetingKey, bytes: Uint8Array, from: number, to: number) => void;

/** The engine over bytes: events in time order in, meetings as bytes out, as soon as a watermark decides them. */
export interface ByteRun {
  /** Takes an event scanned from bytes; times must not go back behind the watermark, nor behind the event before. */
  take(view: DataView, line: ScannedLine): void;
  /**
   * Hears of events that are about to be taken, and changes nothing: it only looks at the memory they will need, so that
   * waiting for it is done at once for all of them.
   */
  readonly expect: ExpectEvents;
  /** what was seen by looking ahead, of no meaning: a result, so that it is not optimised away */
  readonly looked: () => number;
  /** Decides all that can be known when nothing at or before the watermark will still come. */
  advance(watermark: EpochMs): void;
  /** Ends the log as of T. Yields between the meetings that run then, so that they can go out. */
  finish(asOf: EpochMs): Generator<void>;
  /** the earliest start that a meeting not yet handed on may have, beyond those of rooms still to come */
  earliestStart(): EpochMs;
  readonly strays: StrayEvent[];
  readonly counts: { meetings: number; ongoing: number; duplicateJoins: number; orphanLeaves: number };
  readonly repeated: () => number;
}

/** Whether a room is in the list of those touched, in its record. */
const TOUCHED = F.FREE_ROOM_LINKS;

/** So many visits are looked at though not all of them will be needed. */
const FEW = 64;

interface Closing extends MeetingKey {
  readonly from: number;
  readonly to: number;
}

export function createByteRun(rules: CompiledRules, keepStrays: boolean, take: TakeMeeting): ByteRun {
  const state = F.createFlatState();
  const rooms = createByteRooms(state);
  const visits = createByteVisits(state, rules);
  const heap = createWakeHeap();
  const strays: StrayEvent[] = [];
  const counts = { meetings: 0, ongoing: 0, duplicateJoins: 0, orphanLeaves: 0 };
  /** rooms in which a meeting may have ended since the last watermark */
  const touched = createNumberList();
  const batch: ByteBuffer = createByteBuffer(1 << 16);
  let closings: Closing[] = [];

  const host: FlatHost = {
    ...visits.keeper,
    closed(room, _clause, end, decidedAt, now) {
      const start = state.roomTimes[room * F.ROOM_TIMES + F.START]!;
      list(room, start, end, now, decidedAt);
      counts.meetings++;
    },
    duplicateJoin(room, participant, at) {
      counts.duplicateJoins++;
      if (keepStrays) strays.push({ code: 'duplicate-join', type: 'join', ...place(room, participant), at });
    },
    orphanLeave(room, participant, at) {
      counts.orphanLeaves++;
      if (keepStrays) strays.push({ code: 'orphan-leave', type: 'leave', ...place(room, participant), at });
    },
    left(room, visit, ref) {
      visits.keeper.left(room, visit, ref);
      noteLeave(room, visit);
    },
  };

  function place(room: number, record: number) {
    return { room: rooms.roomName(room), participant_id: visits.idOf(record) };
  }

  /**
   * A leave ends a meeting at once only if nobody is left, or if it tells that someone was never there; it leaves
   * someone alone, and so begins the time until a reset, only if there is one left.
   */
  function noteLeave(room: number, visit: number): void {
    const { times } = state.heap;
    const leave = times[visit * TIMES_A_UNIT + F.LEAVE_AT]!;
    const open = state.roomLinks[room * F.ROOM_LINKS + F.OPEN]!;
    if (open === 0 || !rules.isAdmitted(times[visit * TIMES_A_UNIT + F.JOIN_AT]!, leave, leave)) {
      if (state.roomLinks[room * F.ROOM_LINKS + TOUCHED] === 1) return;
      state.roomLinks[room * F.ROOM_LINKS + TOUCHED] = 1;
      addNumber(touched, room);
    } else if (open === 1) {
      wakeBy(heap, room, rules.resetDeadline(leave));
    }
  }

  function list(room: number, start: EpochMs, end: EpochMs, asOf: EpochMs, decidedAt: EpochMs): void {
    const from = batch.length;
    writeMeeting(batch, rooms, visits, room, end, asOf, rules);
    closings.push({ start, room: rooms.roomName(room), decidedAt, from, to: batch.length });
  }

  function takeEvent(view: DataView, line: ScannedLine): void {
    const { at, type } = line;
    if (at !== state.instant) endInstant(state, rules, host);
    const room = rooms.roomOf(view, line);
    if (type === CLEAR) {
      gatherEvent(state, room, CLEAR, NONE, at, NONE, host);
      return;
    }
    let record = visits.find(room, view, line);
    let ref = NONE;
    if (record !== NONE) ref = visits.refer(room, record, view, line);
    else record = visits.add(room, view, line);
    gatherEvent(state, room, type, record, at, ref, host);
  }

  let looked = 0;
  const expectedRooms = new Int32Array(64);

  function expect(lines: readonly ScannedLine[], count: number): void {
    looked = rooms.expect(lines, count, expectedRooms) ^ visits.expect(lines, count, expectedRooms);
  }

  /** Looks at all visits of a room at once that will be gone through one by one. */
  function expectVisits(room: number): void {
    const r = room * F.ROOM_LINKS;
    if (state.roomLinks[r + F.OPEN]! > 0 && state.roomLinks[r + F.VISITS]! > FEW) return;
    const { words } = state.heap;
    const list = F.visitListOf(state, room);
    let seen = 0;
    for (let i = 0; i < state.roomLinks[r + F.VISITS]!; i++) {
      const w = words[list + i]! * WORDS_A_UNIT;
      seen ^= words[w]! ^ words[w + WORDS_A_UNIT - 1]!;
    }
    looked = seen;
  }

  function look(room: number, now: EpochMs): void {
    expectVisits(room);
    advanceFlat(state, room, now, rules, host);
    wakeBy(heap, room, flatClosingWake(state, room, rules));
  }

  function advance(watermark: EpochMs): void {
    if (state.instant <= watermark) endInstant(state, rules, host);
    for (let room = popDue(heap, watermark); room >= 0; room = popDue(heap, watermark)) {
      // A room that was touched too comes below.
      if (state.roomLinks[room * F.ROOM_LINKS + TOUCHED] !== 1) look(room, watermark);
    }
    for (let i = 0; i < touched.length; i++) {
      const room = touched.items[i]!;
      state.roomLinks[room * F.ROOM_LINKS + TOUCHED] = 0;
      look(room, watermark);
    }
    touched.length = 0;
    handOn();
  }

  function handOn(): void {
    if (closings.length > 1) closings.sort(compareByClosing);
    for (const closing of closings) take(closing, batch.bytes, closing.from, closing.to);
    closings = [];
    batch.length = 0;
  }

  function* finish(asOf: EpochMs): Generator<void> {
    advance(asOf);
    const running: (MeetingKey & { readonly number: number })[] = [];
    rooms.eachRoom((room) => {
      if (!isFlatForgettable(state, room)) advanceFlat(state, room, asOf, rules, host);
      const start = state.roomTimes[room * F.ROOM_TIMES + F.START]!;
      if (start === NEVER) return;
      running.push({ start, room: rooms.roomName(room), decidedAt: NEVER, number: room });
    });
    handOn();
    for (const { number, start } of running.sort(compareByClosing)) {
      list(number, start, NEVER, asOf, NEVER);
      counts.meetings++;
      counts.ongoing++;
      handOn();
      yield;
    }
  }

  /** The earliest start that a room may still come to: of its session, of its wait for one, of what is undecided. */
  function earliestStart(): EpochMs {
    let earliest = NEVER;
    rooms.eachRoom((room) => {
      earliest = Math.min(earliest, firstStart(state, room));
    });
    return earliest;
  }

  return {
    take: takeEvent,
    expect,
    looked: () => looked,
    advance,
    finish,
    earliestStart,
    strays,
    counts,
    repeated: () => state.repeated,
  };
}
