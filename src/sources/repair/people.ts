import { compareText } from '../../model/compare-text.js';
import { ALWAYS, type EpochMs } from '../../model/time.js';
import type { RoomEnd } from './room-ends.js';

/** What is known of one participant of a room. Plain JSON. */
export interface Person {
  readonly participant_id: string;
  session: string | null;
  user_id: string | null;
  /** joins without a leave, in the order of time; `made`: not from a join of the log */
  open: { at: EpochMs; made: boolean }[];
  /** the latest visit that was closed */
  last: { join: EpochMs; leave: EpochMs; made: boolean } | null;
  /** the interval that was told last, and which of its times were known by another copy; absent in what older versions kept */
  stay?: {
    readonly join: EpochMs;
    readonly leave: EpochMs | null;
    readonly isCopy: { readonly join: boolean; readonly leave: boolean };
  } | null;
  /** a leave that came without a join, which may still come */
  loose: EpochMs | null;
  /** when a new connection of the same user took over */
  replacedAt: EpochMs | null;
}

/** One room as the repair knows it. */
export interface People {
  readonly room: string;
  readonly all: Map<string, Person>;
  /** those with an open visit */
  readonly present: Set<Person>;
  /** the same by user, if that was ever asked for */
  byUser: Map<string, Set<Person>> | null;
  /** whom a name means that someone took later */
  readonly aliases: Map<string, string>;
  /** whom a name meant that left last, and when, as that may be told again */
  readonly left: Map<string, { readonly meant: string; readonly at: EpochMs }>;
  /** what ended, in the order of time, as who joined before may be told of later */
  ends: RoomEnd[];
  /** the latest end of a visit that is over */
  until: EpochMs;
}

/** A room as plain JSON. */
export interface PeopleState {
  readonly room: string;
  readonly people: readonly Person[];
  readonly aliases: readonly (readonly [string, string])[];
  /** absent in what older versions kept */
  readonly left?: readonly (readonly [string, { readonly meant: string; readonly at: EpochMs }])[];
  /** absent in what older versions kept */
  readonly ends?: readonly RoomEnd[];
}

export function createPeople(room: string): People {
  const [all, aliases, left] = [new Map(), new Map(), new Map()];
  return { room, all, present: new Set(), byUser: null, aliases, left, ends: [], until: ALWAYS };
}

/** @param horizon who left at that instant or before is forgotten, and someone new */
export function personOf({ all }: People, participant_id: string, horizon: EpochMs): Person {
  const known = all.get(participant_id);
  if (known !== undefined) {
    if (!isOver(known, horizon)) return known;
    all.delete(participant_id);
  }
  const person: Person = {
    participant_id,
    session: null,
    user_id: null,
    open: [],
    last: null,
    stay: null,
    loose: null,
    replacedAt: null,
  };
  all.set(participant_id, person);
  return person;
}

function isOver({ open, last, loose }: Person, horizon: EpochMs): boolean {
  return open.length === 0 && Math.max(last?.leave ?? ALWAYS, loose ?? ALWAYS) <= horizon;
}

/** Drops who is forgotten, and tells how many are left. */
export function sweepPeople(people: People, horizon: EpochMs): number {
  const { all, left } = people;
  people.ends = people.ends.filter(({ at }) => at > horizon);
  for (const [id, person] of all) if (isOver(person, horizon)) all.delete(id);
  for (const [name, { at }] of left) if (at <= horizon) left.delete(name);
  return all.size;
}

/** Whom a name means that leaves at an instant: who took it, also if that is told again. */
export function leavingAs({ aliases, left }: People, name: string, at: EpochMs, horizon: EpochMs): string {
  const meant = aliases.get(name);
  if (meant !== undefined) {
    aliases.delete(name);
    left.set(name, { meant, at });
    return meant;
  }
  const before = left.get(name);
  return before?.at === at && at > horizon ? before.meant : name;
}

/** Keeps the last visit of someone. */
export function setLast(people: People, person: Person, last: NonNullable<Person['last']>): void {
  person.last = last;
  if (last.leave > people.until) people.until = last.leave;
}

/** Whether someone was there whose visit is over: that is so only of an instant that is told of late, and not of who is forgotten. */
export function wasThere(
  { all, until }: People,
  at: EpochMs,
  horizon: EpochMs,
  isMeant: (person: Person) => boolean,
): boolean {
  if (at >= until) return false;
  return [...all.values()].some(
    (person) =>
      person.last !== null &&
      person.last.join < at &&
      Math.max(at, horizon) < person.last.leave &&
      isMeant(person),
  );
}

/** Says as whom someone is there. */
export function setUser(
  people: People,
  person: Person,
  { session, user_id }: Pick<Person, 'session' | 'user_id'>,
): void {
  person.session = session;
  if (person.user_id === user_id) return;
  unlist(people, person);
  person.user_id = user_id;
  if (people.present.has(person)) list(people, person);
}

/** Those with an open visit, in the order of what they are called, not of when they came. */
export function presentIn({ present }: People): Person[] {
  return [...present].sort((a, b) => compareText(a.participant_id, b.participant_id));
}

/** Those with an open visit whom the platform knows as one user. */
export function presentOf(people: People, user_id: string): Iterable<Person> {
  if (people.byUser === null) {
    people.byUser = new Map();
    for (const person of people.present) list(people, person);
  }
  return people.byUser.get(user_id) ?? [];
}

function list({ byUser }: People, person: Person): void {
  const { user_id } = person;
  if (byUser === null || user_id === null) return;
  const known = byUser.get(user_id);
  if (known === undefined) byUser.set(user_id, new Set([person]));
  else known.add(person);
}

function unlist({ byUser }: People, person: Person): void {
  const { user_id } = person;
  const known = user_id === null ? undefined : byUser?.get(user_id);
  if (known?.delete(person) && known.size === 0) byUser!.delete(user_id!);
}

/** Opens a visit. */
export function openVisit(people: People, person: Person, at: EpochMs, made: boolean): void {
  if (person.open.some((join) => join.at === at)) return;
  const later = person.open.findIndex((join) => join.at > at);
  person.open.splice(later < 0 ? person.open.length : later, 0, { at, made });
  people.present.add(person);
  list(people, person);
}

/**
 * Closes the visit that a leave ends: joins before it, or else one at its instant (clause `same-instant`).
 * @returns whether there was one
 */
export function closeVisit(people: People, person: Person, at: EpochMs): boolean {
  const earlier = person.open.filter((join) => join.at < at);
  const closed = earlier.length > 0 ? earlier : person.open.filter((join) => join.at === at);
  const [first] = closed;
  if (first === undefined) return false;
  person.open = person.open.filter((join) => !closed.includes(join));
  setLast(people, person, { join: first.at, leave: at, made: first.made });
  const isGone = person.open.length === 0;
  // Its own leave says when, whatever took over.
  if (person.replacedAt !== null && (isGone || person.replacedAt <= at)) person.replacedAt = null;
  if (isGone) {
    people.present.delete(person);
    unlist(people, person);
  }
  return true;
}

export function stateOfPeople({ room, all, aliases, left, ends }: People): PeopleState {
  const people = [...all.values()].map((person) => ({
    ...person,
    open: person.open.map((join) => ({ ...join })),
  }));
  return { room, people, aliases: [...aliases], left: [...left], ends: [...ends] };
}

export function peopleFrom({ room, people, aliases, left = [], ends = [] }: PeopleState): People {
  const restored = createPeople(room);
  for (const person of people) {
    const copy = { ...person, open: person.open.map((join) => ({ ...join })) };
    restored.all.set(copy.participant_id, copy);
    if (copy.open.length > 0) restored.present.add(copy);
  }
  for (const [name, meant] of aliases) restored.aliases.set(name, meant);
  for (const [name, one] of left) restored.left.set(name, one);
  restored.ends = [...ends];
  for (const { last } of people)
    if (last !== null && last.leave > restored.until) restored.until = last.leave;
  return restored;
}
