import { type EpochMs, NEVER } from '../../model/time.js';
import type { Visit } from '../../model/visit.js';
import { BEGIN_CLAUSES } from '../flat/flat-recipe.js';
import * as F from '../flat/flat-state.js';
import { NONE } from '../flat/none.js';
import { TIMES_A_UNIT, WORDS_A_UNIT } from '../flat/record-heap.js';
import { flatBeginning } from '../list-flat.js';
import type { Room } from '../room.js';
import type { LiveState } from './live-state.js';
import { nameOf, roomOf, seekRoom } from './room-book.js';
import { restoreVisit, visitNames } from './visit-book.js';

/*
 * A room in flat records as the plain JSON that snapshots have, and back. Visits are numbered by their place among those
 * of the room; all that the JSON says twice is derived from what it says once.
 */

/** Writes a room that has been brought to the watermark. */
export function writeRoom(state: LiveState, room: number): Room {
  const { roomTimes, roomLinks, watermark: at } = state;
  const t = room * F.ROOM_TIMES;
  const r = room * F.ROOM_LINKS;
  const records = recordsOf(state, room);
  const places = new Map(records.map((record, place) => [record, place]));
  const participants: string[] = [];
  const open: number[] = [];
  const numbers = new Map<string, number>();
  let presentSum = 0;
  const listed = records.map((record, place): Visit => {
    const id = visitNames.idOf(state, record);
    let participant = numbers.get(id);
    if (participant === undefined) {
      participant = participants.push(id) - 1;
      open.push(-1);
      numbers.set(id, participant);
    }
    const join = state.heap.times[record * TIMES_A_UNIT + F.JOIN_AT]!;
    const leave = state.heap.times[record * TIMES_A_UNIT + F.LEAVE_AT]!;
    if (leave === NEVER) open[participant] = place;
    if (isPresent(state, record, at)) presentSum += place;
    return {
      participant,
      join,
      leave,
      joinUserId: visitNames.joinUserId(state, record),
      joinUserName: visitNames.joinUserName(state, record),
      leaveUserId: visitNames.leaveUserId(state, record),
      leaveUserName: visitNames.leaveUserName(state, record),
    };
  });
  const unchecked = roomLinks[r + F.UNCHECKED]!;
  const changes: number[] = [];
  let checked = NONE;
  for (let change = roomLinks[r + F.NEXT_CHANGE]!; change !== NONE; change = changeAfter(state, change)) {
    if (change === unchecked) checked = changes.length;
    changes.push(places.get(change >> 1)! * 2 + (change & 1));
  }
  const isRunning = roomTimes[t + F.START] !== NEVER;
  return {
    room: nameOf(state, room),
    at,
    participants,
    open,
    visits: listed,
    changes,
    applied: 0,
    checked: checked === NONE ? changes.length : checked,
    present: roomLinks[r + F.PRESENT]!,
    presentSum,
    decidedAt: roomTimes[t + F.DECIDED_AT]!,
    spent: roomLinks[r + F.SPENT]!,
    waitingSince: roomTimes[t + F.SINCE]!,
    session: isRunning
      ? {
          ...flatBeginning(state, room, visitNames),
          max: roomLinks[r + F.MAX]!,
          aloneSince: roomTimes[t + F.ALONE_SINCE]!,
        }
      : null,
  };
}

/**
 * Reads a room that was saved, and is not known yet, into records; gives its number.
 * @throws TypeError if it says more or fewer present than its visits do
 */
export function readRoom(saved: Room, state: LiveState): number {
  seekRoom(state.roomBook, saved.room);
  const room = roomOf(state, saved.room);
  const { participants, session } = saved;
  const by = beganBy(saved);
  if (session !== null && session.beganBy !== null && by < 0) {
    // Who began the session as a short visit is not among the visits any more: one that nothing comes of stands for it.
    const visit = { ...NO_VISIT, join: session.start, leave: session.start };
    const record = restoreVisit(state, room, session.beganBy, visit);
    state.heap.words[record * WORDS_A_UNIT + F.FLAGS]! |= F.JOIN_APPLIED | F.LEAVE_APPLIED;
  }
  const records = saved.visits.map((visit) => {
    const record = restoreVisit(state, room, participants[visit.participant]!, visit);
    const applied = visit.leave === NEVER ? F.JOIN_APPLIED : F.JOIN_APPLIED | F.LEAVE_APPLIED;
    state.heap.words[record * WORDS_A_UNIT + F.FLAGS]! |= applied;
    return record;
  });
  linkChanges(saved, state, room, records);
  const t = room * F.ROOM_TIMES;
  const r = room * F.ROOM_LINKS;
  const { roomTimes, roomLinks } = state;
  for (const record of records) {
    if (!isPresent(state, record, saved.at)) continue;
    roomLinks[r + F.PRESENT]!++;
    roomLinks[r + F.PRESENT_XOR]! ^= record;
  }
  if (roomLinks[r + F.PRESENT] !== saved.present) {
    throw new TypeError('snapshot.rooms: expected as many present as there are visits of such');
  }
  roomLinks[r + F.SPENT] = saved.spent;
  roomTimes[t + F.DECIDED_AT] = saved.decidedAt;
  roomTimes[t + F.SINCE] = saved.waitingSince;
  if (session === null) return room;
  roomTimes[t + F.START] = session.start;
  roomTimes[t + F.ALONE_SINCE] = session.aloneSince;
  roomTimes[t + F.BEGAN_AFTER] = session.beganAfter;
  roomTimes[t + F.BEGAN_ON] = session.beganOn;
  roomLinks[r + F.MAX] = session.max;
  roomLinks[r + F.BEGAN] = BEGIN_CLAUSES.indexOf(session.began);
  roomLinks[r + F.BEGAN_WITH] = session.beganWith;
  const first = recordsOf(state, room)[0];
  if (session.beganBy !== null) roomLinks[r + F.BEGAN_BY] = by < 0 ? first! : records[by]!;
  return room;
}

const NO_VISIT = {
  participant: 0,
  joinUserId: null,
  joinUserName: null,
  leaveUserId: null,
  leaveUserName: null,
} as const;

/** The place of the visit by which its lone participant began the session, −1 for none. */
function beganBy({ session, participants, visits }: Room): number {
  if (session === null) return -1;
  return visits.findIndex(({ participant, join, leave }) => {
    return participants[participant] === session.beganBy && join <= session.start && leave > session.start;
  });
}

/** Queues the changes that have not taken effect. */
function linkChanges(saved: Room, state: F.FlatState, room: number, records: readonly number[]): void {
  const { roomLinks } = state;
  const { words } = state.heap;
  const r = room * F.ROOM_LINKS;
  let last = NONE;
  for (let i = saved.applied; i < saved.changes.length; i++) {
    const visit = saved.changes[i]! >> 1;
    const joins = saved.changes[i]! & 1;
    const change = records[visit]! * 2 + joins;
    const v = records[visit]! * WORDS_A_UNIT;
    words[v + F.FLAGS]! &= joins === 1 ? ~F.JOIN_APPLIED : ~F.LEAVE_APPLIED;
    if (joins === 1 && i > 0 && isContinued(saved, saved.changes[i - 1]!, visit)) {
      words[v + F.FLAGS]! |= F.CONTINUES;
    }
    words[v + F.NEXT_AFTER_LEAVE + joins] = NONE;
    if (last === NONE) roomLinks[r + F.NEXT_CHANGE] = change;
    else words[(last >> 1) * WORDS_A_UNIT + F.NEXT_AFTER_LEAVE + (last & 1)] = change;
    if (i === saved.checked) roomLinks[r + F.UNCHECKED] = change;
    last = change;
  }
  roomLinks[r + F.LAST_CHANGE] = last;
}

/** Whether the participant of a visit that joins left at that very instant, by the change before. */
function isContinued({ visits }: Room, before: number, visit: number): boolean {
  const { participant, join } = visits[visit]!;
  const other = visits[before >> 1]!;
  return (before & 1) === 0 && other.participant === participant && other.leave === join;
}

function recordsOf(state: F.FlatState, room: number): number[] {
  const list = F.visitListOf(state, room);
  return [...state.heap.words.subarray(list, list + state.roomLinks[room * F.ROOM_LINKS + F.VISITS]!)];
}

function changeAfter({ heap: { words } }: F.FlatState, change: number): number {
  return words[(change >> 1) * WORDS_A_UNIT + F.NEXT_AFTER_LEAVE + (change & 1)]!;
}

/** Whether a visit is in P by the changes in effect. */
function isPresent({ heap, rules }: LiveState, record: number, at: EpochMs): boolean {
  const { words, times } = heap;
  const applied = words[record * WORDS_A_UNIT + F.FLAGS]! & (F.JOIN_APPLIED | F.LEAVE_APPLIED);
  if (applied !== F.JOIN_APPLIED) return false;
  const join = times[record * TIMES_A_UNIT + F.JOIN_AT]!;
  const leave = times[record * TIMES_A_UNIT + F.LEAVE_AT]!;
  return rules.isOccupant(join, leave, rules.isAdmitted(join, leave, at));
}
