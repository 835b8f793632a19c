import TinyQueue from 'tinyqueue';
import { compareText } from '../../model/compare-text.js';
import type { EventType, ValidEvent } from '../../model/event.js';
import { wholeMs } from '../../model/parse-time.js';
import { ALWAYS, type EpochMs } from '../../model/time.js';
import type { Fact, Presence } from '../source.js';
import { checkFact, checkInstant, checkRepair } from './check-repair.js';
import { checkRepairState } from './check-repair-state.js';
import { createDeliveries, type DeliveredFact, type DeliveriesState } from './deliveries.js';
import { compareDue, type Due } from './due.js';
import { isKnownJoin, isNear } from './near.js';
import {
  closeVisit,
  createPeople,
  leavingAs,
  openVisit,
  type People,
  type PeopleState,
  type Person,
  peopleFrom,
  personOf,
  presentIn,
  presentOf,
  setLast,
  setUser,
  stateOfPeople,
  sweepPeople,
  wasThere,
} from './people.js';
import {
  DRIFT,
  type PresenceFact,
  type RepairKind,
  type RepairNotice,
  type RepairOptions,
} from './repair.js';
import { endAfter, endsFor, isEnded, keepEnd } from './room-ends.js';

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
 * @throws TypeError or RangeError for an option that is not allowed, for a state of a newer format or of none; what is created, for a fact
 *   that is not about presence, or a time that is none
 */
export function createRepair(options: RepairOptions, from?: RepairState): RepairStage {
  checkRepair('createRepair', options);
  checkRepairState(from);
  const { off, maxOpen } = options;
  const rooms = new Map((from?.rooms ?? []).map((state) => [state.room, peopleFrom(state)]));
  const deliveries = createDeliveries(from?.deliveries);
  let watermark = from?.watermark ?? ALWAYS;
  /** what was over at that instant or before is forgotten */
  let horizon = watermark - DRIFT;
  /** facts since what is forgotten was dropped last, and so much was left */
  let taken = 0;
  let kept = 0;
  let result = nothing();

  const isOn = (kind: RepairKind) => !off.has(kind);
  const closesLong = maxOpen !== null && isOn('max-open');
  const longest = closesLong ? maxOpen : Infinity;
  /** who may have to be closed, and when; whether they still have is told by what is known of them then */
  const due = new TinyQueue<Due>([], compareDue);
  for (const people of rooms.values()) for (const person of people.present) noteDue(people, person);

  function noteDue(people: People, person: Person): void {
    const { replacedAt, open } = person;
    if (replacedAt !== null) due.push({ at: replacedAt, people, person });
    if (closesLong) for (const { at } of open) due.push({ at: at + maxOpen, people, person });
  }

  function open(people: People, person: Person, at: EpochMs, made: boolean): void {
    openVisit(people, person, at, made);
    if (closesLong) due.push({ at: at + maxOpen, people, person });
  }

  function note(
    kind: RepairKind,
    type: EventType,
    room: string,
    participant_id: string | null,
    at: EpochMs,
    code: RepairNotice['code'] = 'repaired',
  ): void {
    result.notices.push({ code, kind, type, room, participant_id, at });
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
    const first = deliveries.first(fact, horizon);
    return first !== undefined && first !== at && isOn('redelivery');
  }

  function takeJoin(people: People, fact: Extract<Fact, { kind: 'join' }>, plain: boolean) {
    const at = wholeMs(fact.at);
    const { room } = people;
    people.aliases.delete(fact.participant_id);
    const person = personOf(people, fact.participant_id, horizon);
    if (!plain && isRedelivery(fact, at)) return drop('redelivery', 'join', room, person.participant_id, at);
    if (isOn('drift') && isKnownJoin(person, at))
      return drop('drift', 'join', room, person.participant_id, at);
    closeDue(people, person, at);
    setUser(people, person, fact);
    const isHandOver = fact.replaces === true && isOn('replaced');
    if (isHandOver && person.open.some((join) => join.at < at)) closeBy('replaced', people, person, at);
    if (isHandOver) markReplaced(people, person, at);
    emit('join', fact, room, person.participant_id, at);
    if (person.loose !== null && person.loose >= at) {
      setLast(people, person, { join: at, leave: person.loose, made: false });
      person.loose = null;
      return;
    }
    open(people, person, at, fact.replaces === true);
    closeEnded(people, person, at, plain);
  }

  /** Closes a visit that began before an end that was told already. */
  function closeEnded(people: People, person: Person, join: EpochMs, plain: boolean): void {
    const end = endAfter(people, person, join, horizon, longest);
    if (end === null) return;
    if (!end.isOfAll) closeBy('room-end', people, person, end.at);
    else if (closeVisit(people, person, end.at) && !plain)
      note('room-end', 'leave', people.room, person.participant_id, end.at);
  }

  /** Another connection of the same user in the same session is over from now on, unless its own leave says when. */
  function markReplaced(people: People, by: Person, at: EpochMs): void {
    if (by.user_id === null) return;
    for (const other of presentOf(people, by.user_id)) {
      if (other === by || other.session !== by.session || !other.open.some((join) => join.at < at)) continue;
      if (other.replacedAt !== null && other.replacedAt <= at) continue;
      other.replacedAt = at;
      due.push({ at, people, person: other });
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
    const id = leavingAs(people, fact.participant_id, at, horizon);
    const person = personOf(people, id, horizon);
    if (!plain && isRedelivery(fact, at)) return drop('redelivery', 'leave', room, id, at);
    const joinedAt = fact.joined_at === null ? null : wholeMs(fact.joined_at);
    // Of two leaves at one instant the second ends nothing but what began before: who came again just then is there.
    const isSaidAgain = person.last?.leave === at && !person.open.some((join) => join.at < at);
    if (!isSaidAgain && !closeVisit(people, person, at)) {
      if (joinedAt === null) person.loose = at;
      else if (!isNear(person.last?.join, joinedAt)) recoverJoin(people, person, fact, joinedAt, at);
      else if (isOn('drift') && isNear(person.last!.leave, at) && !isEnded(people, person, at, horizon))
        return drop('drift', 'leave', room, id, at);
    }
    emit('leave', fact, room, id, at);
  }

  /** A join that was lost can only be given back where no other visit stands in between. */
  function recoverJoin(people: People, person: Person, who: Presence, join: EpochMs, leave: EpochMs): void {
    const { room } = people;
    const id = person.participant_id;
    const isFree = join <= leave && (person.last === null || person.last.leave <= join);
    if (!isFree || !isOn('lost-join')) {
      person.loose = leave;
      return;
    }
    if (join <= watermark) note('lost-join', 'join', room, id, join, 'unrepaired');
    else {
      emit('join', who, room, id, join);
      note('lost-join', 'join', room, id, join);
      setLast(people, person, { join, leave, made: true });
    }
  }

  function takeStay(people: People, fact: Extract<Fact, { kind: 'stay' }>) {
    const join = wholeMs(fact.joined_at);
    const leave = fact.left_at === null ? null : wholeMs(fact.left_at);
    const { room } = people;
    const id = fact.participant_id;
    const person = personOf(people, id, horizon);
    if (isRedelivery(fact, join)) {
      drop('redelivery', 'join', room, id, join);
      if (leave !== null) drop('redelivery', 'leave', room, id, leave);
      return;
    }
    const before = person.stay;
    if (before?.join !== join || before.leave !== leave) {
      closeDue(people, person, join);
      setUser(people, person, fact);
      const known =
        person.open.find(({ at }) => isNear(at, join))?.at ??
        (isNear(person.last?.join, join) ? person.last!.join : null);
      if (known === null) open(people, person, join, true);
      if (known === null && leave === null) closeEnded(people, person, join, false);
      const isCopy = { join: known !== null && known !== join && isOn('drift'), leave: false };
      if (leave !== null && !closeVisit(people, person, leave)) {
        const other = person.last?.leave;
        isCopy.leave = other !== leave && isNear(other, leave) && isOn('drift');
      }
      person.stay = { join, leave, isCopy };
    }
    const { isCopy } = person.stay!;
    if (isCopy.join) drop('drift', 'join', room, id, join);
    else emit('join', fact, room, id, join);
    if (leave === null) return;
    if (isCopy.leave) drop('drift', 'leave', room, id, leave);
    else emit('leave', fact, room, id, leave);
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
    const present = presentIn(people).filter(({ open }) => open[0]!.at < at);
    const isOwn = (person: Person) => endsFor(fact.session, person);
    const own = present.filter(isOwn);
    for (const person of own) closeDue(people, person, at);
    const left = own.filter(({ open }) => open.length > 0 && open[0]!.at < at);
    const isOfAll = present.every(isOwn) && !wasThere(people, at, horizon, (person) => !isOwn(person));
    if (at > horizon) keepEnd(people, { at, session: fact.session, isOfAll });
    if (isOfAll) {
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
    checkFact(fact);
    result = nothing();
    taken++;
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

  /** Closes the visit of someone if the time has come at which it is replaced, or open for too long. */
  function closeIfDue(
    people: People,
    person: Person,
    isDue: (at: EpochMs, kind: RepairKind) => boolean,
  ): void {
    const { replacedAt } = person;
    if (replacedAt !== null && isDue(replacedAt, 'replaced')) {
      closeBy('replaced', people, person, replacedAt);
      person.replacedAt = null;
    }
    const [first] = person.open;
    if (first !== undefined && closesLong && isDue(first.at + maxOpen, 'max-open'))
      closeBy('max-open', people, person, first.at + maxOpen);
  }

  /** Drops what is forgotten. It is gone at once for whoever asks; to drop it each time would cost more with each room. */
  function sweep(): void {
    kept = deliveries.sweep(horizon);
    for (const [room, people] of rooms) {
      const { present, aliases, left } = people;
      const known = sweepPeople(people, horizon) + aliases.size + left.size + people.ends.length;
      if (known === 0 && present.size === 0) rooms.delete(room);
      else kept += known + 1;
    }
    taken = 0;
  }

  function advance(to: EpochMs): Repair {
    checkInstant('watermark', to);
    result = nothing();
    if (to <= watermark) return result;
    while (due.length > 0 && due.peek()!.at <= to) {
      const { at: time, people, person } = due.pop()!;
      // What was due then may be over, and something else due later: that has its own turn.
      closeIfDue(people, person, (at) => at === time);
    }
    watermark = to;
    horizon = to - DRIFT;
    if (taken >= Math.max(kept, FEW)) sweep();
    return result;
  }

  function finish(last: EpochMs): Repair {
    checkInstant('last', last);
    result = nothing();
    for (const people of [...rooms.values()].sort((a, b) => compareText(a.room, b.room))) {
      for (const person of presentIn(people)) {
        closeIfDue(people, person, (at, kind) => at < last || (at === last && kind === 'replaced'));
      }
    }
    return result;
  }

  function state(): RepairState {
    sweep();
    return {
      format: 1,
      watermark: watermark === ALWAYS ? null : watermark,
      rooms: [...rooms.values()].map(stateOfPeople),
      deliveries: deliveries.state(),
    };
  }

  return { take, advance, finish, state };
}

/** Of so little, what is forgotten may stay. */
const FEW = 1024;

function nothing(): Repair {
  return { events: [], notices: [], dropped: 0, ignored: 0 };
}
