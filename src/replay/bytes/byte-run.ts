import type { CompiledRules } from '../../engine/compile-rules.js';
import type { FlatOutcome } from '../../engine/flat/flat-outcome.js';
import { advanceFlat, flatClosingWake, isFlatForgettable } from '../../engine/flat/flat-recipe.js';
import * as F from '../../engine/flat/flat-state.js';
import { beginInstant, CLEAR, gatherEvent, JOIN } from '../../engine/flat/gather-event.js';
import type { StrayEvent } from '../../model/anomaly.js';
import { type EpochMs, NEVER } from '../../model/time.js';
import { compareByClosing, type MeetingKey } from '../../rules/order.js';
import { type ByteBuffer, createByteBuffer } from './byte-buffer.js';
import { dropNames, keepNames, nameBytes } from './byte-names.js';
import { createByteRooms, textOf } from './byte-rooms.js';
import type { ScannedLine } from './scan-line.js';
import { createWakeHeap, neverWake, popDue, wakeBy } from './wake-heap.js';
import { writeMeeting } from './write-meeting.js';

/** Takes a meeting as one line of NDJSON, in the order of closing, ongoing ones last. */
export type TakeMeeting = (key: MeetingKey, bytes: Uint8Array, from: number, to: number) => void;

/** The engine over bytes: events in time order in, meetings as bytes out, as soon as a watermark decides them. */
export interface ByteRun {
  /** Takes an event scanned from bytes; times must not go back behind the watermark, nor behind the event before. */
  take(bytes: Uint8Array, line: ScannedLine): void;
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

interface Closing extends MeetingKey {
  readonly from: number;
  readonly to: number;
}

export function createByteRun(rules: CompiledRules, keepStrays: boolean, take: TakeMeeting): ByteRun {
  const rooms = createByteRooms();
  const { state, names } = rooms;
  const heap = createWakeHeap();
  const strays: StrayEvent[] = [];
  const counts = { meetings: 0, ongoing: 0, duplicateJoins: 0, orphanLeaves: 0 };
  /** rooms in which someone has left since the last watermark */
  const touched: number[] = [];
  const batch: ByteBuffer = createByteBuffer(1 << 16);
  let closings: Closing[] = [];

  const outcome: FlatOutcome = {
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
    dropped(ref) {
      dropNames(names, ref);
    },
  };

  function place(room: number, participant: number) {
    return { room: rooms.roomName(room), participant_id: rooms.participantId(participant) };
  }

  function list(room: number, start: EpochMs, end: EpochMs, asOf: EpochMs, decidedAt: EpochMs): void {
    const from = batch.length;
    writeMeeting(batch, rooms, room, end, asOf, rules);
    closings.push({ start, room: rooms.roomName(room), decidedAt, from, to: batch.length });
  }

  function takeEvent(bytes: Uint8Array, line: ScannedLine): void {
    const { at, type } = line;
    const room = rooms.roomOf(bytes, line.roomFrom, line.roomTo, line.roomHash);
    beginInstant(state, room, at, rules, outcome);
    if (type === CLEAR) {
      gatherEvent(state, room, CLEAR, F.NONE, at, F.NONE, agree);
    } else {
      const participant = rooms.participantOf(room, bytes, line.idFrom, line.idTo, line.idHash);
      const { userIdFrom, userIdTo, userNameFrom, userNameTo } = line;
      const ref = keepNames(names, bytes, userIdFrom, userIdTo, userNameFrom, userNameTo);
      gatherEvent(state, room, type, participant, at, ref, agree);
    }
    // Someone who comes ends no meeting: the room can wait for its next event, or for a reset that is due already.
    if (type === JOIN || state.roomTimes[room * F.ROOM_TIMES + F.WAKE] === 0) return;
    state.roomTimes[room * F.ROOM_TIMES + F.WAKE] = 0;
    touched.push(room);
  }

  /** Two events of one instant that name someone: what they agree on stands for both (clause `names`). */
  function agree(a: number, b: number): number {
    if (a === F.NONE) return b;
    if (b === F.NONE) return a;
    const agreed = [0, 1].map((which) => {
      const first = nameBytes(names, a, which)?.slice() ?? null;
      const second = nameBytes(names, b, which)?.slice() ?? null;
      const texts = [first, second].map((bytes) => (bytes === null ? null : textOf(bytes)));
      const stands = rules.agreedName(texts[0]!, texts[1]!);
      return stands === null ? null : stands === texts[0] ? first : second;
    });
    dropNames(names, a);
    dropNames(names, b);
    const bytes = Buffer.concat(agreed.map((text) => text ?? Buffer.alloc(0)));
    const userIdTo = agreed[0]?.length ?? 0;
    return keepNames(
      names,
      bytes,
      agreed[0] == null ? -1 : 0,
      userIdTo,
      agreed[1] == null ? -1 : userIdTo,
      bytes.length,
    );
  }

  function look(room: number, now: EpochMs): void {
    advanceFlat(state, room, now, rules, outcome);
    if (isFlatForgettable(state, room)) {
      neverWake(heap, room);
      rooms.dropRoom(room);
    } else {
      wakeBy(heap, room, flatClosingWake(state, room, rules));
    }
  }

  function advance(watermark: EpochMs): void {
    for (let room = popDue(heap, watermark); room >= 0; room = popDue(heap, watermark)) {
      // A room that was touched too comes below.
      if (state.roomTimes[room * F.ROOM_TIMES + F.WAKE] !== 0) look(room, watermark);
    }
    for (const room of touched) {
      state.roomTimes[room * F.ROOM_TIMES + F.WAKE] = NEVER;
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
      if (!isFlatForgettable(state, room)) advanceFlat(state, room, asOf, rules, outcome);
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
      const t = room * F.ROOM_TIMES;
      const { roomTimes } = state;
      earliest = Math.min(earliest, roomTimes[t + F.START]!, roomTimes[t + F.SINCE]!, firstChange(room));
    });
    return earliest;
  }

  function firstChange(room: number): EpochMs {
    const change = state.roomLinks[room * F.ROOM_LINKS + F.NEXT_CHANGE]!;
    if (change === F.NONE) return NEVER;
    const kind = (change & 1) === 1 ? F.JOIN_AT : F.LEAVE_AT;
    return state.visitTimes[(change >> 1) * F.VISIT_TIMES + kind]!;
  }

  return { take: takeEvent, advance, finish, earliestStart, strays, counts, repeated: () => state.repeated };
}
