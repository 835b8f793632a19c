import type { StrayEvent } from '../model/anomaly.js';
import type { Explanation } from '../model/explanation.js';
import type { Meeting } from '../model/meeting.js';
import { type EpochMs, NEVER } from '../model/time.js';
import { createBulkVisits, JOIN_REF, LEAVE_REF } from './bulk-visits.js';
import type { CompiledRules } from './compile-rules.js';
import { explain } from './explain.js';
import { CLEAR } from './flat/event-types.js';
import type { FlatHost } from './flat/flat-host.js';
import { advanceFlat, BEGIN_CLAUSES, isFlatForgettable } from './flat/flat-recipe.js';
import * as F from './flat/flat-state.js';
import { endInstant, gatherEvent } from './flat/gather-event.js';
import { NONE } from './flat/none.js';
import { addNumber, createNumberList } from './flat/number-list.js';
import { TIMES_A_UNIT, WORDS_A_UNIT } from './flat/record-heap.js';
import { type ListedMeeting, listMeeting } from './list-meeting.js';
import { addRecord, beginRecords, createRecordList, exactTimes, hasRecord } from './list-records.js';
import { createNameBook, type NameSource } from './name-book.js';

/**
 * The bulk path: a whole log, in time order, through the recipe over flat records. A room is brought forward when
 * at most one is left in it, and all of them to T at the end.
 */
export interface BulkRun {
  /** The number of a room. */
  roomOf(name: string): number;
  /**
   * Takes the next event; times must not go back. `type` is JOIN, LEAVE or CLEAR, `ref` says where its names are, NONE
   * if it has none.
   */
  take(type: number, room: number, participantId: string, at: EpochMs, ref: number): void;
  /** Ends the log: brings the rooms to T, and lists what runs then. Yields now and then, for who must give way. */
  finish(asOf: EpochMs): Generator<void>;
  readonly finished: ListedMeeting[];
  readonly strays: StrayEvent[];
  /** how many events only repeated another */
  readonly repeated: () => number;
}

/** Begins a run; with `isExact` meetings have their exact instants, too. */
export function createBulkRun(
  names: NameSource,
  rules: CompiledRules,
  explains: boolean,
  isExact = false,
): BulkRun {
  const state = F.createFlatState();
  const book = createNameBook(names, rules);
  const visits = createBulkVisits(state, book);
  const roomNumbers = new Map<string, number>();
  const roomNames: string[] = [];
  /** rooms in which the instant that is gathered may be the last of a session */
  const left = createNumberList();
  const finished: ListedMeeting[] = [];
  const strays: StrayEvent[] = [];
  const list = createRecordList();

  const host: FlatHost = {
    ...visits.keeper,
    closed(room, clause, at, decidedAt, now, aloneSince, dueAt, lastPresent) {
      const start = state.roomTimes[room * F.ROOM_TIMES + F.START]!;
      const meeting = meetingOf(room, start, at, now);
      let explanation: Explanation | null = null;
      if (explains) {
        const lone = state.roomLinks[room * F.ROOM_LINKS + F.PRESENT_XOR]!;
        const loneId = clause === 'alone-reset' ? visits.idOf(lone) : null;
        const ending = { clause, at, loneId, aloneSince, dueAt, lastPresent };
        explanation = explain(beginning(room), ending, rules);
      }
      finished.push({ start, room: roomNames[room]!, decidedAt, meeting, explanation, exact: exactOf() });
    },
    duplicateJoin(room, record, at) {
      const participant_id = visits.idOf(record);
      strays.push({ code: 'duplicate-join', type: 'join', room: roomNames[room]!, participant_id, at });
    },
    orphanLeave(room, record, at) {
      const participant_id = visits.idOf(record);
      strays.push({ code: 'orphan-leave', type: 'leave', room: roomNames[room]!, participant_id, at });
    },
    left(room, visit, ref) {
      visits.keeper.left(room, visit, ref);
      if (state.roomLinks[room * F.ROOM_LINKS + F.OPEN]! <= 1) addNumber(left, room);
    },
  };

  function roomOf(name: string): number {
    let room = roomNumbers.get(name);
    if (room === undefined) {
      room = F.addRoom(state);
      roomNumbers.set(name, room);
      roomNames[room] = name;
    }
    return room;
  }

  function take(type: number, room: number, participantId: string, at: EpochMs, ref: number): void {
    if (at !== state.instant) {
      passInstant();
      state.instant = at;
    }
    const record = type === CLEAR ? NONE : visits.recordOf(room, participantId);
    gatherEvent(state, room, type, record, ref, host);
  }

  /** Brings rooms that are left to one, or to nobody, to the instant, so that what is over is listed and forgotten. */
  function passInstant(): void {
    const { instant } = state;
    endInstant(state, rules, host);
    for (let i = 0; i < left.length; i++) {
      advanceFlat(state, left.items[i]!, instant, rules, host);
    }
    left.length = 0;
  }

  function* finish(asOf: EpochMs): Generator<void> {
    passInstant();
    for (let room = 0; room < roomNames.length; room++) {
      if (!isFlatForgettable(state, room)) advanceFlat(state, room, asOf, rules, host);
      const start = state.roomTimes[room * F.ROOM_TIMES + F.START]!;
      if (start !== NEVER) {
        const meeting = meetingOf(room, start, NEVER, asOf);
        const explanation = explains ? explain(beginning(room), null, rules) : null;
        const name = roomNames[room]!;
        finished.push({ start, room: name, decidedAt: NEVER, meeting, explanation, exact: exactOf() });
      }
      yield;
    }
  }

  function meetingOf(room: number, start: EpochMs, end: EpochMs, asOf: EpochMs): Meeting {
    beginRecords(list, start, end, asOf);
    const { words, times } = state.heap;
    const r = room * F.ROOM_LINKS;
    const visitList = F.visitListOf(state, room);
    for (let i = 0; i < state.roomLinks[r + F.VISITS]!; i++) {
      const visit = words[visitList + i]!;
      const v = visit * WORDS_A_UNIT;
      const join = times[visit * TIMES_A_UNIT + F.JOIN_AT]!;
      const leave = times[visit * TIMES_A_UNIT + F.LEAVE_AT]!;
      if (hasRecord(list, join, leave, rules)) {
        const joinRef = words[v + JOIN_REF]!;
        const leaveRef = leave === NEVER ? NONE : words[v + LEAVE_REF]!;
        addRecord(
          list,
          visits.idOf(visit),
          join,
          leave,
          book.userId(joinRef),
          book.userName(joinRef),
          book.userId(leaveRef),
          book.userName(leaveRef),
          rules,
        );
      }
    }
    return listMeeting(roomNames[room]!, state.roomLinks[r + F.MAX]!, list, rules);
  }

  /** Of the meeting that was listed last. */
  function exactOf() {
    return isExact ? exactTimes(list) : null;
  }

  function beginning(room: number) {
    const t = room * F.ROOM_TIMES;
    const r = room * F.ROOM_LINKS;
    const by = state.roomLinks[r + F.BEGAN_BY]!;
    return {
      start: state.roomTimes[t + F.START]!,
      began: BEGIN_CLAUSES[state.roomLinks[r + F.BEGAN]!]!,
      beganBy: by === NONE ? null : visits.idOf(by),
      beganAfter: state.roomTimes[t + F.BEGAN_AFTER]!,
      beganOn: state.roomTimes[t + F.BEGAN_ON]!,
      beganWith: state.roomLinks[r + F.BEGAN_WITH]!,
    };
  }

  return {
    roomOf,
    take,
    finish,
    finished,
    strays,
    repeated: () => state.repeated,
  };
}
