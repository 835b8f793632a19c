import { NEVER } from '../../model/time.js';
import type { CompiledRules } from '../compile-rules.js';
import { CLEAR, JOIN } from '../flat/event-types.js';
import { NONE } from '../flat/none.js';
import { addNumber } from '../flat/number-list.js';
import { type AgreedNames, agreedNames } from './agreed-names.js';
import { type GroupedEvents, participantAt, timeAt, typeAt, userIdAt, userNameAt } from './grouped-events.js';
import type { LogTexts } from './log-texts.js';
import type { Pairing } from './pairing.js';
import { addVisit, endVisit, JOINED, LEFT, VISIT_TIMES } from './visit-table.js';

/** What one participant does at an instant at which several things happen in the room. */
interface Deed {
  readonly participant: number;
  /** the first event of the participant at the instant */
  readonly place: number;
  joins: boolean;
  leaves: boolean;
  joinNames: AgreedNames;
  leaveNames: AgreedNames;
}

const NO_NAMES: AgreedNames = { userId: NONE, userName: NONE };

/** The events [from, to), of one instant, take effect together. */
export function pairCrowd(
  pairing: Pairing,
  from: number,
  to: number,
  rules: CompiledRules,
  texts: LogTexts,
): void {
  const { events } = pairing;
  const deeds: Deed[] = [];
  // Nearly always two events are of one instant: then to look through what there is takes less than to make a map.
  const known = to - from > FEW_EVENTS ? new Map<number, Deed>() : null;
  let clear = NONE;
  for (let place = from; place < to; place++) {
    if (typeAt(events, place) === CLEAR) {
      if (clear !== NONE) pairing.repeated++;
      clear = place;
      continue;
    }
    const participant = participantAt(events, place);
    let deed = known === null ? deedAmong(deeds, participant) : known.get(participant);
    if (deed === undefined) {
      deed = { participant, place, joins: false, leaves: false, joinNames: NO_NAMES, leaveNames: NO_NAMES };
      deeds.push(deed);
      known?.set(participant, deed);
    }
    if (!fold(events, deed, place, rules, texts)) pairing.repeated++;
  }
  for (let i = 0; i < deeds.length; i++) {
    const { place, joins, leaves, joinNames, leaveNames } = deeds[i]!;
    pairDeed(
      pairing,
      place,
      joins,
      leaves,
      clear !== NONE,
      joinNames.userId,
      joinNames.userName,
      leaveNames.userId,
      leaveNames.userName,
      rules,
    );
  }
  if (clear !== NONE) clearRoom(pairing, clear, rules);
}

/** Among so many events of one instant those of a participant are looked for one by one. */
const FEW_EVENTS = 8;

function deedAmong(deeds: readonly Deed[], participant: number): Deed | undefined {
  for (let i = 0; i < deeds.length; i++) if (deeds[i]!.participant === participant) return deeds[i];
  return undefined;
}

/** Adds an event to a deed; false if it only repeats another: then its names may still count (clause `names`). */
function fold(
  events: GroupedEvents,
  deed: Deed,
  place: number,
  rules: CompiledRules,
  texts: LogTexts,
): boolean {
  const told = { userId: userIdAt(events, place), userName: userNameAt(events, place) };
  if (typeAt(events, place) === JOIN) {
    const isNew = !deed.joins;
    deed.joinNames = isNew ? told : agreedNames(deed.joinNames, told, texts, rules);
    deed.joins = true;
    return isNew;
  }
  const isNew = !deed.leaves;
  deed.leaveNames = isNew ? told : agreedNames(deed.leaveNames, told, texts, rules);
  deed.leaves = true;
  return isNew;
}

function pairDeed(
  pairing: Pairing,
  place: number,
  joins: boolean,
  leaves: boolean,
  clears: boolean,
  userId: number,
  userName: number,
  leaveUserId: number,
  leaveUserName: number,
  rules: CompiledRules,
): void {
  const { events, visits, latest, table, first, visitsBefore } = pairing;
  const participant = participantAt(events, place);
  const visit = latest[participant]! - visitsBefore;
  const wasOpen = visit >= first && visits.times[visit * VISIT_TIMES + LEFT] === NEVER;
  const closes = rules.closesVisit(wasOpen, leaves, clears);
  if (closes) closeVisit(pairing, visit, place, leaveUserId, leaveUserName);
  if (rules.isDuplicateJoin(wasOpen, closes, joins)) addNumber(pairing.duplicateJoins, place);
  else if (rules.isOrphanLeave(wasOpen, joins, leaves)) addNumber(pairing.orphanLeaves, place);
  if (!rules.opensVisit(wasOpen, closes, joins, leaves)) return;
  latest[participant] = visitsBefore + visits.count;
  const who = table === null ? participant : table.codes[participant]!;
  addVisit(visits, timeAt(events, place), who, userId, userName);
}

function closeVisit(pairing: Pairing, visit: number, place: number, userId: number, userName: number): void {
  endVisit(pairing.visits, visit, timeAt(pairing.events, place), userId, userName);
  pairing.leaves[pairing.leaveCount++] = visit;
}

/** Visits are in order of join: those opened at this very instant, after the clear, are the last ones. */
function clearRoom(pairing: Pairing, place: number, rules: CompiledRules): void {
  const { times, count } = pairing.visits;
  const at = timeAt(pairing.events, place);
  let visit = pairing.closedUpTo;
  let isClosed = true;
  for (; visit < count && times[visit * VISIT_TIMES + JOINED]! < at; visit++) {
    if (times[visit * VISIT_TIMES + LEFT] !== NEVER) continue;
    if (rules.closesVisit(true, false, true)) closeVisit(pairing, visit, place, NONE, NONE);
    else isClosed = false;
  }
  if (isClosed) pairing.closedUpTo = visit;
}
