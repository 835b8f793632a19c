import type { EpochMs } from '../../model/time.js';

/** What is known of one participant of a room. Plain JSON. */
export interface Person {
  readonly participant_id: string;
  session: string | null;
  user_id: string | null;
  /** joins without a leave, in the order of time; `made`: not from a join of the log */
  open: { at: EpochMs; made: boolean }[];
  /** the latest visit that was closed */
  last: { join: EpochMs; leave: EpochMs; made: boolean } | null;
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
  /** whom a name means that someone took later */
  readonly aliases: Map<string, string>;
}

/** A room as plain JSON. */
export interface PeopleState {
  readonly room: string;
  readonly people: readonly Person[];
  readonly aliases: readonly (readonly [string, string])[];
}

export function createPeople(room: string): People {
  return { room, all: new Map(), present: new Set(), aliases: new Map() };
}

export function personOf({ all }: People, participant_id: string): Person {
  const known = all.get(participant_id);
  if (known !== undefined) return known;
  const person: Person = {
    participant_id,
    session: null,
    user_id: null,
    open: [],
    last: null,
    loose: null,
    replacedAt: null,
  };
  all.set(participant_id, person);
  return person;
}

/** Opens a visit. */
export function openVisit(people: People, person: Person, at: EpochMs, made: boolean): void {
  if (person.open.some((join) => join.at === at)) return;
  const later = person.open.findIndex((join) => join.at > at);
  person.open.splice(later < 0 ? person.open.length : later, 0, { at, made });
  people.present.add(person);
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
  person.last = { join: first.at, leave: at, made: first.made };
  if (person.replacedAt !== null && person.replacedAt <= at) person.replacedAt = null;
  if (person.open.length === 0) people.present.delete(person);
  return true;
}

export function stateOfPeople({ room, all, aliases }: People): PeopleState {
  const people = [...all.values()].map((person) => ({
    ...person,
    open: person.open.map((join) => ({ ...join })),
  }));
  return { room, people, aliases: [...aliases] };
}

export function peopleFrom({ room, people, aliases }: PeopleState): People {
  const restored = createPeople(room);
  for (const person of people) {
    const copy = { ...person, open: person.open.map((join) => ({ ...join })) };
    restored.all.set(copy.participant_id, copy);
    if (copy.open.length > 0) restored.present.add(copy);
  }
  for (const [name, meant] of aliases) restored.aliases.set(name, meant);
  return restored;
}
