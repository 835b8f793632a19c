import type { EventType, ValidEvent } from '../../model/event.js';
import { wholeMs } from '../../model/parse-time.js';
import { ALWAYS, type EpochMs } from '../../model/time.js';
import type { Fact, Presence } from '../source.js';
import { createDeliveries, type DeliveredFact, type DeliveriesState } from './deliveries.js';
import {
  closeVisit,
  createPeople,
  openVisit,
  type People,
  type PeopleState,
  type Person,
  peopleFrom,
  personOf,
  stateOfPeople,
} from './people.js';
import {
  DRIFT,
  type PresenceFact,
  type RepairKind,
  type RepairNotice,
  type RepairOptions,
} from './repair.js';

/** What became of a fact, or of time that went by. */
export interface Repair {
  /** for the engine, in any order */
  readonly events: ValidEvent[];
  readonly notices: RepairNotice[];
  /** events that are left out as they say again what was said */
  dropped: number;
  /** facts that have nothing to say: a rename, or the end of a session that nobody is in */
  ignored: number;
}

/** Turns facts into events, and repairs what they allow. State in, state out: no clock, no order of arrival. */
export interface RepairStage {
  /** Takes a fact; with `plain` it is an event in its own right, of which only the length is watched. */
  readonly take: (fact: PresenceFact, plain?: boolean) => Repair;
  /** Nothing at or before the watermark will still come: closes what is due, and forgets. Before the engine advances. */
  readonly advance: (watermark: EpochMs) => Repair;
  /** The log ends with `last`: closes what is due by then. */
  readonly finish: (last: EpochMs) => Repair;
  readonly state: () => RepairState;
}

/** The stage's state as plain JSON. */
export interface RepairState {
  readonly format: 1;
  /** null before the first */
  readonly watermark: EpochMs | null;
  readonly rooms: readonly PeopleState[];
  readonly deliveries: DeliveriesState;
}

/**
 * Creates the stage. Fed with facts in the order of time (`repairLog`) it is the reference; live it takes them as they come, and what it
 * would have to add at or before the watermark is told as `unrepaired`.
 */
export function createRepair({ off, maxOpen }: RepairOptions, from?: RepairState): RepairStage {
  const rooms = new Map((from?.rooms ?? []).map((state) => [state.room, peopleFrom(state)]));
  const deliveries = createDeliveries(from?.deliveries);
  let watermark = from?.watermark ?? ALWAYS;
  let result = nothing();

  const isOn = (kind: RepairKind) => !off.has(kind);

  function note(kind: RepairKind, type: EventType, room: string, id: string | null, at: EpochMs): void {
    result.notices.push({ code: 'repaired', kind, type, room, participant_id: id, at });
  }

  function emit(
    type: EventType,
    who: Presence | null,
    room: string,
    participant_id: string,
    at: EpochMs,
  ): void {
    const user_id = who?.user_id ?? null;
    const user_name = who?.user_name ?? null;
    result.events.push({ type, room, participant_id, at, user_id, user_name });
  }

  /** Adds the leave of a visit that has none. */
  function closeBy(kind: RepairKind, people: People, person: Person, at: EpochMs): void {
    emit('leave', null, people.room, person.participant_id, at);
    note(kind, 'leave', people.room, person.participant_id, at);
    closeVisit(people, person, at);
  }

  function drop(kind: RepairKind, type: EventType, room: string, id: string | null, at: EpochMs): void {
    result.dropped++;
    note(kind, type, room, id, at);
  }

  /** Whether a message was there before under another time; under the same, the engine knows it again. */
  function isRedelivery(fact: DeliveredFact, at: EpochMs): boolean {
    const first = deliveries.first(fact);
    return first !== undefined && first !== at && isOn('redelivery');
  }

  function takeJoin(people: People, fact: Extract<Fact, { kind: 'join' }>, plain: boolean) {
    const at = wholeMs(fact.at);
    const { room } = people;
    people.aliases.delete(fact.participant_id);
    const person = personOf(people, fact.participant_id);
    if (!plain && isRedelivery(fact, at)) return drop('redelivery', 'join', room, person.participant_id, at);
    if (isOn('drift') && isKnownJoin(person, at))
      return drop('drift', 'join', room, person.participant_id, at);
    closeDue(people, person, at);
    person.session = fact.session;
    person.user_id = fact.user_id;
    const isHandOver = fact.replaces === true && isOn('replaced');
    if (isHandOver && person.open.some((join) => join.at < at)) closeBy('replaced', people, person, at);
    if (isHandOver) markReplaced(people, person, at);
    emit('join', fact, room, person.participant_id, at);
    if (person.loose !== null && person.loose >= at) {
      person.last = { join: at, leave: person.loose, made: false };
      person.loose = null;
    } else openVisit(people, person, at, fact.replaces === true);
  }

  /** Another connection of the same user in the same session is over from now on, unless its own leave says when. */
  function markReplaced(people: People, by: Person, at: EpochMs): void {
    if (by.user_id === null) return;
    for (const other of people.present) {
      if (other === by || other.user_id !== by.user_id || other.session !== by.session) continue;
      if (other.open.some((join) => join.at < at)) other.replacedAt = Math.min(other.replacedAt ?? at, at);
    }
  }

  /** Closes a visit before another one of the same participant begins. */
  function closeDue(people: People, person: Person, at: EpochMs): void {
    const [first] = person.open;
    if (first === undefined || first.at >= at) return;
    if (person.replacedAt !== null && person.replacedAt <= at) {
      closeBy('replaced', people, person, person.replacedAt);
      person.replacedAt = null;
    } else if (maxOpen !== null && isOn('max-open') && at - first.at > maxOpen) {
      closeBy('max-open', people, person, first.at + maxOpen);
    }
  }

  function takeLeave(people: People, fact: Extract<Fact, { kind: 'leave' }>, plain: boolean) {
    const at = wholeMs(fact.at);
    const { room } = people;
    const id = people.aliases.get(fact.participant_id) ?? fact.participant_id;
    people.aliases.delete(fact.participant_id);
    const person = personOf(people, id);
    if (!plain && isRedelivery(fact, at)) return drop('redelivery', 'leave', room, id, at);
    const joinedAt = fact.joined_at === null ? null : wholeMs(fact.joined_at);
    if (!closeVisit(people, person, at)) {
      if (joinedAt === null) person.loose = at;
      else if (!isNear(person.last?.join, joinedAt)) recoverJoin(people, person, fact, joinedAt, at);
      else if (isOn('drift') && person.last!.leave !== at && isNear(person.last!.leave, at)) {
        return drop('drift', 'leave', room, id, at);
      }
    }
    emit('leave', fact, room, id, at);
  }

  /** A join that was lost can only be given back where no other visit stands in between. */
  function recoverJoin(people: People, person: Person, who: Presence, join: EpochMs, leave: EpochMs): void {
    const { room } = people;
    const id = person.participant_id;
    const isFree = person.last === null || person.last.leave <= join;
    if (!isFree || !isOn('lost-join')) {
      person.loose = leave;
      return;
    }
    if (join <= watermark) {
      result.notices.push({
        code: 'unrepaired',
        kind: 'lost-join',
        type: 'join',
        room,
        participant_id: id,
        at: join,
      });
      return;
    }
    emit('join', who, room, id, join);
    note('lost-join', 'join', room, id, join);
    person.last = { join, leave, made: true };
  }

  function takeStay(people: People, fact: Extract<Fact, { kind: 'stay' }>) {
    const join = wholeMs(fact.joined_at);
    const leave = fact.left_at === null ? null : wholeMs(fact.left_at);
    const { room } = people;
    const id = fact.participant_id;
    const person = personOf(people, id);
    if (isRedelivery(fact, join)) {
      drop('redelivery', 'join', room, id, join);
      if (leave !== null) drop('redelivery', 'leave', room, id, leave);
      return;
    }
    closeDue(people, person, join);
    person.session = fact.session;
    person.user_id = fact.user_id;
    const known =
      person.open.find(({ at }) => isNear(at, join))?.at ??
      (isNear(person.last?.join, join) ? person.last!.join : null);
    if (known !== null && known !== join && isOn('drift')) drop('drift', 'join', room, id, join);
    else {
      emit('join', fact, room, id, join);
      if (known === null) openVisit(people, person, join, true);
    }
    if (leave === null) return;
    if (closeVisit(people, person, leave)) return emit('leave', fact, room, id, leave);
    const other = person.last?.leave;
    if (other !== undefined && other !== leave && isNear(other, leave) && isOn('drift')) {
      return drop('drift', 'leave', room, id, leave);
    }
    emit('leave', fact, room, id, leave);
  }

  /** The end of one session is no end of the room where people of another session are in it. */
  function takeClear(people: People, fact: Extract<Fact, { kind: 'clear' }>, plain: boolean) {
    const at = wholeMs(fact.at);
    const { room } = people;
    if (!plain && !isOn('room-end')) {
      result.ignored++;
      return;
    }
    if (!plain && isRedelivery(fact, at)) return drop('redelivery', 'clear', room, null, at);
    const present = [...people.present].filter(({ open }) => open[0]!.at < at);
    const isOwn = (person: Person) =>
      fact.session === null || person.session === null || person.session === fact.session;
    const own = present.filter(isOwn);
    for (const person of own) closeDue(people, person, at);
    const left = own.filter(({ open }) => open.length > 0 && open[0]!.at < at);
    if (present.every(isOwn)) {
      emit('clear', null, room, '', at);
      for (const person of left) {
        closeVisit(people, person, at);
        if (!plain) note('room-end', 'leave', room, person.participant_id, at);
      }
      return;
    }
    if (left.length === 0) result.ignored++;
    for (const person of left) closeBy('room-end', people, person, at);
  }

  function takeRename(people: People, { from, to }: Extract<Fact, { kind: 'rename' }>): void {
    const { aliases } = people;
    const meant = aliases.get(from) ?? from;
    aliases.delete(from);
    if (meant === to) aliases.delete(to);
    else aliases.set(to, meant);
    result.ignored++;
  }

  function take(fact: PresenceFact, plain = false): Repair {
    result = nothing();
    let people = rooms.get(fact.room);
    if (people === undefined) {
      people = createPeople(fact.room);
      rooms.set(fact.room, people);
    }
    if (fact.kind === 'join') takeJoin(people, fact, plain);
    else if (fact.kind === 'leave') takeLeave(people, fact, plain);
    else if (fact.kind === 'stay') takeStay(people, fact);
    else if (fact.kind === 'clear') takeClear(people, fact, plain);
    else takeRename(people, fact);
    return result;
  }

  /** Closes what is due at or before an instant. */
  function closeAll(now: EpochMs, isDue: (at: EpochMs) => boolean): void {
    for (const people of rooms.values()) {
      for (const person of [...people.present]) {
        const { replacedAt } = person;
        if (replacedAt !== null && replacedAt <= now) {
          closeBy('replaced', people, person, replacedAt);
          person.replacedAt = null;
        }
        const [first] = person.open;
        if (first === undefined || maxOpen === null || !isOn('max-open') || !isDue(first.at + maxOpen))
          continue;
        closeBy('max-open', people, person, first.at + maxOpen);
      }
    }
  }

  function forget(now: EpochMs): void {
    deliveries.forget(now - DRIFT);
    for (const [room, { all, present, aliases }] of rooms) {
      for (const [id, { open, last, loose }] of all) {
        if (open.length === 0 && Math.max(last?.leave ?? ALWAYS, loose ?? ALWAYS) <= now - DRIFT)
          all.delete(id);
      }
      if (all.size === 0 && present.size === 0 && aliases.size === 0) rooms.delete(room);
    }
  }

  function advance(to: EpochMs): Repair {
    result = nothing();
    if (to <= watermark) return result;
    closeAll(to, (at) => at <= to);
    watermark = to;
    forget(to);
    return result;
  }

  function finish(last: EpochMs): Repair {
    result = nothing();
    closeAll(last, (at) => at < last);
    return result;
  }

  return {
    take,
    advance,
    finish,
    state: () => ({
      format: 1,
      watermark: watermark === ALWAYS ? null : watermark,
      rooms: [...rooms.values()].map(stateOfPeople),
      deliveries: deliveries.state(),
    }),
  };
}

/** A join again that was given back, or made by a hand-over, a moment before. */
function isKnownJoin({ open, last }: Person, at: EpochMs): boolean {
  if (open.some((join) => join.made && join.at !== at && isNear(join.at, at))) return true;
  if (last === null || !last.made || last.join === at || !isNear(last.join, at)) return false;
  return at <= last.leave || at - last.join <= CLOCKS;
}

/** By so much the clocks of one platform's servers differ, in milliseconds: a join may seem to be after its leave. */
const CLOCKS = 50;

function isNear(a: EpochMs | undefined, b: EpochMs): boolean {
  return a !== undefined && Math.abs(a - b) <= DRIFT;
}

function nothing(): Repair {
  return { events: [], notices: [], dropped: 0, ignored: 0 };
}
