import type { ValidEvent } from '../../model/event.js';
import { ALWAYS, type EpochMs, NEVER } from '../../model/time.js';
import { CLEAR, JOIN, LEAVE } from '../flat/event-types.js';
import type { FlatHost } from '../flat/flat-host.js';
import { advanceFlat, isFlatForgettable } from '../flat/flat-recipe.js';
import * as F from '../flat/flat-state.js';
import { flatWake } from '../flat/flat-wake.js';
import { endInstant, gatherEvent } from '../flat/gather-event.js';
import { NONE } from '../flat/none.js';
import { addNumber } from '../flat/number-list.js';
import { TIMES_A_UNIT, WORDS_A_UNIT } from '../flat/record-heap.js';
import { popDue, wakeBy } from '../flat/wake-heap.js';
import { explainFlat, listFlat } from '../list-flat.js';
import type { ListedMeeting } from '../list-meeting.js';
import type { Room } from '../room.js';
import { type LiveState, RUNNING, TOUCHED } from './live-state.js';
import { findRoom, forgetRoom, nameOf, roomOf, roomsOf, seekRoom } from './room-book.js';
import { readRoom, writeRoom } from './room-records.js';
import {
  addParticipant,
  expectVisits,
  findRecord,
  referTo,
  seekParticipant,
  visitKeeper,
  visitNames,
} from './visit-book.js';

/*
 * The engine over flat records, fed with events as they become known: events in time order in, meetings that open and
 * close out. A room is looked at when what is decided may open or close a meeting, and not before: an event in a
 * meeting that goes on only becomes part of a visit.
 */

/** Takes an event; times must not go back, nor to the last watermark. */
export function takeEvent(state: LiveState, event: ValidEvent): void {
  const { type, room: name, participant_id, at, user_id, user_name } = event;
  if (at !== state.instant) {
    endInstant(state, state.rules, host);
    state.instant = at;
  }
  seekRoom(state.roomBook, name);
  if (type === 'clear') {
    // Where nobody is known, nobody is cleared.
    const room = findRoom(state, name);
    if (room !== NONE) gatherEvent(state, room, CLEAR, NONE, NONE, host);
    return;
  }
  seekParticipant(state, participant_id);
  const room = roomOf(state, name);
  let record = findRecord(state, room, participant_id);
  let ref = NONE;
  if (type === 'join') {
    if (record === NONE) record = addParticipant(state, room, participant_id, user_id, user_name);
    else ref = referTo(state, room, participant_id, user_id, user_name);
    gatherEvent(state, room, JOIN, record, ref, host);
  } else {
    if (record === NONE) record = addParticipant(state, room, participant_id, null, null);
    else if (user_id !== null || user_name !== null) {
      ref = referTo(state, room, participant_id, user_id, user_name);
    }
    gatherEvent(state, room, LEAVE, record, ref, host);
  }
}

/** Decides all that can be known when nothing at or before the watermark will still come. */
export function advanceLive(state: LiveState, watermark: EpochMs): void {
  const { wakes, touched } = state;
  state.watermark = watermark;
  endInstant(state, state.rules, host);
  for (let room = popDue(wakes, state, watermark); room >= 0; room = popDue(wakes, state, watermark)) {
    // A room that was touched too comes below.
    if (state.roomLinks[room * F.ROOM_LINKS + TOUCHED] !== 1) look(state, room, watermark);
  }
  for (let i = 0; i < touched.length; i++) {
    const room = touched.items[i]!;
    state.roomLinks[room * F.ROOM_LINKS + TOUCHED] = 0;
    look(state, room, watermark);
  }
  touched.length = 0;
}

/** Brings a room to the last watermark; nothing opens or closes by that. */
export function settleLive(state: LiveState, room: number): void {
  if (state.watermark === ALWAYS) return;
  expectVisits(state, room);
  advanceFlat(state, room, state.watermark, state.rules, host);
}

/** The sessions that run as of the last watermark, in no order. */
export function ongoingSessions(state: LiveState): ListedMeeting[] {
  const listed: ListedMeeting[] = [];
  for (const room of roomsOf(state)) {
    settleLive(state, room);
    const isRunning = state.roomTimes[room * F.ROOM_TIMES + F.START] !== NEVER;
    if (isRunning) listed.push(listOngoing(state, room, state.watermark));
  }
  return listed;
}

/** The rooms that matter as they are saved, as of the last watermark. */
export function savedRooms(state: LiveState): Room[] {
  return Array.from(roomsOf(state), (room) => {
    settleLive(state, room);
    return writeRoom(state, room);
  });
}

/** Goes on with a room that was saved. */
export function restoreRoom(state: LiveState, saved: Room): void {
  const room = readRoom(saved, state);
  state.roomLinks[room * F.ROOM_LINKS + RUNNING] = saved.session === null ? 0 : 1;
  wakeBy(state.wakes, state, room, flatWake(state, room, state.rules));
}

const host: FlatHost<LiveState> = {
  ...visitKeeper,
  closed(state, room, clause, at, decidedAt, now, aloneSince, dueAt, lastPresent) {
    const { rules, roomBook, list } = state;
    const start = state.roomTimes[room * F.ROOM_TIMES + F.START]!;
    const name = nameOf(state, room);
    const meeting = listFlat(state, room, name, at, now, visitNames, list, rules, roomBook.ids[room]);
    roomBook.ids[room] = undefined;
    const explanation = state.explains
      ? explainFlat(state, room, { clause, at, aloneSince, dueAt, lastPresent }, visitNames, rules)
      : null;
    const item = { start, room: name, decidedAt, meeting, explanation };
    state.closed.push(item);
    if (start === state.known) return;
    const participants = meeting.participants.map((record) => ({ ...record }));
    state.opened.push({ ...item, meeting: { ...meeting, ongoing: true, participants } });
  },
  duplicateJoin(state, room, record, at) {
    const participant_id = visitNames.idOf(state, record);
    state.strays.push({
      code: 'duplicate-join',
      type: 'join',
      room: nameOf(state, room),
      participant_id,
      at,
    });
  },
  orphanLeave(state, room, record, at) {
    const participant_id = visitNames.idOf(state, record);
    state.strays.push({ code: 'orphan-leave', type: 'leave', room: nameOf(state, room), participant_id, at });
  },
  opened(state, visit, ref) {
    visitKeeper.opened(state, visit, ref);
    noteJoin(state, visit);
  },
  left(state, room, visit, ref) {
    visitKeeper.left(state, room, visit, ref);
    noteLeave(state, room, visit);
  },
  unused(state, room, record) {
    visitKeeper.unused(state, room, record);
    // It may be the only one that was ever told of in the room.
    touch(state, room);
  },
};

/**
 * Who comes may begin a session once that is decided, and nobody else being there not before having waited for long
 * enough; a session that runs only goes on.
 */
function noteJoin(state: LiveState, visit: number): void {
  const { heap, roomLinks, rules } = state;
  const room = heap.words[visit * WORDS_A_UNIT + F.OWNER]!;
  const r = room * F.ROOM_LINKS;
  if (roomLinks[r + RUNNING] === 1) return;
  const join = heap.times[visit * TIMES_A_UNIT + F.JOIN_AT]!;
  const decided = rules.decidedFrom(join, NEVER);
  const isAlone = roomLinks[r + F.OPEN] === 1;
  const wake = isAlone ? Math.max(decided, rules.soloDeadline(join)) : decided;
  if (wake <= join) touch(state, room);
  else wakeBy(state.wakes, state, room, wake);
}

/**
 * Who goes ends a session at once only if nobody is left, or by having been there for too short a time to be in the
 * way of what is due; one who is left alone may be reset. And no session begins because of someone who counted and
 * goes: what that one began with others has a time at which it is decided already.
 */
function noteLeave(state: LiveState, room: number, visit: number): void {
  const { rules } = state;
  const { times } = state.heap;
  const leave = times[visit * TIMES_A_UNIT + F.LEAVE_AT]!;
  const open = state.roomLinks[room * F.ROOM_LINKS + F.OPEN]!;
  if (open === 0 || !rules.isAdmitted(times[visit * TIMES_A_UNIT + F.JOIN_AT]!, leave, leave)) {
    touch(state, room);
  } else if (open === 1) wakeBy(state.wakes, state, room, rules.resetDeadline(leave));
}

function touch({ roomLinks, touched }: LiveState, room: number): void {
  if (roomLinks[room * F.ROOM_LINKS + TOUCHED] === 1) return;
  roomLinks[room * F.ROOM_LINKS + TOUCHED] = 1;
  addNumber(touched, room);
}

function look(state: LiveState, room: number, now: EpochMs): void {
  state.known = state.roomTimes[room * F.ROOM_TIMES + F.START]!;
  expectVisits(state, room);
  advanceFlat(state, room, now, state.rules, host);
  if (isFlatForgettable(state, room)) {
    forgetRoom(state, room);
    return;
  }
  const start = state.roomTimes[room * F.ROOM_TIMES + F.START]!;
  state.roomLinks[room * F.ROOM_LINKS + RUNNING] = start === NEVER ? 0 : 1;
  if (start !== NEVER && start !== state.known) state.opened.push(listOngoing(state, room, now));
  wakeBy(state.wakes, state, room, flatWake(state, room, state.rules));
}

function listOngoing(state: LiveState, room: number, asOf: EpochMs): ListedMeeting {
  const { rules, roomBook, list } = state;
  const name = nameOf(state, room);
  const meeting = listFlat(state, room, name, NEVER, asOf, visitNames, list, rules, roomBook.ids[room]);
  roomBook.ids[room] = meeting.id;
  return {
    start: state.roomTimes[room * F.ROOM_TIMES + F.START]!,
    room: name,
    decidedAt: NEVER,
    meeting,
    explanation: state.explains ? explainFlat(state, room, null, visitNames, rules) : null,
  };
}
