import type { StrayEvent } from '../../model/anomaly.js';
import type { ValidEvent } from '../../model/event.js';
import { type EpochMs, NEVER } from '../../model/time.js';
import type { CompiledRules } from '../compile-rules.js';
import { explain } from '../explain.js';
import { CLEAR, JOIN, LEAVE } from '../flat/event-types.js';
import type { FlatHost } from '../flat/flat-host.js';
import { advanceFlat, flatWake, isFlatForgettable } from '../flat/flat-recipe.js';
import * as F from '../flat/flat-state.js';
import { endInstant, gatherEvent } from '../flat/gather-event.js';
import { NONE } from '../flat/none.js';
import { addNumber, createNumberList } from '../flat/number-list.js';
import { TIMES_A_UNIT, WORDS_A_UNIT } from '../flat/record-heap.js';
import { createWakeHeap, popDue, sleep, type WakeHeap, wakeBy } from '../flat/wake-heap.js';
import { flatBeginning, listFlat } from '../list-flat.js';
import type { ListedMeeting } from '../list-meeting.js';
import { createRecordList } from '../list-records.js';
import type { Room } from '../room.js';
import { createLiveVisits, type LiveVisits } from './live-visits.js';
import { moveLines } from './move-lines.js';
import { createRoomBook, type RoomBook } from './room-book.js';
import { readRoom, writeRoom } from './room-records.js';

/**
 * The engine over flat records, fed with events as they become known: events in time order in, meetings that open and
 * close out. A room is looked at when what is decided may open or close a meeting, and not before: an event in a
 * meeting that goes on only becomes part of a visit.
 */
export interface LiveRun {
  readonly state: F.FlatState;
  readonly rooms: RoomBook;
  readonly visits: LiveVisits;
  /** by when rooms must be looked at: before, no meeting in them opens or closes without a further event */
  readonly wakes: WakeHeap;
  /** Takes an event; times must not go back, nor to the last watermark. */
  take(event: ValidEvent): void;
  /** Decides all that can be known when nothing at or before the watermark will still come. */
  advance(watermark: EpochMs): void;
  /** Brings a room to the last watermark; nothing opens or closes by that. */
  settle(room: number): void;
  /** The sessions that run as of the last watermark, in no order. */
  ongoing(): ListedMeeting[];
  /** The rooms that matter as they are saved, as of the last watermark. */
  saved(watermark: EpochMs): Room[];
  /** Goes on with a room that was saved. */
  restore(saved: Room): void;
  /** what has come of it since these were last emptied, in no order */
  readonly opened: ListedMeeting[];
  readonly closed: ListedMeeting[];
  readonly strays: StrayEvent[];
}

/** Links of a room's record beyond the engine's: whether it is in the list of those touched, whether a session runs. */
const TOUCHED = F.FREE_ROOM_LINKS;
const RUNNING = F.FREE_ROOM_LINKS + 1;

/** Begins a run at a watermark, null for none yet. */
export function createLiveRun(rules: CompiledRules, explains: boolean, begin: EpochMs | null): LiveRun {
  const state = F.createFlatState(undefined, moveLines);
  const rooms = createRoomBook(state);
  const visits = createLiveVisits(state, rules);
  const wakes = createWakeHeap();
  const list = createRecordList();
  const opened: ListedMeeting[] = [];
  const closed: ListedMeeting[] = [];
  const strays: StrayEvent[] = [];
  /** by room, the id of the session that runs, so that it is made once; undefined where it has not been */
  const ids: (string | undefined)[] = [];
  /** rooms in which what has happened since the last watermark may open or close a meeting at once */
  const touched = createNumberList();
  let watermark = begin;
  /** the start of the session that ran when the room was looked at last */
  let known: EpochMs = NEVER;

  const host: FlatHost = {
    ...visits.keeper,
    closed(room, clause, at, decidedAt, now, aloneSince, dueAt, lastPresent) {
      const start = state.roomTimes[room * F.ROOM_TIMES + F.START]!;
      const name = rooms.nameOf(room);
      const meeting = listFlat(state, room, name, at, now, visits, list, rules, ids[room]);
      if (room < ids.length) ids[room] = undefined;
      let explanation = null;
      if (explains) {
        const lone = state.roomLinks[room * F.ROOM_LINKS + F.PRESENT_XOR]!;
        const loneId = clause === 'alone-reset' ? visits.idOf(lone) : null;
        const ending = { clause, at, loneId, aloneSince, dueAt, lastPresent };
        explanation = explain(flatBeginning(state, room, visits), ending, rules);
      }
      const item = { start, room: name, decidedAt, meeting, explanation, exact: null };
      closed.push(item);
      if (start === known) return;
      const participants = meeting.participants.map((record) => ({ ...record }));
      opened.push({ ...item, meeting: { ...meeting, ongoing: true, participants } });
    },
    duplicateJoin(room, record, at) {
      const participant_id = visits.idOf(record);
      strays.push({ code: 'duplicate-join', type: 'join', room: rooms.nameOf(room), participant_id, at });
    },
    orphanLeave(room, record, at) {
      const participant_id = visits.idOf(record);
      strays.push({ code: 'orphan-leave', type: 'leave', room: rooms.nameOf(room), participant_id, at });
    },
    opened(visit, ref) {
      visits.keeper.opened(visit, ref);
      noteJoin(visit);
    },
    left(room, visit, ref) {
      visits.keeper.left(room, visit, ref);
      noteLeave(room, visit);
    },
    unused(room, record) {
      visits.keeper.unused(room, record);
      // It may be the only one that was ever told of in the room.
      touch(room);
    },
  };

  /**
   * Who comes may begin a session once that is decided, and nobody else being there not before having waited for long
   * enough; a session that runs only goes on.
   */
  function noteJoin(visit: number): void {
    const room = state.heap.words[visit * WORDS_A_UNIT + F.OWNER]!;
    const r = room * F.ROOM_LINKS;
    if (state.roomLinks[r + RUNNING] === 1) return;
    const join = state.heap.times[visit * TIMES_A_UNIT + F.JOIN_AT]!;
    const decided = rules.decidedFrom(join, NEVER);
    const isAlone = state.roomLinks[r + F.OPEN] === 1;
    const wake = isAlone ? Math.max(decided, rules.soloDeadline(join)) : decided;
    if (wake <= join) touch(room);
    else wakeBy(wakes, room, wake);
  }

  /**
   * Who goes ends a session at once only if nobody is left, or by having been there for too short a time to be in the
   * way of what is due; one who is left alone may be reset. And no session begins because of someone who counted and
   * goes: what that one began with others has a time at which it is decided already.
   */
  function noteLeave(room: number, visit: number): void {
    const { times } = state.heap;
    const leave = times[visit * TIMES_A_UNIT + F.LEAVE_AT]!;
    const open = state.roomLinks[room * F.ROOM_LINKS + F.OPEN]!;
    if (open === 0 || !rules.isAdmitted(times[visit * TIMES_A_UNIT + F.JOIN_AT]!, leave, leave)) touch(room);
    else if (open === 1) wakeBy(wakes, room, rules.resetDeadline(leave));
  }

  function touch(room: number): void {
    if (state.roomLinks[room * F.ROOM_LINKS + TOUCHED] === 1) return;
    state.roomLinks[room * F.ROOM_LINKS + TOUCHED] = 1;
    addNumber(touched, room);
  }

  function take(event: ValidEvent): void {
    const { type, room: name, participant_id, at, user_id, user_name } = event;
    if (at !== state.instant) {
      endInstant(state, rules, host);
      state.instant = at;
    }
    if (type === 'clear') {
      // Where nobody is known, nobody is cleared.
      const room = rooms.find(name);
      if (room !== undefined) gatherEvent(state, room, CLEAR, NONE, NONE, host);
      return;
    }
    const room = rooms.roomOf(name);
    let record = visits.find(room, participant_id);
    let ref = NONE;
    if (type === 'join') {
      if (record === NONE) record = visits.add(room, participant_id, user_id, user_name);
      else ref = visits.refer(room, participant_id, user_id, user_name);
      gatherEvent(state, room, JOIN, record, ref, host);
    } else {
      if (record === NONE) record = visits.add(room, participant_id, null, null);
      else if (user_id !== null || user_name !== null) {
        ref = visits.refer(room, participant_id, user_id, user_name);
      }
      gatherEvent(state, room, LEAVE, record, ref, host);
    }
  }

  function advance(to: EpochMs): void {
    watermark = to;
    endInstant(state, rules, host);
    for (let room = popDue(wakes, to); room >= 0; room = popDue(wakes, to)) {
      // A room that was touched too comes below.
      if (state.roomLinks[room * F.ROOM_LINKS + TOUCHED] !== 1) look(room, to);
    }
    for (let i = 0; i < touched.length; i++) {
      const room = touched.items[i]!;
      state.roomLinks[room * F.ROOM_LINKS + TOUCHED] = 0;
      look(room, to);
    }
    touched.length = 0;
  }

  function look(room: number, now: EpochMs): void {
    known = state.roomTimes[room * F.ROOM_TIMES + F.START]!;
    visits.expect(room);
    advanceFlat(state, room, now, rules, host);
    if (isFlatForgettable(state, room)) {
      sleep(wakes, room);
      rooms.forget(room);
      return;
    }
    const start = state.roomTimes[room * F.ROOM_TIMES + F.START]!;
    state.roomLinks[room * F.ROOM_LINKS + RUNNING] = start === NEVER ? 0 : 1;
    if (start !== NEVER && start !== known) opened.push(listOngoing(room, now));
    wakeBy(wakes, room, flatWake(state, room, rules));
  }

  function listOngoing(room: number, asOf: EpochMs): ListedMeeting {
    const name = rooms.nameOf(room);
    const meeting = listFlat(state, room, name, NEVER, asOf, visits, list, rules, ids[room]);
    while (ids.length <= room) ids.push(undefined);
    ids[room] = meeting.id;
    return {
      start: state.roomTimes[room * F.ROOM_TIMES + F.START]!,
      room: name,
      decidedAt: NEVER,
      meeting,
      explanation: explains ? explain(flatBeginning(state, room, visits), null, rules) : null,
      exact: null,
    };
  }

  function settle(room: number): void {
    if (watermark === null) return;
    visits.expect(room);
    advanceFlat(state, room, watermark, rules, host);
  }

  function ongoing(): ListedMeeting[] {
    const listed: ListedMeeting[] = [];
    for (const room of rooms.rooms()) {
      settle(room);
      const isRunning = state.roomTimes[room * F.ROOM_TIMES + F.START] !== NEVER;
      if (isRunning) listed.push(listOngoing(room, watermark!));
    }
    return listed;
  }

  function savedRooms(at: EpochMs): Room[] {
    return Array.from(rooms.rooms(), (room) => {
      settle(room);
      return writeRoom(state, room, at, rooms, visits, rules);
    });
  }

  function restore(saved: Room): void {
    const room = readRoom(saved, state, rooms, visits, rules);
    state.roomLinks[room * F.ROOM_LINKS + RUNNING] = saved.session === null ? 0 : 1;
    wakeBy(wakes, room, flatWake(state, room, rules));
  }

  return {
    state,
    rooms,
    visits,
    wakes,
    take,
    advance,
    settle,
    ongoing,
    saved: savedRooms,
    restore,
    opened,
    closed,
    strays,
  };
}
