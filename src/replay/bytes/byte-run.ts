import type { CompiledRules } from '../../engine/compile-rules.js';
import { CLEAR } from '../../engine/flat/event-types.js';
import type { FlatHost } from '../../engine/flat/flat-host.js';
import { advanceFlat, isFlatForgettable } from '../../engine/flat/flat-recipe.js';
import * as F from '../../engine/flat/flat-state.js';
import { earliestStart as firstStart, flatClosingWake } from '../../engine/flat/flat-wake.js';
import { endInstant, gatherEvent } from '../../engine/flat/gather-event.js';
import { NONE } from '../../engine/flat/none.js';
import { addNumber, createNumberList } from '../../engine/flat/number-list.js';
import { pairEvent } from '../../engine/flat/pair-flat.js';
import { TIMES_A_UNIT, WORDS_A_UNIT } from '../../engine/flat/record-heap.js';
import { createWakeHeap, popDue, wakeBy } from '../../engine/flat/wake-heap.js';
import { explainFlat } from '../../engine/list-flat.js';
import type { StrayEvent } from '../../model/anomaly.js';
import type { Explanation } from '../../model/explanation.js';
import { type EpochMs, NEVER } from '../../model/time.js';
import { compareByClosing, type MeetingKey } from '../../rules/order.js';
import { type ByteBuffer, createByteBuffer } from './byte-buffer.js';
import { createByteRooms } from './byte-rooms.js';
import { createByteVisits } from './byte-visits.js';
import { BATCH, type ScannedLine } from './scan-line.js';
import { writeMeeting } from './write-meeting.js';

/** Takes a meeting as one line of NDJSON, in the order of closing, ongoing ones last. */
export type TakeMeeting = (key: MeetingKey, bytes: Uint8Array, from: number, to: number) => void;

/** Takes events in time order, and hears how far time has come. */
export interface EventSink {
  /** Takes an event scanned from bytes; times must not go back behind the watermark, nor behind the event before. */
  take(view: DataView, line: ScannedLine): void;
  /**
   * Takes the events [from, to) of a batch that is in time order. Those that are alone at their instant need not wait for
   * it to end, which is cheaper.
   */
  takeRun(view: DataView, lines: readonly ScannedLine[], from: number, to: number): void;
  /**
   * Hears of events that are about to be taken, and changes nothing: it only looks at the memory they will need, so that
   * waiting for it is done at once for all of them.
   */
  expect(lines: readonly ScannedLine[], count: number): void;
  /** Decides all that can be known when nothing at or before the watermark will still come. */
  advance(watermark: EpochMs): void;
  /** Ends the log as of T. Pauses between the meetings that run then, so that they can go out. */
  finish(asOf: EpochMs): Iterable<void>;
}

/** What a run came to, beside the meetings. */
export interface RunResult {
  readonly strays: readonly StrayEvent[];
  readonly counts: Readonly<
    Record<'meetings' | 'ongoing' | 'duplicateJoins' | 'orphanLeaves' | 'repeated', number>
  >;
}

/** The engine over bytes: events in time order in, meetings as bytes out, as soon as a watermark decides them. */
export interface ByteRun extends EventSink {
  /** what was seen by looking ahead, of no meaning: a result, so that it is not optimised away */
  readonly looked: () => number;
  /** the earliest start that a meeting not yet handed on may have, beyond those of rooms still to come */
  earliestStart(): EpochMs;
  result(): RunResult;
}

/** Whether a room is in the list of those touched, in its record. */
const TOUCHED = F.FREE_ROOM_LINKS;

/** 24 MB of addresses, of which the system gives the memory as it is touched: enough for most logs without a copy. */
const PLENTY: F.Capacity = { rooms: 1 << 15, units: 1 << 18 };

/** So many visits are looked at though not all of them will be needed. */
const FEW = 64;

/** So many rooms are looked at before they are looked into. */
const AT_ONCE = 64;

interface Closing extends MeetingKey {
  readonly from: number;
  readonly to: number;
}

/** What is wanted of a run, and how much is to be expected. */
export interface ByteRunOptions {
  readonly keepStrays: boolean;
  /** whether meetings have their exact instants, too */
  readonly isExact: boolean;
  /** whether they say why they began and ended */
  readonly explains: boolean;
  /** whether many events are to be expected */
  readonly isLarge: boolean;
}

export function createByteRun(
  rules: CompiledRules,
  { keepStrays, isExact, explains, isLarge }: ByteRunOptions,
  take: TakeMeeting,
): ByteRun {
  const state = F.createFlatState(isLarge ? PLENTY : undefined);
  const rooms = createByteRooms(state);
  const visits = createByteVisits(state, rules);
  const heap = createWakeHeap();
  const ids = { idOf: (_state: F.FlatState, visit: number) => visits.idOf(visit) };
  const strays: StrayEvent[] = [];
  const counts = { meetings: 0, ongoing: 0, duplicateJoins: 0, orphanLeaves: 0 };
  /** rooms in which a meeting may have ended by the next watermark */
  const touched = createNumberList();
  const batch: ByteBuffer = createByteBuffer(1 << 16);
  /** a further result of `recordOf` */
  let ref = NONE;
  let closings: Closing[] = [];

  const host: FlatHost<F.FlatState> = {
    ...visits.keeper,
    closed(_state, room, clause, at, decidedAt, now, aloneSince, dueAt, lastPresent) {
      const start = state.roomTimes[room * F.ROOM_TIMES + F.START]!;
      const explanation = explains
        ? explainFlat(state, room, { clause, at, aloneSince, dueAt, lastPresent }, ids, rules)
        : null;
      list(room, start, at, now, decidedAt, explanation);
      counts.meetings++;
    },
    duplicateJoin(_state, room, participant, at) {
      counts.duplicateJoins++;
      if (keepStrays) strays.push({ code: 'duplicate-join', type: 'join', ...place(room, participant), at });
    },
    orphanLeave(_state, room, participant, at) {
      counts.orphanLeaves++;
      if (keepStrays) strays.push({ code: 'orphan-leave', type: 'leave', ...place(room, participant), at });
    },
    left(_state, room, visit, ref) {
      visits.keeper.left(state, room, visit, ref);
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
      touch(room);
    } else if (open === 1) {
      wakeBy(heap, state, room, rules.resetDeadline(leave));
    }
  }

  function list(
    room: number,
    start: EpochMs,
    end: EpochMs,
    asOf: EpochMs,
    decidedAt: EpochMs,
    explanation: Explanation | null,
  ): void {
    const from = batch.length;
    writeMeeting(batch, rooms, visits, room, end, asOf, rules, isExact, explanation);
    closings.push({ start, room: rooms.roomName(room), decidedAt, from, to: batch.length });
  }

  /** Takes an event; one that is alone at its instant need not wait for it to end. */
  function takeEvent(view: DataView, line: ScannedLine, isAlone: boolean): void {
    begin(line);
    const room = rooms.roomOf(view, line);
    const record = line.type === CLEAR ? NONE : recordOf(room, view, line);
    if (isAlone) pairEvent(state, room, line.type, record, ref, rules, host);
    else gatherEvent(state, room, line.type, record, ref, host);
  }

  function takeRun(view: DataView, lines: readonly ScannedLine[], from: number, to: number): void {
    for (let i = from; i < to; i++) {
      const { at } = lines[i]!;
      takeEvent(view, lines[i]!, i + 1 < to && at !== state.instant && at !== lines[i + 1]!.at);
    }
  }

  function begin({ at }: ScannedLine): void {
    if (at === state.instant) return;
    endInstant(state, rules, host);
    state.instant = at;
  }

  /** The record of a line's participant; where the line's names are is left in `ref`. */
  function recordOf(room: number, view: DataView, line: ScannedLine): number {
    const record = visits.find(room, view, line);
    ref = record === NONE ? NONE : visits.refer(room, record, view, line);
    return record === NONE ? visits.add(room, view, line) : record;
  }

  let looked = 0;
  const expectedRooms = new Int32Array(BATCH);

  function expect(lines: readonly ScannedLine[], count: number): void {
    looked = rooms.expect(lines, count, expectedRooms) ^ visits.expect(lines, count, expectedRooms);
  }

  /**
   * Looks at the memory of all rooms that will be looked into one by one: first at their records, then at their lists,
   * then at their visits, so that each kind is waited for at once.
   */
  function expectRooms(from: number, to: number): void {
    const { roomLinks } = state;
    const { words } = state.heap;
    let seen = 0;
    for (let i = from; i < to; i++) {
      const room = touched.items[i]!;
      const r = room * F.ROOM_LINKS;
      seen ^= roomLinks[r]! ^ roomLinks[r + F.PRESENT]! ^ roomLinks[r + F.BEGAN]! ^ rooms.expectName(room);
    }
    for (let i = from; i < to; i++) {
      const room = touched.items[i]!;
      if (roomLinks[room * F.ROOM_LINKS + F.VISITS]! > 0) seen ^= words[F.visitListOf(state, room)]!;
    }
    for (let i = from; i < to; i++) {
      const room = touched.items[i]!;
      const count = roomLinks[room * F.ROOM_LINKS + F.VISITS]!;
      if (count > FEW && roomLinks[room * F.ROOM_LINKS + F.OPEN]! > 0) continue;
      const list = F.visitListOf(state, room);
      for (let visit = 0; visit < count; visit++) seen ^= words[words[list + visit]! * WORDS_A_UNIT]!;
    }
    looked = seen;
  }

  function look(room: number, now: EpochMs): void {
    state.roomLinks[room * F.ROOM_LINKS + TOUCHED] = 0;
    advanceFlat(state, room, now, rules, host);
    wakeBy(heap, state, room, flatClosingWake(state, room, rules));
  }

  function advance(watermark: EpochMs): void {
    if (state.instant <= watermark) endInstant(state, rules, host);
    for (let room = popDue(heap, state, watermark); room >= 0; room = popDue(heap, state, watermark)) {
      touch(room);
    }
    for (let from = 0; from < touched.length; from += AT_ONCE) {
      const to = Math.min(from + AT_ONCE, touched.length);
      expectRooms(from, to);
      for (let i = from; i < to; i++) look(touched.items[i]!, watermark);
    }
    touched.length = 0;
    handOn();
  }

  function touch(room: number): void {
    if (state.roomLinks[room * F.ROOM_LINKS + TOUCHED] === 1) return;
    state.roomLinks[room * F.ROOM_LINKS + TOUCHED] = 1;
    addNumber(touched, room);
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
      list(number, start, NEVER, asOf, NEVER, explains ? explainFlat(state, number, null, ids, rules) : null);
      counts.meetings++;
      counts.ongoing++;
      handOn();
      yield;
    }
  }

  /** The earliest start that a room may still come to: of its session, of its wait for one, of what is undecided. */
  function earliestStart(): EpochMs {
    let earliest = NEVER;
    // Records that were given back say nothing.
    for (let room = 0; room < state.rooms; room++) earliest = Math.min(earliest, firstStart(state, room));
    return earliest;
  }

  return {
    take: (view, line) => takeEvent(view, line, false),
    takeRun,
    expect,
    looked: () => looked,
    advance,
    finish,
    earliestStart,
    result: () => ({ strays, counts: { ...counts, repeated: state.repeated } }),
  };
}
