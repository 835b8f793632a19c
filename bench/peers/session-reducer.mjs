import { v5 as uuidV5 } from 'uuid';

/*
 * The rules of SPEC.md with their default values, as a reducer over one room: plain objects, Maps, arrays, as most
 * people would write it. For a log that is sorted by time. State is a tree, so that immer can draft it.
 */

const JOIN_THRESHOLD = 10_000;
const SOLO_START = 30_000;
const ALONE_RESET = 600_000;
const GRANULARITY = 15;
const NAMESPACE = '7c2f4f0e-6d1b-4a0e-9a57-2f1f6d3f9b61';

export function createRoom(name) {
  return {
    name,
    visits: new Map(), // of a number to { id, join, leave, user_id, …, hasArrived }
    open: new Map(), // of a participant to the number of the visit
    queue: [], // changes that are not decided yet, in time order: the number of who comes, ~number of who leaves
    present: new Map(), // of a participant to the number of the visit, as far as decided
    alone: null, // { id, since }
    session: null, // { start, max }
    nextNumber: 0,
  };
}

/** Takes all events of the room at the next instant; gives meetings that ended to `emit`. */
export function takeInstant(room, at, events, emit) {
  const isCleared = events.some((event) => event.type === 'clear');
  for (const { id, join, leave } of byParticipant(events)) {
    const wasOpen = room.open.has(id);
    if (wasOpen && (leave !== null || isCleared)) closeVisit(room, id, at, leave);
    else if (wasOpen) continue; // a duplicate join
    if (join !== null && (wasOpen || leave === null)) openVisit(room, id, at, join);
  }
  if (isCleared) {
    for (const [id, number] of [...room.open]) {
      if (room.visits.get(number).join < at) closeVisit(room, id, at, null);
    }
  }
  settle(room, at, emit);
}

/** Ends the log of the room; also gives the meeting that runs. */
export function finishRoom(room, asOf, emit) {
  settle(room, asOf, emit);
  if (room.session === null) return;
  for (const number of room.queue.filter(comes)) {
    const visit = room.visits.get(number);
    if (!isShort(visit) && !isUndecided(visit, asOf)) visit.hasArrived = true;
  }
  emit(meetingOf(room, Infinity, asOf));
}

/** What happened to each at one instant; repeats are one event. */
function byParticipant(events) {
  if (events.length === 1) return events[0].type === 'clear' ? [] : [personOf(events[0])]; // nearly always
  const people = new Map();
  for (const event of events) {
    if (event.type === 'clear') continue;
    const person = personOf(event);
    const known = people.get(person.id);
    if (known === undefined) {
      people.set(person.id, person);
    } else {
      known.join = merged(known.join, person.join);
      known.leave = merged(known.leave, person.leave);
    }
  }
  return people.values();
}

function personOf({ type, participant_id: id, user_id = null, user_name = null }) {
  const names = { user_id, user_name };
  return type === 'join' ? { id, join: names, leave: null } : { id, join: null, leave: names };
}

function merged(a, b) {
  if (a === null || b === null) return a ?? b;
  return {
    user_id: smallest(a.user_id, b.user_id),
    user_name: smallest(a.user_name, b.user_name),
  };
}

function openVisit(room, id, at, { user_id, user_name }) {
  const number = room.nextNumber++;
  room.visits.set(number, {
    id,
    join: at,
    leave: Infinity,
    user_id,
    user_name,
    leaveUserId: null,
    leaveUserName: null,
    hasArrived: false,
  });
  room.open.set(id, number);
  room.queue.push(number);
}

function closeVisit(room, id, at, names) {
  const number = room.open.get(id);
  const visit = room.visits.get(number);
  room.open.delete(id);
  visit.leave = at;
  visit.leaveUserId = names?.user_id ?? null;
  visit.leaveUserName = names?.user_name ?? null;
  if (!isShort(visit)) room.queue.push(~number);
}

/** Plays all that is decided as of `now`: deadlines first, then the changes of an instant. */
function settle(room, now, emit) {
  for (;;) {
    const { queue } = room;
    let decidedUntil = now;
    let count = 0;
    if (queue.length > 0) {
      const at = timeOf(room, queue[0]);
      let waits = false;
      for (; count < queue.length && timeOf(room, queue[count]) === at; count++) {
        const change = queue[count];
        if (comes(change) && isUndecided(room.visits.get(change), now)) waits = true;
      }
      decidedUntil = waits ? at - 1 : at;
      if (waits) count = 0;
    }
    const due = deadline(room);
    if (due <= decidedUntil) {
      fire(room, due, emit);
    } else if (count > 0) {
      room.queue = queue.slice(count);
      takeEffect(room, decidedUntil, queue.slice(0, count), emit);
    } else {
      return;
    }
  }
}

function comes(change) {
  return change >= 0;
}

function timeOf(room, change) {
  return comes(change) ? room.visits.get(change).join : room.visits.get(~change).leave;
}

function deadline({ alone, session }) {
  if (alone === null) return Infinity;
  if (session === null) return alone.since + SOLO_START;
  return alone.since > session.start ? alone.since + ALONE_RESET : Infinity;
}

function fire(room, due, emit) {
  if (room.session === null) {
    room.session = { start: room.alone.since, max: 1 };
    return;
  }
  emit(meetingOf(room, due, due));
  forget(room, due - 1); // who leaves at `due` is still in the queue
  room.session = { start: due, max: 1 };
}

/** All changes of one instant take effect together. */
function takeEffect(room, at, changes, emit) {
  for (const change of changes) {
    if (!comes(change)) room.present.delete(room.visits.get(~change).id);
  }
  for (const number of changes.filter(comes)) {
    const visit = room.visits.get(number);
    if (isShort(visit)) {
      room.visits.delete(number);
    } else {
      room.present.set(visit.id, number);
      visit.hasArrived = true;
    }
  }
  const { alone, session, present } = room;
  const stays = alone !== null && present.has(alone.id);
  if (present.size === 0) {
    if (session !== null && session.start < at) emit(meetingOf(room, at, at));
    room.session = null;
    room.alone = null;
    forget(room, at);
  } else if (present.size === 1) {
    if (!stays) {
      room.alone = { id: present.keys().next().value, since: at };
      if (session === null) forget(room, at);
    }
  } else {
    if (session === null) room.session = { start: stays ? alone.since : at, max: 0 };
    room.alone = null;
  }
  if (room.session !== null) room.session.max = Math.max(room.session.max, present.size);
}

/** Forgets who arrived and left by then. */
function forget(room, until) {
  for (const [number, visit] of room.visits) {
    if (visit.hasArrived && visit.leave <= until) room.visits.delete(number);
  }
}

function meetingOf(room, end, asOf) {
  const { start, max } = room.session;
  const until = Math.min(end, asOf);
  return {
    id: uuidV5(`${room.name}\n${start}`, NAMESPACE),
    room: room.name,
    start_time: snap(sec(start)),
    duration: sec(until) - sec(start),
    ongoing: end === Infinity,
    max_participants: max,
    participants: [...room.visits.values()]
      .filter((visit) => visit.hasArrived && visit.leave > start)
      .map((visit) => ({ visit, join: Math.max(visit.join, start) }))
      .sort((a, b) => a.join - b.join || (a.visit.id < b.visit.id ? -1 : a.visit.id > b.visit.id ? 1 : 0))
      .map(({ visit, join }) => ({
        user_id: visit.user_id ?? (visit.leave <= end ? visit.leaveUserId : null),
        participant_id: visit.id,
        user_name: visit.user_name ?? (visit.leave <= end ? visit.leaveUserName : null),
        join_time: snap(sec(join)),
        duration: sec(Math.min(visit.leave, until)) - sec(join),
      })),
  };
}

function isShort(visit) {
  return visit.leave - visit.join < JOIN_THRESHOLD;
}

function isUndecided(visit, now) {
  return visit.leave === Infinity && now - visit.join < JOIN_THRESHOLD;
}

function sec(at) {
  return Math.floor(at / 1000);
}

function snap(seconds) {
  return Math.floor(seconds / GRANULARITY) * GRANULARITY;
}

function smallest(a, b) {
  if (a === null || b === null) return a ?? b;
  return a < b ? a : b;
}
